// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

import io.bgprr.bgp.rr.cli.Table.Column;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code peers}: every peer on a line. Where an Established peer has its counts another has its state, which is the column
 * that everybody looks at.
 */
final class PeersReport {

    private static final Map<String, String> SHORT = Map.of("ipv4-unicast", "IPv4", "ipv6-unicast", "IPv6");

    private final BgpRrCommand command;
    private final AdminClient client;

    PeersReport(BgpRrCommand command, AdminClient client) {
        this.command = command;
        this.client = client;
    }

    int print() {
        String path = "/api/v1/peers";
        if (command.copyIfJson(client, "GET", path)) {
            return ExitCode.OK;
        }
        Json answer = client.get(path);
        List<Json> peers = answer.list("peers");
        command.out()
                .println("Local AS " + answer.text("localAs") + ", router ID " + answer.text("routerId") + ", "
                        + answer.text("establishedCount") + " of " + answer.text("peersCount")
                        + " peers established");
        if (!peers.isEmpty()) {
            command.out().println();
            command.out().print(table(peers));
        }
        return ExitCode.OK;
    }

    private String table(List<Json> peers) {
        Set<String> families = new LinkedHashSet<>();
        peers.forEach(peer -> families.addAll(peer.member("families").members().keySet()));
        List<Column> columns = new ArrayList<>(List.of(
                Column.text("Neighbor", Column.ALWAYS),
                Column.number("AS", Column.ALWAYS),
                Column.number("MsgRcvd", 3),
                Column.number("MsgSent", 3),
                Column.text("Up/Down", Column.ALWAYS)));
        families.forEach(
                family -> columns.add(Column.text(SHORT.getOrDefault(family, family) + " Rcv/Acc/Adv", Column.ALWAYS)));
        if (families.isEmpty()) {
            columns.add(Column.text("State", Column.ALWAYS));
        }
        columns.add(Column.number("Flaps", 1));
        columns.add(Column.text("Description", 4).atMost(16));
        columns.add(Column.text("Last error", 5));
        Table table = new Table(command.width(), columns);
        for (Json peer : peers) {
            table.add(row(peer, families));
        }
        return table.print();
    }

    private static String[] row(Json peer, Set<String> families) {
        List<String> cells = new ArrayList<>(List.of(
                peer.text("name"),
                peer.member("peerAs").isPresent() ? peer.text("peerAs") : peer.text("remoteAs"),
                peer.text("messagesReceived"),
                peer.text("messagesSent"),
                peer.member("stateSince").isPresent() ? peer.text("stateFor") : "never"));
        String state = peer.flag("adminDown") ? "Idle (admin)" : isHeldDown(peer) ? "Idle (limit)" : peer.text("state");
        boolean isEstablished = state.equals("Established");
        if (families.isEmpty() || !isEstablished) {
            cells.add(state);
            families.stream().skip(1).forEach(_ -> cells.add(""));
        } else {
            families.forEach(family -> cells.add(counts(peer.member("families").member(family))));
        }
        cells.add(peer.text("flaps"));
        cells.add(peer.text("description"));
        cells.add(peer.text("lastError"));
        return cells.toArray(String[]::new);
    }

    private static boolean isHeldDown(Json peer) {
        return peer.member("families").members().values().stream()
                .anyMatch(family -> limitState(family).equals("held down"));
    }

    private static String limitState(Json family) {
        Json limit = family.member("prefixLimit");
        return limit.isPresent() ? limit.text("state") : "";
    }

    /**
     * {@code received/accepted/advertised}, with {@code (policy)} where a note says that a policy is missing (RFC 8212), else
     * {@code (limit)} where the limit of prefixes is passed.
     */
    private static String counts(Json family) {
        if (!family.isPresent()) {
            return "-";
        }
        String mark = family.text("note").contains("policy")
                ? " (policy)"
                : limitState(family).equals("exceeded") ? " (limit)" : "";
        return family.text("received") + "/" + family.text("accepted") + "/" + family.text("advertised") + mark;
    }
}
