// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Diagrams with logarithmic axes, two beside one another, as an SVG that needs nothing else to be seen. */
final class LogPlot {

    private static final int WIDTH = 520;
    private static final int HEIGHT = 360;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 40;
    private static final int BOTTOM = 45;
    private static final int LEGEND_LINE = 16;

    /** Told apart also by those who see fewer colours (Okabe and Ito 2008). */
    private static final List<String> COLORS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999");

    /**
     * One diagram.
     *
     * @param lines by name, points of x and y, all greater than 0; one without points has but a name
     */
    record Panel(String title, String xTitle, Map<String, double[][]> lines) {}

    private final StringBuilder svg = new StringBuilder();
    private final int left;
    private final int top;
    private final Panel panel;
    private double xMin = Double.POSITIVE_INFINITY;
    private double xMax = Double.NEGATIVE_INFINITY;
    private double yMin = Double.POSITIVE_INFINITY;
    private double yMax = Double.NEGATIVE_INFINITY;

    private LogPlot(Panel panel, int left, int top) {
        this.panel = panel;
        this.left = left;
        this.top = top;
        for (double[][] line : panel.lines().values()) {
            for (double[] point : line) {
                xMin = Math.min(xMin, Math.log10(point[0]));
                xMax = Math.max(xMax, Math.log10(point[0]));
                yMin = Math.min(yMin, Math.floor(Math.log10(point[1])));
                yMax = Math.max(yMax, Math.ceil(Math.log10(point[1])));
            }
        }
        xMax = Math.max(xMax, xMin + 1);
        yMax = Math.max(yMax, yMin + 1);
    }

    static String svg(List<Panel> panels) {
        int rows = (panels.size() + 1) / 2;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                2 * WIDTH,
                rows * HEIGHT));
        for (int i = 0; i < panels.size(); i++) {
            svg.append(new LogPlot(panels.get(i), i % 2 * WIDTH, i / 2 * HEIGHT).draw());
        }
        return svg.append("</svg>\n").toString();
    }

    private StringBuilder draw() {
        text(left + LEFT, top + TOP - 15, "start", "black", panel.title());
        text(left + WIDTH - RIGHT, top + HEIGHT - 8, "end", "black", panel.xTitle());
        for (int decade = (int) Math.ceil(xMin); decade <= xMax; decade++) {
            line(x(decade), y(yMin), x(decade), y(yMax));
            text(x(decade), y(yMin) + 18, "middle", "#555", power(decade));
        }
        for (int decade = (int) yMin; decade <= yMax; decade++) {
            line(x(xMin), y(decade), x(xMax), y(decade));
            text(x(xMin) - 8, y(decade) + 4, "end", "#555", power(decade));
        }
        int number = 0;
        for (Map.Entry<String, double[][]> line : panel.lines().entrySet()) {
            String color = COLORS.get(number % COLORS.size());
            curve(line.getValue(), color);
            text(left + WIDTH - RIGHT - 5, top + TOP + 12 + number * LEGEND_LINE, "end", color, line.getKey());
            number++;
        }
        return svg;
    }

    private double x(double log) {
        return left + LEFT + (log - xMin) / (xMax - xMin) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double log) {
        return top + HEIGHT - BOTTOM - (log - yMin) / (yMax - yMin) * (HEIGHT - TOP - BOTTOM);
    }

    private static String power(int decade) {
        return switch (Math.floorDiv(decade, 3)) {
            case 0 -> unit(decade, 0, "");
            case 1 -> unit(decade, 3, "k");
            case 2 -> unit(decade, 6, "M");
            default -> "1e" + decade;
        };
    }

    private static String unit(int decade, int base, String suffix) {
        return String.format(Locale.ROOT, "%.0f%s", Math.pow(10, decade - base), suffix);
    }

    private void curve(double[][] points, String color) {
        List<String> places = new ArrayList<>();
        for (double[] point : points) {
            double x = x(Math.log10(point[0]));
            double y = y(Math.log10(point[1]));
            places.add(String.format(Locale.ROOT, "%.1f,%.1f", x, y));
            svg.append(
                    String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n", x, y, color));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
                String.join(" ", places),
                color));
    }

    private void line(double x1, double y1, double x2, double y2) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
                x1,
                y1,
                x2,
                y2));
    }

    private void text(double x, double y, String anchor, String color, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                color,
                text.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
