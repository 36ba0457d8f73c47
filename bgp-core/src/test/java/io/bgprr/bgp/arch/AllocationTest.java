// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.bgprr.bgp.attribute.AttributeHash;
import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.decision.BestPathSelector;
import io.bgprr.bgp.decision.DecisionConfig;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.net.SeededHash;
import io.bgprr.bgp.rib.AdjRibIn;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.Refusal;
import io.bgprr.bgp.rib.RibCursor;
import io.bgprr.bgp.rib.RibPeers;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Routes that the RIB knows come, change and go without garbage, read by the thread's own counter. */
class AllocationTest {

    private static final int ROUTES = 2000;
    private static final int ROUNDS = 20;

    private final AttributePool pool = new AttributePool(new AttributeHash(1));
    private final RibPeers peers = new RibPeers(RouterId.parse("192.0.2.255"));
    private final LocRib rib = new LocRib(AddressFamily.IPV4_UNICAST, pool, new SeededHash(1));
    private final BestPathSelector selector = new BestPathSelector(new DecisionConfig(false, false, true), peers);
    private final AdjRibIn[] from = {peer("192.0.2.1"), peer("192.0.2.2"), peer("192.0.2.3")};
    private final int[] sets = {set(1), set(2), set(3)};
    private final RibCursor cursor = rib.cursorAtHead();

    private AdjRibIn peer(String address) {
        return new AdjRibIn(
                Objects.requireNonNull(peers.add(PeerKind.EBGP, RouterId.parse(address), IpAddress.parse(address), 0)));
    }

    private int set(int med) {
        return pool.acquire(new AttributeSetBuilder()
                .med(med)
                .nextHop(IpAddress.parse("192.0.2.1"))
                .build());
    }

    @BeforeEach
    void theRibKnowsTheRoutes() {
        rib.keepArrivals(true);
        for (AdjRibIn each : from) {
            announceAll(each, sets[0]);
        }
        finishBatch();
    }

    @Test
    void sayingTheSameAgain() {
        assertAllocatesNothing(() -> {
            announceAll(from[0], sets[0]);
            finishBatch();
        });
    }

    @Test
    void replacingRoutes() {
        assertAllocatesNothing(() -> {
            announceAll(from[0], sets[1]);
            finishBatch();
            announceAll(from[0], sets[0]);
            announceAll(from[2], sets[2]);
            finishBatch();
        });
        assertThat(rib.changeCount()).isGreaterThan(ROUTES);
    }

    @Test
    void withdrawingRoutesOfOneOfSeveralPeers() {
        assertAllocatesNothing(() -> {
            withdrawAll(from[0]);
            finishBatch();
            announceAll(from[0], sets[0]);
            finishBatch();
        });
    }

    /** Not all of them, for of an index that is nearly empty pages are given back. */
    @Test
    void losingPrefixesAndLearningThemAgain() {
        assertAllocatesNothing(() -> {
            for (AdjRibIn each : from) {
                withdraw(each, ROUTES / 2);
            }
            finishBatch();
            assert rib.tombstoneCount() == 0 && rib.destinationCount() == ROUTES / 2;
            for (AdjRibIn each : from) {
                announceAll(each, sets[1]);
            }
            finishBatch();
        });
        assertThat(rib.destinationCount()).isEqualTo(ROUTES);
    }

    private void announceAll(AdjRibIn each, int set) {
        for (int i = 0; i < ROUTES; i++) {
            rib.announce(each, 0, 0x0a00_0000L + ((long) i << 8), 24, 0, set, set, Refusal.NONE);
        }
    }

    private void withdrawAll(AdjRibIn each) {
        withdraw(each, ROUTES);
    }

    private void withdraw(AdjRibIn each, int routes) {
        for (int i = 0; i < routes; i++) {
            rib.withdraw(each, 0, 0x0a00_0000L + ((long) i << 8), 24, 0);
        }
    }

    /** Decides, reads what changed, and reaps. */
    private void finishBatch() {
        selector.decideTouched(rib);
        for (int at = cursor.peek(); at != 0; at = cursor.peek()) {
            cursor.moveBehind(at);
        }
        while (rib.reap(1000)) {
            // goes on
        }
    }

    private static void assertAllocatesNothing(Runnable round) {
        for (int i = 0; i < 3; i++) {
            round.run(); // whatever grows has grown, whatever links has linked
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE; // of all rounds: the virtual machine may link something late
        for (int i = 0; i < ROUNDS; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            round.run();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isZero();
    }
}
