// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Collects what is wrong with one configuration, so that the user hears all of it at once. */
final class Problems {

    private final Position main;
    private final Function<String, String> fileName;
    private final Set<Problem> errors = new LinkedHashSet<>();
    private final Set<Problem> warnings = new LinkedHashSet<>();

    /**
     * @param main the file that was asked for
     * @param fileName turns the absolute name of a file into what the user calls it
     */
    Problems(Position main, Function<String, String> fileName) {
        this.main = main;
        this.fileName = fileName;
    }

    void error(Place place, String text) {
        errors.add(problem(place, text));
    }

    void error(Position position, String key, String text) {
        errors.add(new Problem(position, key, text));
    }

    /** Said once for a place: what a peer group says reaches each of its neighbours. */
    void warning(Place place, String text) {
        warnings.add(problem(place, text));
    }

    private Problem problem(Place place, String text) {
        String origin = place.foreignOrigin();
        int allowed = origin.isEmpty() ? -1 : text.indexOf("; allowed: ");
        String whole = allowed < 0 ? text + origin : text.substring(0, allowed) + origin + text.substring(allowed);
        return new Problem(place.position(fileName, main), place.toString(), whole);
    }

    /** The file that was asked for. */
    Position main() {
        return main;
    }

    String nameOf(String file) {
        return fileName.apply(file);
    }

    boolean hasErrors() {
        return !errors.isEmpty();
    }

    List<Problem> errors() {
        return sorted(errors);
    }

    List<Problem> warnings() {
        return sorted(warnings);
    }

    /** The main file first, then included ones, each from top to bottom. */
    private List<Problem> sorted(Set<Problem> problems) {
        if (problems.size() < 2) {
            return List.copyOf(problems);
        }
        List<Problem> sorted = new ArrayList<>(problems);
        sorted.sort(Comparator.<Problem, Boolean>comparing(
                        problem -> !problem.position().file().equals(main.file()))
                .thenComparing(Problem::position)
                .thenComparing(Problem::key));
        return List.copyOf(sorted);
    }
}
