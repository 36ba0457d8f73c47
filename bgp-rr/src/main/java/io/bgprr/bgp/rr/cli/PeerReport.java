// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

import io.bgprr.bgp.rr.cli.Table.Column;
import java.util.List;
import java.util.Map;

/** {@code peer X}: everything about one peer. */
final class PeerReport {

    private final BgpRrCommand command;
    private final AdminClient client;

    PeerReport(BgpRrCommand command, AdminClient client) {
        this.command = command;
        this.client = client;
    }

    int print(String address) {
        String path = "/api/v1/peers/" + AdminClient.encode(address);
        if (!command.copyIfJson(client, "GET", path)) {
            command.out().print(text(client.get(path)));
        }
        return ExitCode.OK;
    }

    private String text(Json peer) {
        Lines lines = new Lines();
        writeState(lines, peer);
        writeFamilies(lines, peer);
        writeSession(lines, peer);
        writeConfig(lines, peer.member("config"));
        writeCounters(lines, peer.member("counters"));
        return lines.toString();
    }

    private static void writeState(Lines lines, Json peer) {
        String kind = peer.text("kind").isEmpty() ? "" : ", " + peer.text("kind");
        lines.heading("Neighbor " + peer.text("name") + kind + (peer.flag("dynamic") ? ", dynamic" : ""))
                .line("Description", peer.text("description"))
                .line("Peer group", peer.text("peerGroup"))
                .line(
                        "State",
                        (peer.flag("adminDown") ? "Idle (administratively down)" : peer.text("state"))
                                + (peer.member("stateSince").isPresent()
                                        ? " for " + peer.text("stateFor") + ", since " + peer.text("stateSince")
                                        : ""))
                .line(
                        "Remote AS",
                        peer.text("remoteAs")
                                + (peer.member("peerAs").isPresent()
                                                && !peer.text("peerAs").equals(peer.text("remoteAs"))
                                        ? " (peer: " + peer.text("peerAs") + ")"
                                        : ""))
                .line("Local AS", peer.text("localAs"))
                .line(
                        "Last error",
                        peer.text("lastError").isEmpty()
                                ? "none"
                                : peer.text("lastError") + ", at " + peer.text("lastErrorAt"))
                .line("Flaps", peer.text("flaps"))
                .line("Output queue", peer.text("outQueueBytes") + " octets");
    }

    private void writeFamilies(Lines lines, Json peer) {
        Map<String, Json> families = peer.member("families").members();
        if (families.isEmpty()) {
            return;
        }
        Table table = new Table(
                command.width() == 0 ? 0 : command.width() - 2,
                List.of(
                        Column.text("Family", Column.ALWAYS),
                        Column.number("Received", Column.ALWAYS),
                        Column.number("Accepted", Column.ALWAYS),
                        Column.number("Best", Column.ALWAYS),
                        Column.number("Advertised", Column.ALWAYS),
                        Column.number("Pending", Column.ALWAYS),
                        Column.text("EoR rcvd/sent", Column.ALWAYS)));
        families.forEach((name, family) -> table.add(
                name,
                family.text("received"),
                family.text("accepted"),
                family.text("best"),
                family.text("advertised"),
                family.text("pending"),
                yesNo(family.flag("endOfRibReceived")) + "/" + yesNo(family.flag("endOfRibSent"))));
        lines.heading("Routes").block(table.print());
        families.forEach((name, family) -> lines.line("Limit, " + name, limit(family.member("prefixLimit"))));
        families.forEach((name, family) -> lines.line("Note, " + name, family.text("note")));
    }

    /** {@code 8 of 10 received prefixes, near; warning at 75 %, then cease, restart never; passed: 2}, or empty. */
    private static String limit(Json limit) {
        if (!limit.isPresent()) {
            return "";
        }
        String restart = limit.text("action").equals("cease")
                ? ", restart "
                        + (limit.text("restartSeconds").equals("0")
                                ? "never"
                                : "after " + limit.text("restartSeconds") + " s")
                : "";
        String dropped = limit.text("droppedCount").equals("0") ? "" : ", " + limit.text("droppedCount") + " dropped";
        return limit.text("used") + " of " + limit.text("limit") + " " + limit.text("count") + " prefixes, "
                + limit.text("state") + dropped + "; warning at " + limit.text("warnPercent") + " %, then "
                + limit.text("action") + restart + "; passed: " + limit.text("exceededCount");
    }

    private static void writeSession(Lines lines, Json peer) {
        Json negotiated = peer.member("negotiated");
        if (!negotiated.isPresent()) {
            return;
        }
        lines.heading("Session, as negotiated")
                .line("Local address", peer.text("localAddress"))
                .line("Peer's router ID", negotiated.text("peerRouterId"))
                .line("Families", negotiated.joined("families", ", "))
                .line(
                        "Hold time",
                        seconds(negotiated.text("holdTimeSeconds"), "off")
                                + " (ours " + peer.member("config").text("holdTimeSeconds") + " s, peer's "
                                + negotiated.text("peerHoldTimeSeconds") + " s)")
                .line("Keepalive every", seconds(negotiated.text("keepaliveSeconds"), "never"))
                .line("Four-octet AS", yesNo(negotiated.flag("fourOctetAs")))
                .line("Route refresh", yesNo(negotiated.flag("routeRefresh")))
                .line("Longest message", negotiated.text("messageLengthBytesMax") + " octets")
                .line("Add-Path receive", negotiated.joined("addPathReceive", ", "))
                .line("Add-Path send", negotiated.joined("addPathSend", ", "));
        String name = "Peer's capabilities";
        for (Json capability : negotiated.list("peerCapabilities")) {
            lines.line(name, capability.text());
            name = "";
        }
    }

    private static void writeConfig(Lines lines, Json config) {
        lines.heading("Configuration")
                .line("Port", config.text("port"))
                .line("Local address", config.text("localAddress"))
                .line("Router ID", config.text("routerId"))
                .line(
                        "Reflector client",
                        config.flag("routeReflectorClient") ? "yes, cluster ID " + config.text("clusterId") : "no")
                .line("Passive", yesNo(config.flag("passive")))
                .line("Enabled", yesNo(config.flag("enabled")))
                .line("Families", config.joined("families", ", "))
                .line("Hold time", seconds(config.text("holdTimeSeconds"), "off"))
                .line("Send hold time", seconds(config.text("sendHoldSeconds"), "off"))
                .line(
                        "Connect retry",
                        config.text("connectRetrySeconds") + " s up to " + config.text("connectRetrySecondsMax") + " s")
                .line("Password", config.text("password"))
                .line(
                        "TTL",
                        config.text("ttl")
                                + (config.text("ttlMin").equals("0")
                                        ? ""
                                        : ", at least " + config.text("ttlMin") + " from the peer"))
                .line("Next hop", config.text("nextHop"))
                .line("Import policy", config.text("importPolicy"))
                .line("Export policy", config.text("exportPolicy"))
                .line("AS_SET in paths", config.text("asSet"));
    }

    private static void writeCounters(Lines lines, Json counters) {
        Json received = counters.member("received");
        Json sent = counters.member("sent");
        Table table = new Table(
                0,
                List.of(
                        Column.text("Messages", Column.ALWAYS),
                        Column.number("Received", Column.ALWAYS),
                        Column.number("Sent", Column.ALWAYS)));
        List.of("opens", "updates", "notifications", "keepalives", "routeRefreshes", "bytes")
                .forEach(name -> table.add(title(name), received.text(name), sent.text(name)));
        lines.heading("Counters").block(table.print());
        lines.line("Withdrawing UPDATEs", received.text("withdrawUpdates"))
                .line("Withdrawn prefixes", received.text("withdrawnPrefixes"))
                .line("Treated as withdraw", received.text("treatedAsWithdraw"))
                .line("Attributes discarded", received.text("attributesDiscarded"))
                .line("Messages discarded", received.text("discarded"));
    }

    private static String title(String name) {
        return switch (name) {
            case "opens" -> "OPEN";
            case "updates" -> "UPDATE";
            case "notifications" -> "NOTIFICATION";
            case "keepalives" -> "KEEPALIVE";
            case "routeRefreshes" -> "ROUTE-REFRESH";
            default -> "octets";
        };
    }

    private static String seconds(String number, String zero) {
        return number.equals("0") ? zero : number + " s";
    }

    private static String yesNo(boolean value) {
        return value ? "yes" : "no";
    }
}
