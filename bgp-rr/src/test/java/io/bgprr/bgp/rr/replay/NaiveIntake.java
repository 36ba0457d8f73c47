// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.replay;

import io.bgprr.bgp.rr.replay.RawUpdate.RawAttribute;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an UPDATE's attributes on a session, by the letter of RFC 7606: they are kept, some are discarded, or the
 * routes are withdrawn. A second opinion, that shares nothing with the daemon's decoder.
 */
final class NaiveIntake {

    private static final int OPTIONAL_TRANSITIVE = 0xc0;
    private static final int PARTIAL = 0x20;

    private final SourceRole role;

    private PathAttributes kept = new PathAttributes();
    private boolean isWithdrawn;
    private boolean isMalformed; // which a message that announces nothing would not survive

    NaiveIntake(SourceRole role) {
        this.role = role;
    }

    /**
     * The attributes less every next hop, AS numbers with 4 octets; null when the routes are treated as withdrawn.
     *
     * @throws UnplayableException when the session would end
     */
    @Nullable
    PathAttributes attributes(RawUpdate update) {
        kept = new PathAttributes();
        isWithdrawn = false;
        isMalformed = false;
        Set<Integer> seen = new HashSet<>();
        for (RawAttribute attribute : update.attributes()) {
            if (seen.add(attribute.code())) {
                take(attribute);
            }
        }
        if (!update.announces()) {
            if (isMalformed && !update.hasForeignReach()) {
                throw new UnplayableException("malformed attributes and nothing announced");
            }
            return null;
        }
        boolean isComplete = seen.contains(PathAttributes.ORIGIN) && seen.contains(PathAttributes.AS_PATH);
        byte[] nextHop = nextHop(update);
        if (!update.announced().isEmpty()) {
            isComplete &= nextHop != null && !isNoHost(nextHop);
        }
        byte[] mpNextHop = update.mpNextHop();
        if (!update.mpAnnounced().isEmpty() && mpNextHop != null) {
            isComplete &= !isNoHost(mpNextHop);
        }
        if (isWithdrawn || !isComplete) {
            return null;
        }
        combine();
        return kept;
    }

    /** NEXT_HOP; null when there is none of its length. */
    static byte @Nullable [] nextHop(RawUpdate update) {
        return update.attributes().stream()
                .filter(attribute -> attribute.code() == PathAttributes.NEXT_HOP)
                .findFirst()
                .filter(attribute -> attribute.value().length == 4)
                .map(RawAttribute::value)
                .orElse(null);
    }

    private static boolean isNoHost(byte[] address) {
        int first = address[0] & 0xff;
        if (address.length == 4) {
            return first == 0 || first == 127 || first >= 224;
        }
        byte[] global = Arrays.copyOf(address, 16);
        boolean isUnspecified = Arrays.equals(global, new byte[16]);
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        boolean hasLinkLocal = address.length == 32 && isLinkLocal(address, 16);
        return isUnspecified && !hasLinkLocal
                || Arrays.equals(global, loopback)
                || first == 0xff && (address[1] & 0x80) == 0;
    }

    static boolean isLinkLocal(byte[] bytes, int at) {
        return (bytes[at] & 0xff) == 0xfe && (bytes[at + 1] & 0xc0) == 0x80;
    }

    private void take(RawAttribute attribute) {
        int flags = attribute.flags() & OPTIONAL_TRANSITIVE;
        int expected = expectedFlags(attribute.code());
        int length = attribute.value().length;
        if (expected < 0) {
            unknown(attribute, flags);
        } else if (flags != expected) {
            malformed();
        } else if (isInternalOnly(attribute.code()) && !role.isInternal()) {
            return; // from outside they mean nothing
        } else if (attribute.code() == PathAttributes.ORIGIN
                && length == 1
                && attribute.value()[0] > 2) {
            malformed();
        } else if (attribute.code() == PathAttributes.ATOMIC_AGGREGATE && length != 0) {
            return; // discarded
        } else if (!isLength(attribute.code(), length)) {
            malformed();
        } else {
            known(attribute, flags);
        }
    }

    private static int expectedFlags(int code) {
        return switch (code) {
            case PathAttributes.ORIGIN,
                    PathAttributes.AS_PATH,
                    PathAttributes.NEXT_HOP,
                    PathAttributes.LOCAL_PREF,
                    PathAttributes.ATOMIC_AGGREGATE -> 0x40;
            case PathAttributes.MED, PathAttributes.ORIGINATOR_ID, PathAttributes.CLUSTER_LIST -> 0x80;
            case PathAttributes.AGGREGATOR,
                    PathAttributes.COMMUNITIES,
                    PathAttributes.EXTENDED_COMMUNITIES,
                    PathAttributes.AS4_PATH,
                    PathAttributes.AS4_AGGREGATOR,
                    PathAttributes.IPV6_EXTENDED_COMMUNITIES,
                    PathAttributes.LARGE_COMMUNITIES -> OPTIONAL_TRANSITIVE;
            default -> -1;
        };
    }

    private static boolean isInternalOnly(int code) {
        return code == PathAttributes.LOCAL_PREF
                || code == PathAttributes.ORIGINATOR_ID
                || code == PathAttributes.CLUSTER_LIST;
    }

    private static boolean isLength(int code, int length) {
        return switch (code) {
            case PathAttributes.ORIGIN -> length == 1;
            case PathAttributes.NEXT_HOP, PathAttributes.MED, PathAttributes.LOCAL_PREF, PathAttributes.ORIGINATOR_ID ->
                length == 4;
            case PathAttributes.COMMUNITIES, PathAttributes.CLUSTER_LIST -> length > 0 && length % 4 == 0;
            case PathAttributes.EXTENDED_COMMUNITIES -> length > 0 && length % 8 == 0;
            case PathAttributes.LARGE_COMMUNITIES -> length > 0 && length % 12 == 0;
            case PathAttributes.IPV6_EXTENDED_COMMUNITIES -> length > 0 && length % 20 == 0;
            default -> true;
        };
    }

    private void malformed() {
        isWithdrawn = true;
        isMalformed = true;
    }

    private void unknown(RawAttribute attribute, int flags) {
        if (attribute.code() == PathAttributes.AIGP) {
            return; // not enabled on any session (RFC 7311 §3.4)
        }
        boolean isBadOtc = attribute.code() == PathAttributes.ONLY_TO_CUSTOMER
                && (flags != OPTIONAL_TRANSITIVE || attribute.value().length != 4);
        if (isBadOtc || (flags & 0x80) == 0) {
            malformed();
        } else if (flags == OPTIONAL_TRANSITIVE) {
            kept.put(attribute.code(), flags | PARTIAL, attribute.value());
        }
    }

    private void known(RawAttribute attribute, int flags) {
        int keptFlags = flags == OPTIONAL_TRANSITIVE ? flags | attribute.flags() & PARTIAL : flags;
        switch (attribute.code()) {
            case PathAttributes.NEXT_HOP -> {
                // Stands beside the attributes.
            }
            case PathAttributes.AS_PATH -> asPath(attribute.value());
            case PathAttributes.AGGREGATOR -> aggregator(attribute.value(), keptFlags);
            case PathAttributes.AS4_PATH -> as4Path(attribute.value());
            case PathAttributes.AS4_AGGREGATOR -> as4Aggregator(attribute.value());
            case PathAttributes.LARGE_COMMUNITIES ->
                kept.put(attribute.code(), keptFlags, withoutRepetitions(attribute.value()));
            default -> kept.put(attribute.code(), keptFlags, attribute.value());
        }
    }

    private void asPath(byte[] value) {
        NaivePath path = NaivePath.parse(value, role.asSize());
        if (path == null || path.hasConfederation() && !role.isInternal()) {
            malformed();
        } else if (path.hasSet() && !role.acceptsAsSet()) {
            isWithdrawn = true;
        } else {
            kept.put(PathAttributes.AS_PATH, 0x40, path.octets(4));
        }
    }

    private void aggregator(byte[] value, int flags) {
        int size = role.asSize();
        if (value.length == size + 4 && Octets.unsigned(value, 0, size) != 0) {
            byte[] address = Arrays.copyOfRange(value, size, size + 4);
            kept.put(
                    PathAttributes.AGGREGATOR,
                    flags,
                    Octets.join(Octets.four(Octets.unsigned(value, 0, size)), address));
        }
    }

    private void as4Path(byte[] value) {
        NaivePath path = role.isFourOctetAs() || value.length < 6 ? null : NaivePath.parse(value, 4);
        if (path != null && path.hasSet() && !role.acceptsAsSet()) {
            isWithdrawn = true;
        } else if (path != null) {
            kept.put(
                    PathAttributes.AS4_PATH,
                    OPTIONAL_TRANSITIVE,
                    path.withoutConfederation().octets(4));
        }
    }

    private void as4Aggregator(byte[] value) {
        if (!role.isFourOctetAs() && value.length == 8 && Octets.unsigned(value, 0, 4) != 0) {
            kept.put(PathAttributes.AS4_AGGREGATOR, OPTIONAL_TRANSITIVE, value);
        }
    }

    /** RFC 6793 §4.2.3. */
    private void combine() {
        byte[] path4 = kept.value(PathAttributes.AS4_PATH);
        byte[] aggregator4 = kept.value(PathAttributes.AS4_AGGREGATOR);
        kept.remove(PathAttributes.AS4_PATH);
        kept.remove(PathAttributes.AS4_AGGREGATOR);
        if (aggregator4 != null && kept.has(PathAttributes.AGGREGATOR)) {
            if (kept.number(PathAttributes.AGGREGATOR, 0) != NaivePath.AS_TRANS) {
                return;
            }
            kept.put(PathAttributes.AGGREGATOR, kept.flags(PathAttributes.AGGREGATOR), aggregator4);
        }
        byte[] path = kept.value(PathAttributes.AS_PATH);
        if (path4 != null && path != null) {
            NaivePath whole = Objects.requireNonNull(NaivePath.parse(path, 4));
            NaivePath tail = Objects.requireNonNull(NaivePath.parse(path4, 4));
            kept.put(PathAttributes.AS_PATH, 0x40, whole.merged(tail).octets(4));
        }
    }

    /** RFC 8092 §3. */
    private static byte[] withoutRepetitions(byte[] value) {
        Set<String> seen = new HashSet<>();
        byte[] distinct = {};
        for (int at = 0; at < value.length; at += 12) {
            byte[] community = Arrays.copyOfRange(value, at, at + 12);
            if (seen.add(Arrays.toString(community))) {
                distinct = Octets.join(distinct, community);
            }
        }
        return distinct;
    }
}
