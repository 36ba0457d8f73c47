// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON in the house style: lowerCamel names, times as RFC 3339, durations in milliseconds beside a human string,
 * and lines that people and line tools can read: nesting is indented down to a depth, and stays on one line below it.
 *
 * <p>What was written so far can be taken at any point, so one document may be sent in pieces.
 */
final class JsonWriter {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int INDENT_ALL = 16;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private final JsonGenerator generator;

    JsonWriter() {
        this(INDENT_ALL);
    }

    /** @param indentDepth how many levels of objects and lists get lines of their own */
    JsonWriter(int indentDepth) {
        try {
            generator = FACTORY.createGenerator(bytes);
            generator.setPrettyPrinter(new Layout(indentDepth));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something that writes; lambdas of it need not mention IOException. */
    private interface Step {
        void run() throws IOException;
    }

    private void write(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a document that does not nest; memory does not fail
        }
    }

    void beginObject() {
        write(generator::writeStartObject);
    }

    void beginObject(String name) {
        write(() -> generator.writeObjectFieldStart(name));
    }

    void endObject() {
        write(generator::writeEndObject);
    }

    void beginArray(String name) {
        write(() -> generator.writeArrayFieldStart(name));
    }

    void endArray() {
        write(generator::writeEndArray);
    }

    void field(String name, String value) {
        write(() -> generator.writeStringField(name, wellFormed(value)));
    }

    void field(String name, long value) {
        write(() -> generator.writeNumberField(name, value));
    }

    void field(String name, boolean value) {
        write(() -> generator.writeBooleanField(name, value));
    }

    /** The value's text, or null. */
    void nullable(String name, @Nullable Object value) {
        if (value == null) {
            write(() -> generator.writeNullField(name));
        } else {
            field(name, value.toString());
        }
    }

    void strings(String name, List<String> values) {
        beginArray(name);
        values.forEach(this::element);
        endArray();
    }

    void element(String value) {
        write(() -> generator.writeString(wellFormed(value)));
    }

    /** A point in time, or null for 0. */
    void time(String name, long wallMillis) {
        nullable(name, wallMillis == 0 ? null : Instant.ofEpochMilli(wallMillis).truncatedTo(ChronoUnit.MILLIS));
    }

    /** {@code nameMs} as a number and {@code name} for people. */
    void duration(String name, long millis) {
        field(name + "Ms", millis);
        field(name, Durations.human(millis));
    }

    /** A document that is JSON already. */
    void raw(String name, String document) {
        write(() -> {
            generator.writeFieldName(name);
            generator.writeRawValue(document);
        });
    }

    /** The octets since the last call. */
    byte[] take() {
        write(generator::flush);
        byte[] taken = bytes.toByteArray();
        bytes.reset();
        return taken;
    }

    /** The last octets of a finished document, with a newline. */
    byte[] takeDocument() {
        write(generator::close);
        bytes.write('\n');
        byte[] taken = bytes.toByteArray();
        bytes.reset();
        return taken;
    }

    /** Half of a surrogate pair cannot be written as UTF-8: it becomes U+FFFD. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return text.codePoints()
                        .map(c -> Character.isBmpCodePoint(c) && Character.isSurrogate((char) c) ? 0xfffd : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return text;
    }

    /** Lines and two blanks a level down to a depth; below it everything on one line. */
    private static final class Layout implements PrettyPrinter {
        private final int depthMax;
        private int depth;

        Layout(int depthMax) {
            this.depthMax = depthMax;
        }

        @Override
        public void writeRootValueSeparator(JsonGenerator out) throws IOException {
            out.writeRaw('\n');
        }

        @Override
        public void writeStartObject(JsonGenerator out) throws IOException {
            out.writeRaw('{');
            depth++;
        }

        @Override
        public void writeEndObject(JsonGenerator out, int entries) throws IOException {
            depth--;
            if (entries > 0 && depth < depthMax) {
                newline(out);
            }
            out.writeRaw('}');
        }

        @Override
        public void writeObjectEntrySeparator(JsonGenerator out) throws IOException {
            separator(out);
        }

        @Override
        public void writeObjectFieldValueSeparator(JsonGenerator out) throws IOException {
            out.writeRaw(": ");
        }

        @Override
        public void writeStartArray(JsonGenerator out) throws IOException {
            out.writeRaw('[');
            depth++;
        }

        @Override
        public void writeEndArray(JsonGenerator out, int values) throws IOException {
            depth--;
            if (values > 0 && depth < depthMax) {
                newline(out);
            }
            out.writeRaw(']');
        }

        @Override
        public void writeArrayValueSeparator(JsonGenerator out) throws IOException {
            separator(out);
        }

        @Override
        public void beforeArrayValues(JsonGenerator out) throws IOException {
            beforeFirst(out);
        }

        @Override
        public void beforeObjectEntries(JsonGenerator out) throws IOException {
            beforeFirst(out);
        }

        private void beforeFirst(JsonGenerator out) throws IOException {
            if (depth <= depthMax) {
                newline(out);
            }
        }

        private void separator(JsonGenerator out) throws IOException {
            out.writeRaw(',');
            if (depth <= depthMax) {
                newline(out);
            } else {
                out.writeRaw(' ');
            }
        }

        private void newline(JsonGenerator out) throws IOException {
            out.writeRaw('\n');
            for (int i = 0; i < depth; i++) {
                out.writeRaw("  ");
            }
        }
    }
}
