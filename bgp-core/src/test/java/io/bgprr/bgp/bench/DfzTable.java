// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.bench;

import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.attribute.Communities;
import io.bgprr.bgp.attribute.Origin;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.wire.UpdateMessages;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A table shaped like that of the default-free zone, made from a seed: the lengths of prefixes in about the Internet's mix, and as
 * many routes for each set of attributes as is asked for. Route {@code i} has the set {@code i / routesPerUpdate % sets().size()}.
 */
public final class DfzTable {

    /** Thousandths of all prefixes that have a length, by length; what is missing to 1000 is of the first. */
    private static final int[][] IPV4_MIX = {{24, 0}, {23, 100}, {22, 115}, {21, 55}, {20, 45}, {19, 27}, {18, 14}, {16, 14}
    };

    private static final int[][] IPV6_MIX = {{48, 0}, {32, 130}, {44, 90}, {40, 85}, {36, 50}, {29, 30}, {46, 30}, {47, 20}
    };

    private static final int NEXT_HOPS = 64;

    private final AddressFamily family;
    private final int routesPerUpdate;
    private final List<Prefix> prefixes = new ArrayList<>();
    private final List<AttributeSet> sets = new ArrayList<>();

    private DfzTable(AddressFamily family, int routes, int setCount, int routesPerUpdate, long seed) {
        this.family = family;
        this.routesPerUpdate = routesPerUpdate;
        SplittableRandom random = new SplittableRandom(seed);
        Set<Prefix> known = new HashSet<>(2 * routes);
        while (prefixes.size() < routes) {
            Prefix prefix = prefix(random);
            if (known.add(prefix)) {
                prefixes.add(prefix);
            }
        }
        for (int i = 0; i < setCount; i++) {
            sets.add(set(random, i));
        }
    }

    /** About six routes share a set of attributes, and are announced together. */
    public static DfzTable of(AddressFamily family, int routes) {
        return new DfzTable(family, routes, (routes + 5) / 6, 6, 1);
    }

    /** The same prefixes, six to an UPDATE, but so few sets that all of them are known soon. */
    public static DfzTable ofFewSets(AddressFamily family, int routes, int setCount) {
        return new DfzTable(family, routes, setCount, 6, 1);
    }

    private Prefix prefix(SplittableRandom random) {
        boolean isIpv6 = family == AddressFamily.IPV6_UNICAST;
        int[][] mix = isIpv6 ? IPV6_MIX : IPV4_MIX;
        int roll = random.nextInt(1000);
        int bits = mix[0][0];
        for (int[] share : mix) {
            roll -= share[1];
            if (roll < 0) {
                bits = share[0];
                break;
            }
        }
        IpAddress address = isIpv6
                ? IpAddress.ofIpv6(0x2a00_0000_0000_0000L | random.nextLong() >>> 8, 0)
                : IpAddress.ofIpv4((random.nextInt(1, 223) << 24) | random.nextInt(1 << 24));
        return Prefix.containing(address, bits);
    }

    private AttributeSet set(SplittableRandom random, int number) {
        List<AsNumber> path = new ArrayList<>();
        int hops = 2 + random.nextInt(3) + random.nextInt(3);
        for (int i = 0; i < hops; i++) {
            path.add(AsNumber.of(3_000 + random.nextInt(50_000)));
        }
        path.add(AsNumber.of(1_000_000L + number)); // no two sets are equal
        AttributeSetBuilder builder = new AttributeSetBuilder()
                .origin(random.nextInt(10) == 0 ? Origin.INCOMPLETE : Origin.IGP)
                .asPath(AsPath.ofSequence(path))
                .localPref(100)
                .nextHop(nextHop(random.nextInt(NEXT_HOPS)));
        if (random.nextInt(3) == 0) {
            builder.med(random.nextInt(100));
        }
        List<String> communities = new ArrayList<>();
        for (int i = random.nextInt(10); i > 3; i--) {
            communities.add(random.nextInt(1, 65_000) + ":" + random.nextInt(65_000));
        }
        return builder.communities(Communities.parse(communities)).build();
    }

    private IpAddress nextHop(int number) {
        return family == AddressFamily.IPV6_UNICAST
                ? IpAddress.ofIpv6(0x2001_0db8_0000_0000L, 1 + number)
                : IpAddress.ofIpv4(0xc633_6401 + number);
    }

    public AddressFamily family() {
        return family;
    }

    public int size() {
        return prefixes.size();
    }

    public Prefix prefix(int route) {
        return prefixes.get(route);
    }

    /** The distinct sets. */
    public List<AttributeSet> sets() {
        return sets;
    }

    /** The number of a route's set. */
    public int setOf(int route) {
        return route / routesPerUpdate % sets.size();
    }

    /** Its routes as UPDATEs of an internal peer, of {@code routesPerUpdate} prefixes each. */
    public List<byte[]> updates() {
        List<byte[]> messages = new ArrayList<>();
        for (int from = 0; from < size(); from += routesPerUpdate) {
            messages.addAll(UpdateMessages.PLAIN.announce(sets.get(setOf(from)), some(from)));
        }
        return messages;
    }

    /** The same prefixes, each with the set of the UPDATE behind its own. */
    public List<byte[]> otherUpdates() {
        List<byte[]> messages = new ArrayList<>();
        for (int from = 0; from < size(); from += routesPerUpdate) {
            AttributeSet other = sets.get((setOf(from) + 1) % sets.size());
            messages.addAll(UpdateMessages.PLAIN.announce(other, some(from)));
        }
        return messages;
    }

    /** Withdraws all of them but each n-th, as many prefixes in an UPDATE as fit; with n their number, all. */
    public List<byte[]> withdrawals(int n) {
        List<Prefix> some = new ArrayList<>();
        for (int route = 0; route < size(); route++) {
            if (route % n != n - 1 || n == size()) {
                some.add(prefixes.get(route));
            }
        }
        return UpdateMessages.PLAIN.withdraw(some);
    }

    private List<Prefix> some(int from) {
        return prefixes.subList(from, Math.min(from + routesPerUpdate, size()));
    }

    /** Messages one behind the other, as a socket brings them. */
    public static byte[] stream(List<byte[]> messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        messages.forEach(out::writeBytes);
        return out.toByteArray();
    }
}
