// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the value of a key is read.
 *
 * @param <T> what it is read into
 */
interface ValueType<T> {

    /** What may be written, in words that complete "allowed: ". */
    String allowed();

    /** The value, or null when it is wrong, which then has been reported. */
    @Nullable
    T read(Place place, Problems problems);

    /**
     * A single word or number.
     *
     * @param isSecret the value is never shown
     * @param parser throws {@link IllegalArgumentException} with a message that says what is wrong, without the value when that
     *     is a secret
     */
    record Scalar<T>(String allowed, boolean isSecret, Function<String, T> parser) implements ValueType<T> {

        static <T> Scalar<T> of(String allowed, Function<String, T> parser) {
            return new Scalar<>(allowed, false, parser);
        }

        @Override
        public @Nullable T read(Place place, Problems problems) {
            ConfigValue value = place.value();
            if (Environment.isStandIn(value)) {
                return null;
            }
            switch (value.valueType()) {
                case STRING, NUMBER, BOOLEAN -> {
                    try {
                        return parser.apply(textOf(value));
                    } catch (IllegalArgumentException e) {
                        problems.error(place, e.getMessage() + "; allowed: " + allowed);
                    }
                }
                case LIST, OBJECT, NULL ->
                    problems.error(place, nounOf(value) + " cannot stand here; allowed: " + allowed);
            }
            return null;
        }
    }

    /** A list; an element that is wrong does not hide the others. */
    record ListOf<T>(ValueType<T> element) implements ValueType<List<Located<T>>> {

        @Override
        public String allowed() {
            return "a list of: " + element.allowed();
        }

        @Override
        public @Nullable List<Located<T>> read(Place place, Problems problems) {
            if (Environment.isStandIn(place.value())) {
                return null;
            }
            if (!(place.value() instanceof ConfigList list)) {
                problems.error(place, nounOf(place.value()) + " is not a list; allowed: " + allowed());
                return null;
            }
            List<Located<T>> elements = new ArrayList<>(list.size());
            for (int i = 0; i < list.size(); i++) {
                Place at = place.element(i, list.get(i));
                T read = element.read(at, problems);
                if (read != null) {
                    elements.add(new Located<>(read, at));
                }
            }
            return elements;
        }
    }

    /** An object whose keys are names that the user chooses; read in the order of the names. */
    record Named<T>(ValueType<T> element) implements ValueType<SequencedMap<String, Located<T>>> {

        @Override
        public String allowed() {
            return "{ NAME = ..., ... } with each: " + element.allowed();
        }

        @Override
        public @Nullable SequencedMap<String, Located<T>> read(Place place, Problems problems) {
            if (Environment.isStandIn(place.value())) {
                return null;
            }
            if (!(place.value() instanceof ConfigObject object)) {
                problems.error(place, nounOf(place.value()) + " is not a group of names; allowed: " + allowed());
                return null;
            }
            SequencedMap<String, Located<T>> named = new TreeMap<>();
            object.forEach((name, value) -> {
                Place at = place.child(name, value);
                T read = element.read(at, problems);
                if (read != null) {
                    named.put(name, new Located<>(read, at));
                }
            });
            return named;
        }
    }

    /** The text of a scalar as the user wrote it: {@code 1.10} is not {@code 1.1} when it is an AS number. */
    static String textOf(ConfigValue value) {
        Object plain = value.unwrapped();
        // Only as a string does a number still have the digits that it was written with.
        return plain instanceof Double ? value.atKey("number").getString("number") : String.valueOf(plain);
    }

    /** What the value is, as the subject of a sentence. */
    static String nounOf(ConfigValue value) {
        return switch (value.valueType()) {
            case LIST -> "a list [ ... ]";
            case OBJECT -> "an object { ... }";
            case NULL -> "null";
            case STRING, NUMBER, BOOLEAN -> "a single value";
        };
    }
}
