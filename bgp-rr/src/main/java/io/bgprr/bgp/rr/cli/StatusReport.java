// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

import io.bgprr.bgp.rr.cli.Table.Column;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code status}: the speaker on one page. */
final class StatusReport {

    private final BgpRrCommand command;
    private final AdminClient client;

    StatusReport(BgpRrCommand command, AdminClient client) {
        this.command = command;
        this.client = client;
    }

    int print() {
        String path = "/api/v1/status";
        if (!command.copyIfJson(client, "GET", path)) {
            command.out().print(text(client.get(path)));
        }
        return ExitCode.OK;
    }

    private static String text(Json status) {
        Json peers = status.member("peers");
        Json rib = status.member("rib");
        Json memory = status.member("memory");
        Lines lines = new Lines();
        lines.heading("bgp-rr " + status.text("version"))
                .line("Up", status.text("uptime") + ", since " + status.text("started"))
                .line("Ready", status.flag("ready") ? "yes" : "no: " + status.joined("notReady", "; "))
                .line("Local AS", status.text("localAs"))
                .line("Router ID", status.text("routerId"))
                .line("Cluster ID", status.text("clusterId"))
                .line("Listening on", status.joined("listen", ", "))
                .line(
                        "Peers",
                        peers.text("established") + " of " + peers.text("total") + " established, "
                                + peers.text("dynamic") + " dynamic")
                .line("Refused connections", refusals(status.member("refusedConnections")))
                .line("Attribute sets", rib.text("attributeSets") + ", " + rib.text("attributeBytes") + " octets")
                .line("Update groups", rib.text("updateGroups") + ", " + rib.text("updateSubgroups") + " subgroups")
                .line(
                        "Queues",
                        rib.text("inboxBytes") + " octets waiting for the RIB, " + rib.text("logBytes") + " for peers")
                .line(
                        "Memory",
                        memory.text("usedBytes") + " of " + memory.text("limitBytes")
                                + " octets by routes, sessions shed: " + memory.text("sessionsShed"));
        Table table = new Table(
                0,
                List.of(
                        Column.text("Family", Column.ALWAYS),
                        Column.number("Prefixes", Column.ALWAYS),
                        Column.number("Paths", Column.ALWAYS),
                        Column.number("Best path changes", Column.ALWAYS),
                        Column.number("Tombstones", Column.ALWAYS)));
        for (Map.Entry<String, Json> family : rib.member("families").members().entrySet()) {
            Json counts = family.getValue();
            table.add(
                    family.getKey(),
                    counts.text("destinations"),
                    counts.text("paths"),
                    counts.text("changes"),
                    counts.text("tombstones"));
        }
        return lines.heading("RIB").block(table.print()).toString();
    }

    /** How many for which reason, in the words of the metric; reasons that nobody met yet are left out. */
    private static String refusals(Json counts) {
        String met = counts.members().entrySet().stream()
                .filter(reason -> !reason.getValue().text().equals("0"))
                .map(reason -> reason.getValue().text() + " " + reason.getKey().replace('_', ' '))
                .collect(Collectors.joining(", "));
        return met.isEmpty() ? "none" : met;
    }
}
