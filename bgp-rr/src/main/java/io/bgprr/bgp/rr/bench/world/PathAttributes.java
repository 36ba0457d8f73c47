// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.world;

/**
 * The path attributes of a world's paths, as octets in the order of their types (RFC 4271 appendix F.3):
 *
 * <pre>
 *   ORIGIN  AS_PATH  NEXT_HOP (IPv4)  MED?  LOCAL_PREF?  COMMUNITIES?  ORIGINATOR_ID? CLUSTER_LIST?
 * </pre>
 *
 * Where senders share prefixes the best path has the highest LOCAL_PREF in half of the groups, and the shortest AS path in
 * the others. A node of a cluster sends short attributes, everybody else paths of three to six ASes, communities with half of
 * the groups, a MED with a quarter.
 */
final class PathAttributes {

    /** More than any path of ours needs. */
    static final int LENGTH_MAX = 2048;

    private static final int WELL_KNOWN = 0x40;
    private static final int OPTIONAL = 0x80;
    private static final int OPTIONAL_TRANSITIVE = 0xc0;
    private static final int IGP = 0;
    private static final int INCOMPLETE = 2;
    private static final int AS_SEQUENCE = 2;
    private static final int LOCAL_PREF_DEFAULT = 100;
    private static final int LOCAL_PREF_BEST = 2000;
    private static final int COMMUNITIES_MAX = 6;

    private final World world;
    private final Setup setup;
    private byte[] octets = new byte[0];
    private int at;

    PathAttributes(World world) {
        this.world = world;
        this.setup = world.setup();
    }

    /** Writes them without the attribute that carries IPv6 prefixes and next hop, and returns where they end. */
    int write(int group, int path, Treatment treatment, byte[] into, int from) {
        octets = into;
        at = from;
        boolean isExternal = treatment == Treatment.EXTERNAL;
        boolean isPlain = setup.scenario() == Scenario.K8S;
        boolean isShared = setup.scenario().isShared();
        int sender = world.sender(group, path);
        // All that differs between treatments must not take part in the drawing.
        Draw draw = Draw.of(setup.seed() ^ path * 0x5bd1e995L, group);
        int rank = isShared ? world.rank(group, path) : 0;
        boolean preferenceDecides = isShared && (setup.scenario().isFailover() || group % 2 == 0);

        header(WELL_KNOWN, AttributeHash.ORIGIN, 1);
        octets[at++] = (byte) (!isShared && draw.oneIn(10) ? INCOMPLETE : IGP);
        asPath(draw, isPlain ? 0 : isShared && !preferenceDecides ? 2 + rank : 3 + draw.below(4), sender, isExternal);
        if (!world.isIpv6(group)) {
            int nextHop = isExternal ? Addressing.DAEMON_ADDRESS : Addressing.nextHop(sender);
            number(WELL_KNOWN, AttributeHash.NEXT_HOP, nextHop);
        }
        boolean hasMed = draw.oneIn(4) && !isShared && !isPlain;
        int med = draw.below(1000);
        if (hasMed && !isExternal) {
            number(OPTIONAL, AttributeHash.MULTI_EXIT_DISC, med);
        }
        if (!setup.isExternal()) {
            int preference = preferenceDecides ? LOCAL_PREF_BEST - rank : LOCAL_PREF_DEFAULT;
            number(WELL_KNOWN, AttributeHash.LOCAL_PREF, preference);
        }
        if (!isPlain && draw.oneIn(2)) {
            communities(draw);
        }
        if (treatment == Treatment.REFLECTED) {
            number(OPTIONAL, AttributeHash.ORIGINATOR_ID, Addressing.id(sender));
            number(OPTIONAL, AttributeHash.CLUSTER_LIST, Addressing.DAEMON_ID);
        }
        return at;
    }

    /** The next hop of an IPv6 path: a unique local address that ends in the IPv4 one. */
    int writeIpv6NextHop(int group, int path, byte[] into, int from) {
        Octets.put64(into, from, 0xfd00L << 48);
        Octets.put64(into, from + 8, Addressing.nextHop(world.sender(group, path)) & 0xffff_ffffL);
        return from + 16;
    }

    private void header(int flags, int type, int length) {
        octets[at++] = (byte) flags;
        octets[at++] = (byte) type;
        octets[at++] = (byte) length;
    }

    private void number(int flags, int type, int value) {
        header(flags, type, 4);
        Octets.put32(octets, at, value);
        at += 4;
    }

    /** Numbers of two and of four octets, all written in four (RFC 6793). */
    private void asPath(Draw draw, int drawn, int sender, boolean isPrepended) {
        int count = drawn + (setup.isExternal() ? 1 : 0) + (isPrepended ? 1 : 0);
        if (count == 0) {
            header(WELL_KNOWN, AttributeHash.AS_PATH, 0);
            return;
        }
        if (count > 60) {
            octets[at++] = WELL_KNOWN | 0x10; // 255 octets are not enough
            octets[at++] = AttributeHash.AS_PATH;
            Octets.put16(octets, at, 2 + 4 * count);
            at += 2;
        } else {
            header(WELL_KNOWN, AttributeHash.AS_PATH, 2 + 4 * count);
        }
        octets[at++] = AS_SEQUENCE;
        octets[at++] = (byte) count;
        if (isPrepended) {
            as(Addressing.DAEMON_AS);
        }
        if (setup.isExternal()) {
            as(Addressing.as(sender, true));
        }
        for (int i = 0; i < drawn; i++) {
            as(draw.oneIn(4) ? 131_072 + draw.below(260_000) : 1_000 + draw.below(60_000));
        }
    }

    private void as(int number) {
        Octets.put32(octets, at, number);
        at += 4;
    }

    /** Ascending, so that a daemon which sorts them changes nothing but does its work. */
    private void communities(Draw draw) {
        int count = 1 + draw.below(COMMUNITIES_MAX);
        header(OPTIONAL_TRANSITIVE, AttributeHash.COMMUNITIES, 4 * count);
        int as = 1_000 + draw.below(50_000);
        for (int i = 0; i < count; i++) {
            as += 1 + draw.below(2_000);
            Octets.put32(octets, at, as << 16 | draw.below(4_096));
            at += 4;
        }
    }
}
