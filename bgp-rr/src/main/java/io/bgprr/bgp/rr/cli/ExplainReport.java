// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

import io.bgprr.bgp.rr.cli.Table.Column;
import java.util.List;

/** {@code explain P}: the verdict, every path with what it carries and where it lost, and what each peer is sent. */
final class ExplainReport {

    private final BgpRrCommand command;
    private final AdminClient client;

    ExplainReport(BgpRrCommand command, AdminClient client) {
        this.command = command;
        this.client = client;
    }

    int print(String prefix) {
        String path = "/api/v1/explain?prefix=" + AdminClient.encode(prefix);
        if (!command.copyIfJson(client, "GET", path)) {
            command.out().print(text(client.get(path)));
        }
        return ExitCode.OK;
    }

    private static String text(Json answer) {
        Lines lines = new Lines();
        String prefix = answer.text("prefix");
        String asked = answer.text("asked");
        lines.heading(prefix.isEmpty() ? asked : prefix.equals(asked) ? prefix : prefix + ", which covers " + asked);
        lines.block(sentence(Table.clean(answer.text("verdict"))));
        int number = 0;
        for (Json path : answer.list("paths")) {
            writePath(lines, ++number, path);
        }
        List<Json> exports = answer.list("exports");
        if (!exports.isEmpty()) {
            lines.heading("What the peers are sent").block(exports(exports));
        }
        return lines.toString();
    }

    private static String sentence(String text) {
        if (text.isEmpty() || text.endsWith(".")) {
            return text;
        }
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    private static void writePath(Lines lines, int number, Json path) {
        String from = path.member("peer").isPresent()
                ? "from " + path.text("peer") + " (" + path.text("peerKind")
                        + (path.text("peerRouterId").isEmpty() ? "" : ", router ID " + path.text("peerRouterId")) + ")"
                : "originated here";
        String verdict = path.flag("best") ? "best" : path.flag("accepted") ? "not chosen" : "refused";
        String asPath = path.text("asPath");
        lines.heading("Path " + number + " " + from + ": " + verdict)
                .line("Why", path.text("refusal").isEmpty() ? path.text("reason") : path.text("refusal"))
                .line("Next hop", path.text("nextHop"))
                .line("Link-local next hop", path.text("nextHopLinkLocal"))
                .line("AS path", asPath.isEmpty() ? "empty" : asPath)
                .line("Origin", path.text("origin"))
                .line("Local preference", path.text("localPref"))
                .line("MED", path.text("med"))
                .line("Path ID", path.text("pathId"))
                .line("Originator ID", path.text("originatorId"))
                .line("Cluster list", path.joined("clusterList", " "))
                .line("Communities", RoutesReport.communities(path))
                .line("Aggregator", path.text("aggregator"))
                .line("Atomic aggregate", path.flag("atomicAggregate") ? "yes" : "");
        for (Json unknown : path.list("unknownAttributes")) {
            lines.line("Unknown attribute", unknown.text());
        }
    }

    /** Nothing is cut: why is what was asked. */
    private static String exports(List<Json> exports) {
        Table table = new Table(
                0,
                List.of(
                        Column.text("Peer", Column.ALWAYS),
                        Column.text("Sent", Column.ALWAYS),
                        Column.text("Why", Column.ALWAYS)));
        for (Json export : exports) {
            String sent = export.flag("advertised") ? "yes" : "no";
            table.add(export.text("peer"), export.flag("pending") ? sent + ", pending" : sent, export.text("text"));
        }
        return table.print();
    }
}
