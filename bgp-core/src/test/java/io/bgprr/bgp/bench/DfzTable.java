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
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A table shaped like that of the default-free zone, the same each time: the lengths of prefixes in about the Internet's mix, six
 * routes to an UPDATE, and as many sets of attributes as are asked for, which the UPDATEs have in turn.
 */
public final class DfzTable {

    /** Routes of the tables that benchmarks use: large enough that no cache of a processor holds their rows. */
    public static final int BENCH_ROUTES = 240_000;

    /** Sets of attributes of such a table. */
    public static final int BENCH_SETS = BENCH_ROUTES / 6;

    /** Thousandths of all prefixes that have a length, by length; what is missing to 1000 is of the first. */
    private static final int[][] IPV4_MIX = {
        {24, 0}, {23, 100}, {22, 115}, {21, 55}, {20, 45}, {19, 27}, {18, 14}, {16, 14}
    };

    private static final int[][] IPV6_MIX = {
        {48, 0}, {32, 130}, {44, 90}, {40, 85}, {36, 50}, {29, 30}, {46, 30}, {47, 20}
    };

    private static final int NEXT_HOPS = 64;
    private static final int ROUTES_PER_UPDATE = 6;

    private static final SoftReference<@Nullable DfzTable> NONE = new SoftReference<>(null);
    private static final Map<AddressFamily, SoftReference<@Nullable DfzTable>> BENCH =
            new EnumMap<>(AddressFamily.class);

    private final AddressFamily family;
    private final List<Prefix> prefixes;
    private final List<AttributeSet> sets;

    private DfzTable(AddressFamily family, List<Prefix> prefixes, List<AttributeSet> sets) {
        this.family = family;
        this.prefixes = prefixes;
        this.sets = sets;
    }

    private static DfzTable of(AddressFamily family, int routes, int setCount) {
        SplittableRandom random = new SplittableRandom(1);
        Set<Prefix> prefixes = new LinkedHashSet<>(2 * routes);
        while (prefixes.size() < routes) {
            prefixes.add(prefix(family, random));
        }
        List<AttributeSet> sets = new ArrayList<>();
        for (int i = 0; i < setCount; i++) {
            sets.add(set(family, random, i));
        }
        return new DfzTable(family, List.copyOf(prefixes), sets);
    }

    /** About six routes share a set of attributes, and are announced together. */
    public static DfzTable of(AddressFamily family, int routes) {
        return of(family, routes, (routes + ROUTES_PER_UPDATE - 1) / ROUTES_PER_UPDATE);
    }

    /** One of {@link #BENCH_ROUTES} routes and {@link #BENCH_SETS} sets. */
    public static synchronized DfzTable forBench(AddressFamily family) {
        DfzTable made = BENCH.getOrDefault(family, NONE).get();
        if (made == null) {
            made = of(family, BENCH_ROUTES);
            BENCH.put(family, new SoftReference<>(made));
        }
        return made;
    }

    /** The same prefixes, six to an UPDATE, but so few sets that all of them are known soon. */
    public static DfzTable ofFewSets(AddressFamily family, int routes, int setCount) {
        return of(family, routes, setCount);
    }

    private static Prefix prefix(AddressFamily family, SplittableRandom random) {
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

    private static AttributeSet set(AddressFamily family, SplittableRandom random, int number) {
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
                .nextHop(nextHop(family, random.nextInt(NEXT_HOPS)));
        if (random.nextInt(3) == 0) {
            builder.med(random.nextInt(100));
        }
        List<String> communities = new ArrayList<>();
        for (int i = random.nextInt(10); i > 3; i--) {
            communities.add(random.nextInt(1, 65_000) + ":" + random.nextInt(65_000));
        }
        return builder.communities(Communities.parse(communities)).build();
    }

    private static IpAddress nextHop(AddressFamily family, int number) {
        return family == AddressFamily.IPV6_UNICAST
                ? IpAddress.ofIpv6(0x2001_0db8_0000_0000L, 1 + number)
                : IpAddress.ofIpv4(0xc633_6401 + number);
    }

    /** The same prefixes with the first of its sets only. */
    public DfzTable withFewerSets(int setCount) {
        return new DfzTable(family, prefixes, sets.subList(0, setCount));
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

    public long high(int route) {
        return prefixes.get(route).address().high();
    }

    public long low(int route) {
        return prefixes.get(route).address().low();
    }

    public int lengthBits(int route) {
        return prefixes.get(route).lengthBits();
    }

    /** The distinct sets. */
    public List<AttributeSet> sets() {
        return sets;
    }

    /** The number of a route's set. */
    public int setOf(int route) {
        return route / ROUTES_PER_UPDATE % sets.size();
    }

    /** Its routes as UPDATEs of an internal peer, of {@code ROUTES_PER_UPDATE} prefixes each. */
    public List<byte[]> updates() {
        List<byte[]> messages = new ArrayList<>();
        for (int from = 0; from < size(); from += ROUTES_PER_UPDATE) {
            messages.addAll(UpdateMessages.PLAIN.announce(sets.get(setOf(from)), some(from)));
        }
        return messages;
    }

    /** The same prefixes, each with the set of the UPDATE behind its own. */
    public List<byte[]> otherUpdates() {
        List<byte[]> messages = new ArrayList<>();
        for (int from = 0; from < size(); from += ROUTES_PER_UPDATE) {
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
        return prefixes.subList(from, Math.min(from + ROUTES_PER_UPDATE, size()));
    }

    /** Messages one behind the other, as a socket brings them. */
    public static byte[] stream(List<byte[]> messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        messages.forEach(out::writeBytes);
        return out.toByteArray();
    }
}
