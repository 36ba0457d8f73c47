// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

import io.bgprr.bgp.net.AsNumber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * AS_PATH for people and policies (RFC 4271 §4.3, RFC 5065 §3). Its text is {@code 64512 65001 {1,2} (64600 64601) [7,8]}:
 * a sequence is bare, a set in braces, a confederation's sequence in parentheses and its set in brackets.
 */
public record AsPath(List<Segment> segments) {

    /** The path of a route that never left its AS. */
    public static final AsPath EMPTY = new AsPath(List.of());

    private static final int SEGMENT_COUNT_MAX = 255;

    /** What a segment is; the wire value is the ordinal + 1. */
    public enum Kind {
        SET('{', '}'),
        SEQUENCE(' ', ' '),
        CONFEDERATION_SEQUENCE('(', ')'),
        CONFEDERATION_SET('[', ']');

        private final char open;
        private final char close;

        Kind(char open, char close) {
            this.open = open;
            this.close = close;
        }

        int code() {
            return ordinal() + 1;
        }

        boolean isSet() {
            return this == SET || this == CONFEDERATION_SET;
        }
    }

    /** One segment: 1..255 numbers. */
    public record Segment(Kind kind, List<AsNumber> numbers) {
        public Segment {
            numbers = List.copyOf(numbers);
            if (numbers.isEmpty() || numbers.size() > SEGMENT_COUNT_MAX) {
                throw new IllegalArgumentException("a segment of " + numbers.size() + " AS numbers, must be 1..255");
            }
        }
    }

    public AsPath {
        segments = List.copyOf(segments);
    }

    /** A path of sequences, as many segments as 255 numbers each ask for. */
    public static AsPath ofSequence(List<AsNumber> numbers) {
        List<Segment> segments = new ArrayList<>();
        for (int from = 0; from < numbers.size(); from += SEGMENT_COUNT_MAX) {
            int to = Math.min(from + SEGMENT_COUNT_MAX, numbers.size());
            segments.add(new Segment(Kind.SEQUENCE, numbers.subList(from, to)));
        }
        return new AsPath(segments);
    }

    public static AsPath of(AttributeSet set) {
        return ofBytes(set.value(AttributeType.AS_PATH));
    }

    static AsPath ofBytes(byte[] value) {
        ByteBuffer buffer = ByteBuffer.wrap(value);
        List<Segment> segments = new ArrayList<>();
        while (buffer.hasRemaining()) {
            Kind kind = Kind.values()[buffer.get() - 1];
            int count = buffer.get() & 0xff;
            List<AsNumber> numbers = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                numbers.add(new AsNumber(buffer.getInt()));
            }
            segments.add(new Segment(kind, numbers));
        }
        return new AsPath(segments);
    }

    /** The value of the attribute, with 4-octet numbers. */
    byte[] toBytes() {
        int length = segments.stream().mapToInt(s -> 2 + 4 * s.numbers().size()).sum();
        ByteBuffer buffer = ByteBuffer.allocate(length);
        for (Segment segment : segments) {
            buffer.put((byte) segment.kind().code());
            buffer.put((byte) segment.numbers().size());
            segment.numbers().forEach(as -> buffer.putInt(as.bits()));
        }
        return buffer.array();
    }

    /**
     * Parses the text form; numbers in a set may be parted by commas or blanks.
     *
     * @throws IllegalArgumentException with the text
     */
    public static AsPath parse(String text) {
        List<Segment> segments = new ArrayList<>();
        List<AsNumber> sequence = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            Kind kind = kindOf(c);
            if (kind != null) {
                int close = text.indexOf(kind.close, at);
                if (close < 0) {
                    throw new IllegalArgumentException("'" + text + "' lacks a " + kind.close);
                }
                flush(sequence, segments);
                segments.add(new Segment(kind, numbers(text.substring(at + 1, close))));
                at = close + 1;
            } else if (c == ' ' || c == ',') {
                at++;
            } else {
                int end = at;
                while (end < text.length() && " ,{([".indexOf(text.charAt(end)) < 0) {
                    end++;
                }
                sequence.add(AsNumber.parse(text.substring(at, end)));
                at = end;
            }
        }
        flush(sequence, segments);
        return new AsPath(segments);
    }

    private static @Nullable Kind kindOf(char open) {
        return switch (open) {
            case '{' -> Kind.SET;
            case '(' -> Kind.CONFEDERATION_SEQUENCE;
            case '[' -> Kind.CONFEDERATION_SET;
            default -> null;
        };
    }

    private static List<AsNumber> numbers(String text) {
        List<AsNumber> numbers = new ArrayList<>();
        for (String number : text.split("[ ,]+", -1)) {
            if (!number.isEmpty()) {
                numbers.add(AsNumber.parse(number));
            }
        }
        return numbers;
    }

    private static void flush(List<AsNumber> sequence, List<Segment> segments) {
        segments.addAll(ofSequence(sequence).segments());
        sequence.clear();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Segment segment : segments) {
            text.append(text.isEmpty() ? "" : " ");
            String separator = segment.kind().isSet() ? "," : " ";
            String numbers = String.join(
                    separator,
                    segment.numbers().stream().map(AsNumber::toString).toList());
            Kind kind = segment.kind();
            text.append(kind == Kind.SEQUENCE ? numbers : kind.open + numbers + kind.close);
        }
        return text.toString();
    }
}
