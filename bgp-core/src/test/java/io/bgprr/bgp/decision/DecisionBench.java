// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.decision;

import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.attribute.AttributeHash;
import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.net.SeededHash;
import io.bgprr.bgp.rib.AdjRibIn;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.Refusal;
import io.bgprr.bgp.rib.RibPeers;
import java.util.Collections;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Choosing the best of some paths, for each decision. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(DecisionBench.DESTINATIONS)
public class DecisionBench {

    public static final int DESTINATIONS = 16_384;

    /** Where the decision is taken. */
    public enum Difference {
        /** Each path is one AS longer than the one before. */
        AS_PATH_LENGTH,
        /** Three neighbour ASes, each with its own MULTI_EXIT_DISCs. */
        MED,
        /** All attributes are equal. */
        ROUTER_ID
    }

    @Param({"1", "2", "10"})
    public int paths = 10;

    @Param
    public Difference difference = Difference.MED;

    private final RibPeers peers = new RibPeers(RouterId.parse("192.0.2.255"));
    private final BestPathSelector selector = new BestPathSelector(DecisionConfig.DEFAULT, peers);
    private LocRib rib =
            new LocRib(AddressFamily.IPV4_UNICAST, new AttributePool(new AttributeHash(1)), new SeededHash(1));

    @Setup
    public void routes() {
        AttributePool pool = new AttributePool(new AttributeHash(1));
        rib = new LocRib(AddressFamily.IPV4_UNICAST, pool, new SeededHash(1));
        for (int path = 0; path < paths; path++) {
            IpAddress address = IpAddress.ofIpv4(0xc000_0201 + path);
            AdjRibIn from = new AdjRibIn(Objects.requireNonNull(
                    peers.add(PeerKind.IBGP_CLIENT, RouterId.parse(address.toString()), address, 0)));
            int hops = difference == Difference.AS_PATH_LENGTH ? 3 + path : 3;
            AsNumber neighbor = AsNumber.of(difference == Difference.MED ? 65_001 + path % 3 : 65_001);
            int set = pool.acquire(new AttributeSetBuilder()
                    .asPath(AsPath.ofSequence(Collections.nCopies(hops, neighbor)))
                    .med(difference == Difference.MED ? path : 0)
                    .nextHop(IpAddress.parse("198.51.100.1"))
                    .build());
            for (int i = 0; i < DESTINATIONS; i++) {
                rib.announce(from, 0, 0x0a00_0000L + ((long) i << 8), 24, 0, set, set, Refusal.NONE);
            }
        }
        selector.decideTouched(rib);
    }

    @Benchmark
    public long select() {
        long sum = 0;
        for (int destination = 1; destination <= DESTINATIONS; destination++) {
            sum += rib.peer(selector.select(rib, destination));
        }
        return sum;
    }
}
