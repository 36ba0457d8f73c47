// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.arch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.decision.BestPathSelector;
import io.bgprr.bgp.decision.DecisionConfig;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.rib.AdjRibIn;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.Refusal;
import io.bgprr.bgp.rib.RibPeers;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * What a route costs. For IPv4, in octets: the destination 10 (address, length, flags, first path), its slot in the index 10 to 15,
 * its place in the order of changes 8, the path 28, and 2 in one Adj-RIB-Out. Sets of attributes are shared and count apart.
 */
class MemoryBudgetTest {

    private static final int MILLION = 1_000_000;
    private static final int SOME = 250_000;
    private static final int BATCH = 8192;

    @Test
    void aMillionIpv4RoutesStayWithinTheBudget() {
        assertThat(bytesPerRoute(MILLION, AddressFamily.IPV4_UNICAST, false)).isBetween(40.0, 64.0);
    }

    /** An address of 16 octets instead of 4. */
    @Test
    void anIpv6RouteCostsTwelveOctetsMore() {
        assertThat(bytesPerRoute(SOME, AddressFamily.IPV6_UNICAST, false)).isBetween(52.0, 76.0);
    }

    @Test
    void theOrderOfArrivalCostsEightOctetsMore() {
        assertThat(bytesPerRoute(SOME, AddressFamily.IPV4_UNICAST, true)).isBetween(48.0, 80.0);
    }

    private static double bytesPerRoute(int routes, AddressFamily family, boolean keepsArrivals) {
        AttributePool pool = new AttributePool(1);
        RibPeers peers = new RibPeers(RouterId.parse("192.0.2.255"));
        BestPathSelector selector = new BestPathSelector(DecisionConfig.DEFAULT, peers);
        AdjRibIn peer = new AdjRibIn(Objects.requireNonNull(
                peers.add(PeerKind.IBGP_CLIENT, RouterId.parse("192.0.2.1"), IpAddress.parse("192.0.2.1"), 0)));
        int set = pool.acquire(
                new AttributeSetBuilder().nextHop(IpAddress.parse("192.0.2.1")).build());
        long before = usedBytes();
        LocRib rib = new LocRib(family, pool, 1);
        rib.keepArrivals(keepsArrivals);
        boolean isIpv6 = family == AddressFamily.IPV6_UNICAST;
        for (int i = 0; i < routes; i++) {
            long high = isIpv6 ? 0x2a00_0000_0000_0000L + ((long) i << 16) : 0;
            long low = isIpv6 ? 0 : 0x0b00_0000L + ((long) i << 8);
            rib.announce(peer, high, low, isIpv6 ? 48 : 24, 0, set, set, Refusal.NONE);
            if (rib.touchedCount() == BATCH) {
                selector.decideTouched(rib);
            }
        }
        selector.decideTouched(rib);
        char[] adjRibOut = new char[rib.destinationLimit()];
        long after = usedBytes();
        assertThat(rib.destinationCount()).isEqualTo(routes);
        assertThat(peer.accepted()).isEqualTo(routes);
        assertThat(adjRibOut[routes]).isEqualTo(RibPeers.NONE); // was alive until here
        return (after - before) / (double) routes;
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
