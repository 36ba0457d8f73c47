// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

import io.bgprr.bgp.rr.cli.Table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code routes}: a table of any length, asked for and printed page by page. */
final class RoutesReport {

    private final BgpRrCommand command;
    private final AdminClient client;

    RoutesReport(BgpRrCommand command, AdminClient client) {
        this.command = command;
        this.client = client;
    }

    /** What is asked, as the path of a request without limit and continuation. */
    record Question(String scope, boolean isIpv6, String path) {

        static Question of(
                String scope,
                @Nullable String peer,
                @Nullable String prefix,
                boolean isLonger,
                @Nullable String family) {
            StringBuilder path = new StringBuilder("/api/v1/routes?scope=").append(scope);
            if (peer != null) {
                path.append("&peer=").append(AdminClient.encode(peer));
            }
            if (prefix != null) {
                path.append("&prefix=").append(AdminClient.encode(prefix));
            }
            if (isLonger) {
                path.append("&match=longer");
            }
            if (family != null) {
                path.append("&family=").append(AdminClient.encode(family));
            }
            boolean isIpv6 = prefix != null ? prefix.indexOf(':') >= 0 : "ipv6-unicast".equals(family);
            return new Question(scope, isIpv6, path.toString());
        }
    }

    int print(Question question) {
        if (command.copyIfJson(client, "GET", question.path + "&limit=all")) {
            return ExitCode.OK;
        }
        Table table = new Table(command.width(), columns(question));
        long count = 0;
        String continuation = "";
        do {
            Json page = client.get(question.path + "&limit=1000" + continuation);
            for (Json route : page.list("routes")) {
                table.add(row(route, question));
            }
            if (count == 0 && table.rowsCount() > 0) {
                command.out().println(legend(question.scope));
            }
            count += table.rowsCount();
            Json next = page.member("continuation");
            if (count > 0) {
                command.out().print(table.print(!next.isPresent()));
            }
            continuation = next.isPresent() ? "&continuation=" + AdminClient.encode(next.text()) : "";
        } while (!continuation.isEmpty());
        command.out().println(count == 0 ? "No routes." : "\n" + count + (count == 1 ? " route" : " routes"));
        return ExitCode.OK;
    }

    private static String legend(String scope) {
        String marks = switch (scope) {
            case "advertised" -> "* sent, > best, p changed since and not sent yet";
            case "received" -> "* accepted, > best, x refused";
            default -> "* accepted, > best, i learned inside our AS";
        };
        return "Marks: " + marks + "\nOrigin: i IGP, e EGP, ? incomplete";
    }

    /** A peer's own routes all come from it: there is no need to say from whom, and every need to say why not. */
    private static List<Column> columns(Question question) {
        boolean isReceived = question.scope.equals("received");
        int address = question.isIpv6 ? 20 : 15;
        List<Column> columns = new ArrayList<>(List.of(
                Column.text("   ", Column.ALWAYS),
                Column.text("Network", Column.ALWAYS).atLeast(address + 3),
                Column.text("Next Hop", Column.ALWAYS).atLeast(address),
                Column.number("LocPrf", 6).atLeast(10),
                Column.number("MED", 5).atLeast(5),
                Column.text("AS Path", Column.ALWAYS).atLeast(12).atMost(40)));
        if (!isReceived) {
            columns.add(Column.text("From", 7).atLeast(address));
        }
        columns.add(Column.text("Why", isReceived ? 8 : 4));
        columns.add(Column.text("Communities", 2));
        return columns;
    }

    private static String[] row(Json route, Question question) {
        String path = route.text("asPath");
        List<String> cells = new ArrayList<>(List.of(
                marks(route, question.scope),
                route.text("prefix") + (route.number("pathId") == 0 ? "" : " id " + route.text("pathId")),
                route.text("nextHop"),
                route.text("localPref"),
                route.text("med"),
                path + (path.isEmpty() ? "" : " ") + originMark(route.text("origin"))));
        if (!question.scope.equals("received")) {
            cells.add(route.member("peer").isPresent() ? route.text("peer") : "local");
        }
        cells.add(route.text("refusal").isEmpty() ? route.text("reason") : route.text("refusal"));
        cells.add(communities(route));
        return cells.toArray(String[]::new);
    }

    private static String marks(Json route, String scope) {
        if (route.flag("pending")) {
            return "p";
        }
        String accepted = route.flag("accepted") ? "*" : "x";
        String kind = route.text("peerKind").toLowerCase(Locale.ROOT);
        boolean isInternal = kind.equals("client") || kind.equals("internal");
        boolean isOneTable = scope.equals("loc-rib") || scope.equals("best"); // of many peers
        return accepted + (route.flag("best") ? ">" : " ") + (isInternal && isOneTable ? "i" : "");
    }

    static String originMark(String origin) {
        return switch (origin) {
            case "igp" -> "i";
            case "egp" -> "e";
            default -> "?";
        };
    }

    static String communities(Json route) {
        String plain = route.joined("communities", " ");
        String extended = route.joined("extendedCommunities", " ");
        String ipv6 = route.joined("ipv6ExtendedCommunities", " ");
        String large = route.joined("largeCommunities", " ");
        return String.join(" ", plain, extended, ipv6, large)
                .replaceAll(" +", " ")
                .strip();
    }
}
