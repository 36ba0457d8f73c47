// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows in columns for people. Columns are as wide as their widest cell. On a terminal that is too narrow the least important
 * columns are left out first, then the last column is cut; where no width is known nothing is cut.
 *
 * <p>Rows may be printed in portions: a later portion keeps the columns of the first and widens them where it must.
 */
final class Table {

    private static final int UNLIMITED = Integer.MAX_VALUE;
    private static final int LAST_COLUMN_MIN = 16;
    private static final String GAP = "  ";

    /**
     * @param importance columns of the lowest go first, all together, when there is no room; those of {@link #ALWAYS} stay
     * @param isNumber aligned to the right
     * @param widthMin characters that a table of many portions keeps free for rows that it has not seen
     * @param widthMax longer cells are cut where the width is limited
     */
    record Column(String title, int importance, boolean isNumber, int widthMin, int widthMax) {
        static final int ALWAYS = 9;

        static Column text(String title, int importance) {
            return new Column(title, importance, false, 0, UNLIMITED);
        }

        static Column number(String title, int importance) {
            return new Column(title, importance, true, 0, UNLIMITED);
        }

        Column atLeast(int width) {
            return new Column(title, importance, isNumber, width, widthMax);
        }

        Column atMost(int width) {
            return new Column(title, importance, isNumber, widthMin, width);
        }
    }

    private final List<Column> columns;
    private final int widthMax;
    private final int[] widths;
    private final boolean[] isShown;
    private final List<String[]> rows = new ArrayList<>();
    private boolean isBegun;

    /** @param widthMax characters of a line, 0 = no limit */
    Table(int widthMax, List<Column> columns) {
        this.columns = columns;
        this.widthMax = widthMax == 0 ? UNLIMITED : widthMax;
        this.widths = columns.stream().mapToInt(column -> length(column.title)).toArray();
        this.isShown = new boolean[columns.size()];
        Arrays.fill(isShown, true);
    }

    void add(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        String[] row = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            String cell = clean(cells[i]);
            row[i] = widthMax == UNLIMITED ? cell : cut(cell, columns.get(i).widthMax);
            widths[i] = Math.max(widths[i], length(row[i]));
        }
        rows.add(row);
    }

    int rowsCount() {
        return rows.size();
    }

    /** All rows, under their titles. */
    String print() {
        return print(true);
    }

    /**
     * The rows added since the last time; the first time under their titles.
     *
     * @param isLast no more rows will come
     */
    String print(boolean isLast) {
        StringBuilder text = new StringBuilder();
        if (!isBegun) {
            if (isLast) {
                hideColumnsWithoutCells();
            } else {
                Arrays.setAll(widths, i -> Math.max(widths[i], columns.get(i).widthMin));
            }
            hideUntilItFits();
            appendLine(text, columns.stream().map(Column::title).toArray(String[]::new));
            isBegun = true;
        }
        rows.forEach(row -> appendLine(text, row));
        rows.clear();
        return text.toString();
    }

    /** A column that may go and says nothing goes, whatever the width. */
    private void hideColumnsWithoutCells() {
        for (int i = 0; i < isShown.length; i++) {
            int column = i;
            isShown[i] =
                    columns.get(i).importance == Column.ALWAYS || rows.stream().anyMatch(row -> !row[column].isEmpty());
        }
    }

    private void hideUntilItFits() {
        while (lineLength() > widthMax) {
            int least = Column.ALWAYS;
            for (int i = 0; i < isShown.length; i++) {
                least = isShown[i] ? Math.min(least, columns.get(i).importance) : least;
            }
            if (least == Column.ALWAYS) {
                return;
            }
            for (int i = 0; i < isShown.length; i++) {
                isShown[i] &= columns.get(i).importance > least;
            }
        }
    }

    /** With the last column, which can be cut, at its least. */
    private int lineLength() {
        int total = 0;
        for (int i = 0; i < isShown.length; i++) {
            if (isShown[i]) {
                int width = i == last() ? Math.min(widths[i], LAST_COLUMN_MIN) : widths[i];
                total += width + (total > 0 ? GAP.length() : 0);
            }
        }
        return total;
    }

    private int last() {
        for (int i = isShown.length - 1; i > 0; i--) {
            if (isShown[i]) {
                return i;
            }
        }
        return 0;
    }

    private void appendLine(StringBuilder text, String[] cells) {
        StringBuilder line = new StringBuilder();
        int last = last();
        boolean isFirst = true;
        for (int i = 0; i < cells.length; i++) {
            if (!isShown[i]) {
                continue;
            }
            if (!isFirst) {
                line.append(GAP);
            }
            isFirst = false;
            int padding = widths[i] - length(cells[i]);
            if (columns.get(i).isNumber) {
                line.repeat(" ", Math.max(0, padding)).append(cells[i]);
            } else {
                line.append(cells[i]);
                if (i != last) {
                    line.repeat(" ", Math.max(0, padding));
                }
            }
        }
        text.append(cut(line.toString().stripTrailing(), widthMax)).append('\n');
    }

    private static String cut(String line, int widthMax) {
        if (length(line) <= widthMax) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, widthMax - 1)) + "…";
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Control and direction characters, which a peer may have written, spelled out. */
    static String clean(String text) {
        if (text.codePoints().noneMatch(Table::isDangerous)) {
            return text;
        }
        StringBuilder clean = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isDangerous(c)) {
                clean.append(String.format("\\u%04x", c));
            } else {
                clean.appendCodePoint(c);
            }
        });
        return clean.toString();
    }

    private static boolean isDangerous(int c) {
        return Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
    }
}
