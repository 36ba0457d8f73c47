// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value inside the tree of a configuration: the path of keys that leads to it, and the value that knows its origin.
 *
 * <p>Thousands of these are made for a large file and only those that have a problem are ever spelled out, so text and
 * position are worked out on demand.
 */
final class Place {

    /** An object that was merged from several files: its origin lists them all, and the first one is as good as any. */
    private static final Pattern MERGED =
            Pattern.compile("merge of (?:[^/].*?,)??(/.*?): (\\d+)(?:-\\d+)?(?:,.*)?", Pattern.DOTALL);

    private final @Nullable Place parent;
    private final String name;
    private final ConfigValue value;

    private Place(@Nullable Place parent, String name, ConfigValue value) {
        this.parent = parent;
        this.name = name;
        this.value = value;
    }

    static Place root(ConfigValue value) {
        return new Place(null, "", value);
    }

    Place child(String key, ConfigValue childValue) {
        return new Place(this, key, childValue);
    }

    Place element(int index, ConfigValue element) {
        return new Place(this, "[" + index + "]", element);
    }

    ConfigValue value() {
        return value;
    }

    /**
     * The file and line of the value, or of the nearest enclosing value that has them: one that came from the environment
     * has none.
     *
     * @param fileName turns the absolute name of a file into what the user calls it
     * @param main what to say when nothing is known
     */
    Position position(Function<String, String> fileName, Position main) {
        for (Place place = this; place != null; place = place.parent) {
            ConfigOrigin origin = place.value.origin();
            if (origin.filename() != null && origin.lineNumber() > 0) {
                return new Position(fileName.apply(origin.filename()), origin.lineNumber());
            }
            Matcher merged = MERGED.matcher(origin.description());
            if (merged.matches()) {
                return new Position(fileName.apply(merged.group(1)), Integer.parseInt(merged.group(2)));
            }
        }
        return main;
    }

    /** Where else than in a file the value came from, in words, for example an environment variable; or empty. */
    String foreignOrigin() {
        ConfigOrigin origin = value.origin();
        return origin.filename() == null && origin.description().startsWith(Environment.ORIGIN)
                ? " (from " + origin.description() + ")"
                : "";
    }

    @Override
    public String toString() {
        if (parent == null) {
            return name;
        }
        String before = parent.toString();
        return before.isEmpty() || name.startsWith("[") ? before + name : before + "." + name;
    }
}
