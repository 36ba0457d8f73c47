// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

import io.bgprr.bgp.rr.cli.Table.Column;
import java.util.List;

/** {@code reload}: what the daemon did, or everything that is wrong with the file. */
final class ReloadReport {

    private final BgpRrCommand command;
    private final AdminClient client;

    ReloadReport(BgpRrCommand command, AdminClient client) {
        this.command = command;
        this.client = client;
    }

    int print() {
        String path = "/api/v1/reload";
        try {
            if (!command.copyIfJson(client, "POST", path)) {
                command.out().print(text(client.post(path)));
            }
            return ExitCode.OK;
        } catch (AdminClient.Refused refused) {
            refused.answer().list("problems").forEach(problem -> command.err().println(Table.clean(problem.text())));
            throw refused;
        }
    }

    private String text(Json report) {
        List<Json> changes = report.list("changes");
        StringBuilder text = new StringBuilder();
        text.append("Reloaded. Neighbors changed: ")
                .append(changes.size())
                .append("; networks added or changed: ")
                .append(report.text("networksAdded"))
                .append(", removed: ")
                .append(report.text("networksRemoved"))
                .append(".\n");
        if (!changes.isEmpty()) {
            Table table = new Table(
                    command.width(),
                    List.of(
                            Column.text("Neighbor", Column.ALWAYS),
                            Column.text("Action", Column.ALWAYS),
                            Column.text("Why", 5)));
            for (Json change : changes) {
                table.add(change.text("neighbor"), change.text("action"), change.text("why"));
            }
            text.append('\n').append(table.print());
        }
        for (Json sentence : report.list("restartNeeded")) {
            text.append("Needs a restart: ")
                    .append(Table.clean(sentence.text()))
                    .append('\n');
        }
        return text.toString();
    }
}
