// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A route as a person would note it, whichever daemon it was read from: the prefix, then {@code key=value} for each attribute
 * that is present, in one order. Lists are separated by commas and keep the order of the wire; an empty AS path is not noted.
 * Announcements and expected tables are files of such lines.
 */
public record LabRoute(String prefix, Map<String, String> attributes) {

    public static final String NEXT_HOP = "next-hop";
    public static final String ORIGIN = "origin";
    public static final String AS_PATH = "as-path";
    public static final String LOCAL_PREF = "local-pref";
    public static final String MED = "med";
    public static final String COMMUNITIES = "communities";
    public static final String LARGE_COMMUNITIES = "large-communities";
    public static final String EXT_COMMUNITIES = "ext-communities";
    public static final String ORIGINATOR = "originator";
    public static final String CLUSTER_LIST = "cluster-list";
    public static final String UNKNOWN = "unknown";

    private static final List<String> ORDER = List.of(
            NEXT_HOP,
            ORIGIN,
            AS_PATH,
            LOCAL_PREF,
            MED,
            COMMUNITIES,
            LARGE_COMMUNITIES,
            EXT_COMMUNITIES,
            ORIGINATOR,
            CLUSTER_LIST,
            UNKNOWN);

    public LabRoute {
        attributes = Map.copyOf(attributes);
        if (!ORDER.containsAll(attributes.keySet())) {
            throw new IllegalArgumentException("an attribute that nobody knows in " + attributes.keySet());
        }
    }

    public static LabRoute of(String prefix) {
        return new LabRoute(prefix, Map.of());
    }

    /** Reads what {@link #toString()} writes. */
    public static LabRoute parse(String line) {
        String[] words = line.trim().split(" +");
        LabRoute route = of(words[0]);
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            route = route.with(words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        return route;
    }

    /** The same route with the attribute; an empty value is an absent attribute. */
    public LabRoute with(String attribute, String value) {
        if (value.isEmpty()) {
            return without(attribute);
        }
        Map<String, String> changed = new LinkedHashMap<>(attributes);
        changed.put(attribute, value);
        return new LabRoute(prefix, changed);
    }

    public LabRoute with(String attribute, Collection<String> values) {
        return with(attribute, String.join(",", values));
    }

    /** From a JSON value: a number, a text or an array of them; absent when the node is missing, null or empty. */
    public LabRoute with(String attribute, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return this;
        }
        if (!value.isArray()) {
            return with(attribute, value.asText());
        }
        List<String> values = new ArrayList<>();
        value.forEach(element -> values.add(element.asText()));
        return with(attribute, values);
    }

    public LabRoute without(String attribute) {
        Map<String, String> changed = new LinkedHashMap<>(attributes);
        changed.remove(attribute);
        return new LabRoute(prefix, changed);
    }

    public @Nullable String get(String attribute) {
        return attributes.get(attribute);
    }

    /** The attribute's values, none when it is absent. */
    public List<String> list(String attribute) {
        String value = attributes.get(attribute);
        return value == null ? List.of() : List.of(value.split(","));
    }

    public boolean isIpv6() {
        return prefix.indexOf(':') >= 0;
    }

    /** A table as text, one route a line, IPv4 first and then as prefixes sort as text. */
    public static String table(Collection<LabRoute> routes) {
        return routes.stream()
                .sorted(Comparator.comparing(LabRoute::isIpv6)
                        .thenComparing(LabRoute::prefix)
                        .thenComparing(LabRoute::toString))
                .map(LabRoute::toString)
                .collect(Collectors.joining("\n", "", routes.isEmpty() ? "" : "\n"));
    }

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(prefix);
        for (String attribute : ORDER) {
            String value = attributes.get(attribute);
            if (value != null) {
                line.append(' ').append(attribute).append('=').append(value);
            }
        }
        return line.toString();
    }
}
