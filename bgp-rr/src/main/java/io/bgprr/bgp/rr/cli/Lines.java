// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

/** Names and values under headings, values aligned. */
final class Lines {

    private static final int NAME_WIDTH = 24;

    private final StringBuilder text = new StringBuilder();

    Lines heading(String heading) {
        if (!text.isEmpty()) {
            text.append('\n');
        }
        text.append(Table.clean(heading)).append('\n');
        return this;
    }

    /** An empty value leaves the line out. */
    Lines line(String name, String value) {
        if (!value.isEmpty()) {
            text.append("  ").append(name).repeat(" ", Math.max(1, NAME_WIDTH - name.length()));
            text.append(Table.clean(value)).append('\n');
        }
        return this;
    }

    /** A table, set in. */
    Lines block(String table) {
        table.lines().forEach(line -> text.append("  ").append(line).append('\n'));
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
