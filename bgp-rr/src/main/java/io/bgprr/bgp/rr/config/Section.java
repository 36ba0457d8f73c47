// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A kind of object in the file: the keys that it may have. Any other key is an error, with a guess at what was meant.
 */
final class Section implements ValueType<Block> {

    private final String name;
    private final SequencedMap<String, Key<?>> keys = new LinkedHashMap<>();
    private final Map<String, String> refused = new HashMap<>();
    private final Map<String, String> otherNames = new HashMap<>();
    private final List<Section> related = new ArrayList<>();

    /**
     * @param name what a user would call it, for example {@code a neighbour}
     */
    Section(String name, List<Key<?>> keys) {
        this.name = name;
        keys.forEach(key -> this.keys.put(key.name(), key));
    }

    /** A key that other daemons have and this one does not have yet: refused with the sentence, never ignored. */
    Section refuse(String key, String sentence) {
        refused.put(key, sentence);
        return this;
    }

    /** What users of other daemons write, and what they should write here. */
    Section otherName(String other, String meant) {
        otherNames.put(other, meant);
        return this;
    }

    /** Sections in which a key may have been meant to stand. */
    void relate(Section... others) {
        related.addAll(List.of(others));
    }

    String name() {
        return name;
    }

    /** In the order of the reference. */
    List<Key<?>> keys() {
        return List.copyOf(keys.values());
    }

    @Override
    public String allowed() {
        return "{ ... } with the keys " + String.join(", ", keys.sequencedKeySet());
    }

    @Override
    public @Nullable Block read(Place place, Problems problems) {
        if (Environment.isStandIn(place.value())) {
            return null;
        }
        if (!(place.value() instanceof ConfigObject object)) {
            problems.error(place, ValueType.nounOf(place.value()) + " cannot stand here; allowed: " + allowed());
            return null;
        }
        Block block = Block.at(place);
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            Key<?> key = keys.get(entry.getKey());
            Place at = place.child(entry.getKey(), entry.getValue());
            if (key == null) {
                problems.error(at, explainUnknown(entry.getKey()));
            } else {
                read(key, at, block, problems);
            }
        }
        for (Key<?> key : keys.values()) {
            if (key.isRequired() && !object.containsKey(key.name())) {
                Place missing = place.child(key.name(), object);
                problems.error(missing, "is missing; allowed: " + key.type().allowed());
            }
        }
        return block;
    }

    private static <T> void read(Key<T> key, Place at, Block block, Problems problems) {
        T value = key.type().read(at, problems);
        if (value == null) {
            block.putBroken(key);
        } else {
            block.put(key, new Located<>(value, at));
        }
    }

    private String explainUnknown(String key) {
        String sentence = refused.get(key);
        if (sentence != null) {
            return "is not supported yet: " + sentence + "; allowed: leave it out";
        }
        String allowed = "; allowed in " + name + ": " + String.join(", ", keys.sequencedKeySet());
        String meant = otherNames.get(key);
        if (meant != null) {
            return "unknown key; here it is " + meant + allowed;
        }
        for (Section section : related) {
            if (section.keys.containsKey(key)) {
                return "unknown key here; it belongs in " + section.name + allowed;
            }
        }
        Optional<String> near = Spelling.nearest(key, keys.keySet());
        if (near.isPresent()) {
            return "unknown key; did you mean " + near.get() + "?" + allowed;
        }
        for (Section section : related) {
            Optional<String> elsewhere = Spelling.nearest(key, section.keys.keySet());
            if (elsewhere.isPresent()) {
                return "unknown key; did you mean " + elsewhere.get() + " in " + section.name + "?" + allowed;
            }
        }
        return "unknown key" + allowed;
    }
}
