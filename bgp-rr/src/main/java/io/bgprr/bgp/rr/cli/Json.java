// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value that the daemon answered. What is missing reads as empty, zero or false, so that a newer command can talk to an
 * older daemon.
 */
final class Json {

    static final Json EMPTY = new Json(null);

    private final @Nullable Object value;

    private Json(@Nullable Object value) {
        this.value = value;
    }

    static Json read(InputStream in) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(in)) {
            parser.nextToken();
            return new Json(readValue(parser));
        } catch (JsonEOFException e) {
            throw new IOException("the answer ended early", e);
        }
    }

    private static @Nullable Object readValue(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return null;
        }
        return switch (token) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> readList(parser);
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE, VALUE_FALSE -> token == JsonToken.VALUE_TRUE;
            case VALUE_NULL -> null;
            default -> parser.getText();
        };
    }

    private static Map<String, Json> readObject(JsonParser parser) throws IOException {
        Map<String, Json> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, new Json(readValue(parser)));
        }
        return members;
    }

    private static List<Json> readList(JsonParser parser) throws IOException {
        List<Json> elements = new ArrayList<>();
        for (JsonToken next = parser.nextToken();
                next != JsonToken.END_ARRAY && next != null;
                next = parser.nextToken()) {
            elements.add(new Json(readValue(parser)));
        }
        return elements;
    }

    Json member(String name) {
        return members().getOrDefault(name, EMPTY);
    }

    /** In the order of the answer; empty when this is no object. */
    @SuppressWarnings("unchecked")
    Map<String, Json> members() {
        return value instanceof Map ? (Map<String, Json>) value : Map.of();
    }

    @SuppressWarnings("unchecked")
    List<Json> elements() {
        return value instanceof List ? (List<Json>) value : List.of();
    }

    List<Json> list(String name) {
        return member(name).elements();
    }

    boolean isPresent() {
        return value != null;
    }

    /** A text or number as text; empty when there is none. */
    String text() {
        return value == null ? "" : value.toString();
    }

    String text(String name) {
        return member(name).text();
    }

    long number(String name) {
        return member(name).value instanceof Long number ? number : 0;
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(member(name).value);
    }

    /** The elements of a list as texts, separated. */
    String joined(String name, String separator) {
        return String.join(separator, list(name).stream().map(Json::text).toList());
    }
}
