// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.replay;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: what each kind of client must hold after what was sent, written down as the RFCs say it, slowly, and without any
 * of the daemon's code but the values {@code Prefix} and {@code IpAddress}.
 */
final class NaiveSpeaker {

    static final int AS = 64512;
    static final byte[] IDENTIFIER = {10, 46, 0, 1};

    private static final long NO_EXPORT = 0xffffff01L;
    private static final long NO_ADVERTISE = 0xffffff02L;
    private static final long NO_EXPORT_SUBCONFED = 0xffffff03L;

    /** A route that a source's table holds and that may be chosen. */
    private record Candidate(SourceRole source, PathAttributes attributes, NaivePath path, byte[] nextHop) {

        long hops() {
            return path.hops();
        }

        long med() {
            return attributes.number(PathAttributes.MED, 0);
        }

        /** LOCAL_PREF, the higher the better. */
        long preference() {
            return -attributes.number(PathAttributes.LOCAL_PREF, 100);
        }

        long origin() {
            return Objects.requireNonNull(attributes.value(PathAttributes.ORIGIN))[0];
        }

        long distance() {
            return source.isInternal() ? 1 : 0;
        }

        long originator() {
            return attributes.number(PathAttributes.ORIGINATOR_ID, Octets.unsigned(source.identifier(), 0, 4));
        }

        long clusters() {
            byte[] list = attributes.value(PathAttributes.CLUSTER_LIST);
            return list == null ? 0 : list.length / 4;
        }
    }

    private final Map<IpAddress, Map<Prefix, Candidate>> tables = new TreeMap<>();

    /** A session begins: its table is empty. */
    void join(SourceRole source) {
        tables.put(source.address(), new HashMap<>());
    }

    /** A session ends. */
    void leave(SourceRole source) {
        tables.remove(source.address());
    }

    /** An UPDATE was sent. Of one source by one thread; sources do not disturb each other. */
    void hear(SourceRole source, RawUpdate update) {
        Map<Prefix, Candidate> table = Objects.requireNonNull(tables.get(source.address()));
        update.withdrawn().forEach(table::remove);
        PathAttributes attributes = new NaiveIntake(source).attributes(update);
        replace(table, update.announced(), candidate(source, attributes, NaiveIntake.nextHop(update)));
        replace(table, update.mpAnnounced(), candidate(source, attributes, update.mpNextHop()));
    }

    private static void replace(Map<Prefix, Candidate> table, List<Prefix> prefixes, @Nullable Candidate candidate) {
        for (Prefix prefix : prefixes) {
            if (candidate == null) {
                table.remove(prefix);
            } else {
                table.put(prefix, candidate);
            }
        }
    }

    /** Null for what may not be chosen: treated as withdrawn, or come through us before (RFC 4271 §9.1.2, RFC 4456 §8). */
    private static @Nullable Candidate candidate(
            SourceRole source, @Nullable PathAttributes attributes, byte @Nullable [] nextHop) {
        if (attributes == null || nextHop == null) {
            return null;
        }
        NaivePath path = Objects.requireNonNull(
                NaivePath.parse(Objects.requireNonNull(attributes.value(PathAttributes.AS_PATH)), 4));
        byte[] originator = attributes.value(PathAttributes.ORIGINATOR_ID);
        boolean isLoop = path.contains(AS)
                || Arrays.equals(originator, IDENTIFIER)
                || numbers(attributes.value(PathAttributes.CLUSTER_LIST)).contains(Octets.unsigned(IDENTIFIER, 0, 4));
        return isLoop ? null : new Candidate(source, attributes, path, received(nextHop));
    }

    /** A second address counts only when it is link-local, and stands alone when the first says nothing (RFC 2545 §3). */
    private static byte[] received(byte[] nextHop) {
        byte[] first = Arrays.copyOf(nextHop, Math.min(16, nextHop.length));
        if (nextHop.length < 32) {
            return first;
        }
        byte[] second = Arrays.copyOfRange(nextHop, 16, 32);
        if (!NaiveIntake.isLinkLocal(second, 0)) {
            return first;
        }
        return Arrays.equals(first, new byte[16]) ? second : nextHop;
    }

    private static List<Long> numbers(byte @Nullable [] list) {
        List<Long> numbers = new ArrayList<>();
        for (int at = 0; list != null && at < list.length; at += 4) {
            numbers.add(Octets.unsigned(list, at, 4));
        }
        return numbers;
    }

    /** How many routes the sources' tables hold. */
    int routes() {
        return tables.values().stream().mapToInt(Map::size).sum();
    }

    /** What a client must hold, as attributes by prefix. */
    Map<Prefix, String> expected(Audience audience) {
        Map<Prefix, List<Candidate>> all = new HashMap<>();
        tables.values()
                .forEach(table -> table.forEach((prefix, candidate) ->
                        all.computeIfAbsent(prefix, _ -> new ArrayList<>()).add(candidate)));
        Map<Prefix, String> expected = new HashMap<>();
        all.forEach((prefix, candidates) -> {
            PathAttributes sent = sent(best(candidates), audience, prefix);
            if (sent != null) {
                expected.put(prefix, sent.toString());
            }
        });
        return expected;
    }

    /** RFC 4271 §9.1.2.2 and RFC 4456 §9, with one cost for all next hops. */
    private static Candidate best(List<Candidate> candidates) {
        List<Candidate> left = lowest(candidates, Candidate::preference);
        left = lowest(left, Candidate::hops);
        left = lowest(left, Candidate::origin);
        List<Candidate> before = left;
        left = left.stream()
                .filter(one -> before.stream()
                        .noneMatch(other -> other.path.neighbor() == one.path.neighbor() && other.med() < one.med()))
                .toList();
        left = lowest(left, Candidate::distance);
        left = lowest(left, Candidate::originator);
        left = lowest(left, Candidate::clusters);
        return left.stream()
                .min(Comparator.comparing(candidate -> candidate.source.address()))
                .orElseThrow();
    }

    private static List<Candidate> lowest(List<Candidate> candidates, ToLongFunction<Candidate> rank) {
        long lowest = candidates.stream().mapToLong(rank).min().orElseThrow();
        return candidates.stream()
                .filter(candidate -> rank.applyAsLong(candidate) == lowest)
                .toList();
    }

    /** The attributes as the audience sees them; null when it does not hear of the route. */
    private static @Nullable PathAttributes sent(Candidate best, Audience audience, Prefix prefix) {
        boolean isExternal = audience == Audience.EXTERNAL;
        List<Long> communities = numbers(best.attributes.value(PathAttributes.COMMUNITIES));
        boolean isKeptInside = communities.contains(NO_EXPORT) || communities.contains(NO_EXPORT_SUBCONFED);
        if (communities.contains(NO_ADVERTISE) || isExternal && isKeptInside) {
            return null;
        }
        PathAttributes sent = best.attributes.copy();
        boolean isReflected = !isExternal && best.source.isInternal();
        // A link-local address means nothing elsewhere; only a reflector leaves all as it is.
        byte[] nextHop = isReflected ? best.nextHop : Arrays.copyOf(best.nextHop, Math.min(16, best.nextHop.length));
        if (prefix.address().isIpv6()) {
            sent.put(PathAttributes.MP_REACH, 0x80, nextHop);
        } else {
            sent.put(PathAttributes.NEXT_HOP, 0x40, nextHop);
        }
        if (isExternal) {
            toAnotherAs(sent, best.path);
        } else {
            sent.put(PathAttributes.LOCAL_PREF, 0x40, Octets.four(-best.preference()));
        }
        if (isReflected) {
            sent.put(PathAttributes.ORIGINATOR_ID, 0x80, Octets.four(best.originator()));
            byte[] list = best.attributes.value(PathAttributes.CLUSTER_LIST);
            byte[] longer = list == null ? IDENTIFIER : Octets.join(IDENTIFIER, list);
            sent.put(PathAttributes.CLUSTER_LIST, 0x80, longer);
        }
        if (!audience.isFourOctetAs()) {
            toOldSpeaker(sent, best.path);
        }
        return sent;
    }

    /** RFC 4271 §5.1.2, §5.1.4, §5.1.5; RFC 4456 §8; RFC 4360 §6. */
    private static void toAnotherAs(PathAttributes sent, NaivePath path) {
        sent.put(PathAttributes.AS_PATH, 0x40, path.prepended(AS).octets(4));
        sent.remove(PathAttributes.MED);
        sent.remove(PathAttributes.LOCAL_PREF);
        sent.remove(PathAttributes.ORIGINATOR_ID);
        sent.remove(PathAttributes.CLUSTER_LIST);
        byte[] extended = sent.value(PathAttributes.EXTENDED_COMMUNITIES);
        if (extended != null) {
            byte[] transitive = {};
            for (int at = 0; at < extended.length; at += 8) {
                if ((extended[at] & 0x40) == 0) {
                    transitive = Octets.join(transitive, Arrays.copyOfRange(extended, at, at + 8));
                }
            }
            int flags = sent.flags(PathAttributes.EXTENDED_COMMUNITIES);
            sent.remove(PathAttributes.EXTENDED_COMMUNITIES);
            if (transitive.length > 0) {
                sent.put(PathAttributes.EXTENDED_COMMUNITIES, flags, transitive);
            }
        }
    }

    /** RFC 6793 §4.2.2. */
    private static void toOldSpeaker(PathAttributes sent, NaivePath path) {
        sent.put(PathAttributes.AS_PATH, 0x40, path.octets(2));
        if (!path.fitsTwoOctets()) {
            sent.put(PathAttributes.AS4_PATH, 0xc0, path.withoutConfederation().octets(4));
        }
        byte[] aggregator = sent.value(PathAttributes.AGGREGATOR);
        if (aggregator != null) {
            long as = Octets.unsigned(aggregator, 0, 4);
            int fitting = (int) (as > 0xffff ? NaivePath.AS_TRANS : as);
            byte[] address = Arrays.copyOfRange(aggregator, 4, 8);
            int flags = sent.flags(PathAttributes.AGGREGATOR);
            sent.put(PathAttributes.AGGREGATOR, flags, Octets.join(Octets.two(fitting), address));
            if (as > 0xffff) {
                sent.put(PathAttributes.AS4_AGGREGATOR, 0xc0, aggregator);
            }
        }
    }
}
