// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.replay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An AS_PATH as a list of segments, each a list of numbers (RFC 4271 §4.3, RFC 5065, RFC 6793). */
record NaivePath(List<Segment> segments) {

    static final int SET = 1;
    static final int SEQUENCE = 2;
    static final int CONFED_SEQUENCE = 3;
    static final int CONFED_SET = 4;
    static final long AS_TRANS = 23456;

    /** A segment and its AS numbers. */
    record Segment(int type, List<Long> numbers) {

        boolean isConfederation() {
            return type == CONFED_SEQUENCE || type == CONFED_SET;
        }

        int hops() {
            return isConfederation() ? 0 : type == SET ? 1 : numbers.size();
        }
    }

    /** Null when malformed (RFC 7606 §7.2) or with an AS 0 in it (RFC 7607). */
    static @Nullable NaivePath parse(byte[] value, int size) {
        List<Segment> segments = new ArrayList<>();
        for (int at = 0; at < value.length; ) {
            int count = at + 1 < value.length ? value[at + 1] & 0xff : 0;
            if (count == 0 || value[at] < SET || value[at] > CONFED_SET || at + 2 + count * size > value.length) {
                return null;
            }
            List<Long> numbers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long as = Octets.unsigned(value, at + 2 + i * size, size);
                if (as == 0) {
                    return null;
                }
                numbers.add(as);
            }
            segments.add(new Segment(value[at], numbers));
            at += 2 + count * size;
        }
        return new NaivePath(segments);
    }

    byte[] octets(int size) {
        byte[] all = {};
        for (Segment segment : segments) {
            all = Octets.join(all, Octets.of(segment.type, segment.numbers.size()));
            for (long as : segment.numbers) {
                long fitting = size == 2 && as > 0xffff ? AS_TRANS : as;
                all = Octets.join(all, size == 2 ? Octets.two((int) fitting) : Octets.four(fitting));
            }
        }
        return all;
    }

    int hops() {
        return segments.stream().mapToInt(Segment::hops).sum();
    }

    boolean hasSet() {
        return segments.stream().anyMatch(segment -> segment.type == SET || segment.type == CONFED_SET);
    }

    boolean hasConfederation() {
        return segments.stream().anyMatch(Segment::isConfederation);
    }

    boolean contains(long as) {
        return segments.stream().anyMatch(segment -> segment.numbers.contains(as));
    }

    boolean fitsTwoOctets() {
        return segments.stream().allMatch(segment -> segment.numbers.stream().allMatch(as -> as <= 0xffff));
    }

    NaivePath withoutConfederation() {
        return new NaivePath(
                segments.stream().filter(segment -> !segment.isConfederation()).toList());
    }

    /** The AS that a route came from, 0 when it came from inside or when nobody can tell (RFC 4271 §9.1.2.2 c). */
    long neighbor() {
        return withoutConfederation().segments.stream()
                .findFirst()
                .filter(segment -> segment.type == SEQUENCE)
                .map(segment -> segment.numbers.getFirst())
                .orElse(0L);
    }

    /** RFC 4271 §5.1.2 b, and RFC 5065 §4.1 for what stays behind. */
    NaivePath prepended(long as) {
        List<Segment> result = new ArrayList<>(withoutConfederation().segments);
        List<Long> first = new ArrayList<>(List.of(as));
        boolean joins = !result.isEmpty()
                && result.getFirst().type == SEQUENCE
                && result.getFirst().numbers.size() < 255;
        if (joins) {
            first.addAll(result.removeFirst().numbers);
        }
        result.addFirst(new Segment(SEQUENCE, first));
        return new NaivePath(result);
    }

    /** What an AS4_PATH says of the hops behind the old speakers, behind the hops that it lacks (RFC 6793 §4.2.3). */
    NaivePath merged(NaivePath as4) {
        int missing = hops() - as4.hops();
        if (missing < 0 || as4.segments.isEmpty()) {
            return this;
        }
        List<Segment> result = new ArrayList<>();
        for (Segment segment : segments) {
            if (missing == 0 && !segment.isConfederation()) {
                break;
            }
            int taken = segment.type == SEQUENCE ? Math.min(missing, segment.numbers.size()) : segment.numbers.size();
            result.add(new Segment(segment.type, segment.numbers.subList(0, taken)));
            missing -= Math.min(missing, segment.hops());
            if (taken < segment.numbers.size()) {
                break;
            }
        }
        List<Segment> rest = new ArrayList<>(as4.segments);
        boolean joins = !result.isEmpty()
                && result.getLast().type == SEQUENCE
                && rest.getFirst().type == SEQUENCE
                && result.getLast().numbers.size() + rest.getFirst().numbers.size() <= 255;
        if (joins) {
            List<Long> numbers = new ArrayList<>(result.removeLast().numbers);
            numbers.addAll(rest.removeFirst().numbers);
            result.add(new Segment(SEQUENCE, numbers));
        }
        result.addAll(rest);
        return new NaivePath(result);
    }
}
