// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

import io.bgprr.bgp.rr.cli.Table.Column;
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
    record Question(String scope, String path) {

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
            return new Question(scope, path.toString());
        }
    }

    int print(Question question) {
        if (command.copyIfJson(client, "GET", question.path + "&limit=all")) {
            return ExitCode.OK;
        }
        boolean isAdvertised = question.scope.equals("advertised");
        Table table = new Table(command.width(), columns(isAdvertised));
        long count = 0;
        String continuation = "";
        do {
            Json page = client.get(question.path + "&limit=1000" + continuation);
            for (Json route : page.list("routes")) {
                table.add(row(route));
            }
            if (count == 0 && table.rowsCount() > 0) {
                command.out().println(legend(question.scope));
            }
            count += table.rowsCount();
            if (count > 0) {
                command.out().print(table.print());
            }
            Json next = page.member("continuation");
            continuation = next.isPresent() ? "&continuation=" + AdminClient.encode(next.text()) : "";
        } while (!continuation.isEmpty());
        command.out().println(count == 0 ? "No routes." : "\n" + count + (count == 1 ? " route" : " routes"));
        return ExitCode.OK;
    }

    private static String legend(String scope) {
        String marks = switch (scope) {
            case "advertised" -> "Marks: > sent, p changed since and not sent yet";
            case "received" -> "Marks: * accepted, > best, x refused";
            default -> "Marks: * accepted, > best, x refused, i learned from our own AS";
        };
        return marks + "   Origin: i IGP, e EGP, ? incomplete";
    }

    private static List<Column> columns(boolean isAdvertised) {
        return List.of(
                Column.text("", Column.ALWAYS),
                Column.text("Network", Column.ALWAYS),
                Column.text("Next Hop", Column.ALWAYS),
                Column.number("LocPrf", 6),
                Column.number("MED", 5),
                Column.text("AS Path", Column.ALWAYS),
                Column.text("From", isAdvertised ? 6 : 7),
                Column.text("Why", 4),
                Column.text("Communities", 2));
    }

    private static String[] row(Json route) {
        String path = route.text("asPath");
        return new String[] {
            marks(route),
            route.text("prefix") + (route.number("pathId") == 0 ? "" : " id " + route.text("pathId")),
            route.text("nextHop"),
            route.text("localPref"),
            route.text("med"),
            path + (path.isEmpty() ? "" : " ") + originMark(route.text("origin")),
            route.member("peer").isPresent() ? route.text("peer") : "local",
            route.text("refusal").isEmpty() ? route.text("reason") : route.text("refusal"),
            communities(route)
        };
    }

    private static String marks(Json route) {
        if (route.flag("pending")) {
            return "p";
        }
        String accepted = route.flag("accepted") ? "*" : "x";
        String kind = route.text("peerKind").toLowerCase(Locale.ROOT);
        boolean isInternal = kind.equals("client") || kind.equals("internal");
        return accepted + (route.flag("best") ? ">" : " ") + (isInternal ? "i" : "");
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
        String large = route.joined("largeCommunities", " ");
        return (plain + " " + extended + " " + large).replace("  ", " ").strip();
    }
}
