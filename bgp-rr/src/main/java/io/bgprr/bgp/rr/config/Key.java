// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of the schema: a key's name, the type of its value, and what holds when it is left out. Rows are compared by
 * identity.
 *
 * @param <T> what its values are read into
 */
final class Key<T> {

    private final String name;
    private final ValueType<T> type;
    private final boolean isRequired;
    private final @Nullable String defaultText;
    private @Nullable T defaultValue;

    private Key(String name, ValueType<T> type, boolean isRequired, @Nullable String defaultText) {
        this.name = name;
        this.type = type;
        this.isRequired = isRequired;
        this.defaultText = defaultText;
    }

    /** A key that may be left out, and then means nothing or depends on other keys. */
    static <T> Key<T> optional(String name, ValueType<T> type) {
        return new Key<>(name, type, false, null);
    }

    static <T> Key<T> required(String name, ValueType<T> type) {
        return new Key<>(name, type, true, null);
    }

    /**
     * @param defaultText the value that holds when the key is left out, as one would write it in the file
     */
    static <T> Key<T> defaulting(String name, ValueType<T> type, String defaultText) {
        return new Key<>(name, type, false, defaultText);
    }

    String name() {
        return name;
    }

    ValueType<T> type() {
        return type;
    }

    boolean isRequired() {
        return isRequired;
    }

    /** As one would write it in the file, or null when there is no fixed default. */
    @Nullable
    String defaultText() {
        return defaultText;
    }

    /** The default, read as if it stood in a file. Threads may race to work it out; the result is the same. */
    T defaultValue() {
        T known = defaultValue;
        if (known == null) {
            String text = Objects.requireNonNull(defaultText, name);
            Problems problems = new Problems(Position.ofFile("default of " + name), file -> file);
            Place place = Place.root(parse(text));
            known = Objects.requireNonNull(type.read(place, problems), name);
            defaultValue = known;
        }
        return known;
    }

    /** A default as the parser makes it of its text. */
    static ConfigValue parse(String defaultText) {
        return ConfigFactory.parseString("default = " + defaultText).getValue("default");
    }

    @Override
    public String toString() {
        return name;
    }
}
