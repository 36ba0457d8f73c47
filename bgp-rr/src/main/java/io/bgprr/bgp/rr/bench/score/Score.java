// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.score;

import java.util.EnumMap;
import java.util.Map;

/**
 * The result of one play: figures, and whether all was right.
 *
 * @param why empty when it passed
 */
public record Score(Map<Figure, Double> figures, String why) {

    public Score(Map<Figure, Double> figures, String why) {
        this.figures = figures.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(figures));
        this.why = why;
    }

    /** A play that did not come about. */
    public static Score failed(String why) {
        return new Score(Map.of(), why);
    }

    public boolean isPass() {
        return why.isEmpty();
    }

    public boolean has(Figure figure) {
        return figures.containsKey(figure);
    }

    /** NaN when it was not measured. */
    public double get(Figure figure) {
        return figures.getOrDefault(figure, Double.NaN);
    }
}
