// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A section of the file after reading: for each of its keys that was there and right, the value.
 *
 * <p>A block may lie over another one, as a neighbour over its peer group: what it does not say itself, the other says.
 */
final class Block {

    private final Place place;
    private final Map<Key<?>, Located<?>> values;
    private final Set<Key<?>> broken;
    private final @Nullable Block under;

    private Block(Place place, Map<Key<?>, Located<?>> values, Set<Key<?>> broken, @Nullable Block under) {
        this.place = place;
        this.values = values;
        this.broken = broken;
        this.under = under;
    }

    static Block at(Place place) {
        return new Block(place, new HashMap<>(), new HashSet<>(), null);
    }

    <T> void put(Key<T> key, Located<T> value) {
        values.put(key, value);
    }

    /** The key is there, with a value that is wrong, which has been reported. */
    void putBroken(Key<?> key) {
        broken.add(key);
    }

    /** The same values, and those of the other for keys that are not here. */
    Block over(@Nullable Block other) {
        return new Block(place, values, broken, other);
    }

    /** Where the section itself stands. */
    Place place() {
        return place;
    }

    /** Where a problem of this block is said: the block that it lies over, if any, since all that lie over it share it. */
    Place shared() {
        return under == null ? place : under.place;
    }

    <T> @Nullable Located<T> find(Key<T> key) {
        Located<?> found = values.get(key);
        if (found == null) {
            return under == null || broken.contains(key) ? null : under.find(key);
        }
        @SuppressWarnings("unchecked") // put() takes a key and a value of one type
        Located<T> typed = (Located<T>) found;
        return typed;
    }

    boolean has(Key<?> key) {
        return find(key) != null;
    }

    /** Whether this block says it itself, and does not leave it to the one under it. */
    boolean saysItself(Key<?> key) {
        return values.containsKey(key) || broken.contains(key);
    }

    /** Whether what stands here, or in the block under this one, is wrong: its absence needs no further report. */
    boolean isBroken(Key<?> key) {
        return broken.contains(key) || under != null && !values.containsKey(key) && under.isBroken(key);
    }

    <T> @Nullable T valueOf(Key<T> key) {
        Located<T> found = find(key);
        return found == null ? null : found.value();
    }

    /** The value, or the key's default. */
    <T> T get(Key<T> key) {
        Located<T> found = find(key);
        return found == null ? key.defaultValue() : found.value();
    }

    /** Where the key stands, or the section when it stands nowhere. */
    Place placeOf(Key<?> key) {
        Located<?> found = find(key);
        return found == null ? place : found.place();
    }

    /** A section inside this one; one without any key when it was left out. */
    Block section(Key<Block> key) {
        return Objects.requireNonNullElseGet(valueOf(key), () -> at(place));
    }
}
