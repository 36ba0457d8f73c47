// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import io.bgprr.bgp.attribute.AttributeHash;
import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.bench.DfzTable;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.net.SeededHash;
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

/** Rows of the tables, for each route. Routes are announced in batches, as reads bring them, and decided for by nobody. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(DfzTable.BENCH_ROUTES)
public class InsertBench {

    private static final int ROUTES = DfzTable.BENCH_ROUTES;
    private static final int BATCH = 8192;

    @Param
    public AddressFamily family = AddressFamily.IPV4_UNICAST;

    private final long[] high = new long[ROUTES];
    private final long[] low = new long[ROUTES];
    private final int[] lengthBits = new int[ROUTES];
    private final AttributePool pool = new AttributePool(new AttributeHash(1));
    private final RibPeers peers = new RibPeers(RouterId.parse("192.0.2.255"));
    private final RibPeer peer = Objects.requireNonNull(
            peers.add(PeerKind.IBGP_CLIENT, RouterId.parse("192.0.2.1"), IpAddress.parse("192.0.2.1"), 0));
    private final int[] sets = new int[DfzTable.BENCH_SETS];

    private DestinationTable destinations = new DestinationTable(family, new SeededHash(1));
    private LocRib rib = new LocRib(family, pool, new SeededHash(1));
    private AdjRibIn adjRibIn = new AdjRibIn(peer);
    private RibCursor cursor = rib.cursorAtHead();
    private int shift;

    @Setup
    public void table() {
        DfzTable table = DfzTable.forBench(family);
        destinations = new DestinationTable(family, new SeededHash(1));
        for (int i = 0; i < ROUTES; i++) {
            high[i] = table.high(i);
            low[i] = table.low(i);
            lengthBits[i] = table.lengthBits(i);
            destinations.findOrAdd(high[i], low[i], lengthBits[i]);
        }
        for (int i = 0; i < sets.length; i++) {
            sets[i] = pool.acquire(table.sets().get(i));
        }
        rib = new LocRib(family, pool, new SeededHash(1));
        adjRibIn = new AdjRibIn(peer);
        announceAll(rib, adjRibIn, 0);
        cursor = rib.cursorAtHead();
        readAndReap();
    }

    /** New prefixes in a table that grows. */
    @Benchmark
    public int findOrAddNew() {
        DestinationTable table = new DestinationTable(family, new SeededHash(1));
        for (int i = 0; i < ROUTES; i++) {
            table.findOrAdd(high[i], low[i], lengthBits[i]);
        }
        return table.size();
    }

    @Benchmark
    public int findOrAddKnown() {
        int sum = 0;
        for (int i = 0; i < ROUTES; i++) {
            sum += destinations.findOrAdd(high[i], low[i], lengthBits[i]);
        }
        return sum;
    }

    /** A first table: rows of prefixes and paths, the batch, the order of changes. */
    @Benchmark
    public int announceNew() {
        LocRib fresh = new LocRib(family, pool, new SeededHash(1));
        AdjRibIn first = new AdjRibIn(peer);
        announceAll(fresh, first, 0); // its references to sets stay behind: nobody asks for the count
        return fresh.destinationCount();
    }

    /** The same once more, which changes nothing. */
    @Benchmark
    public int announceAgain() {
        announceAll(rib, adjRibIn, shift);
        return rib.destinationCount();
    }

    /** Each route with other attributes, read by one cursor. */
    @Benchmark
    public int announceOtherAttributes() {
        announceAll(rib, adjRibIn, ++shift);
        return readAndReap();
    }

    /** All routes go and come again, read by one cursor. */
    @Benchmark
    public int withdrawAndAnnounce() {
        for (int i = 0; i < ROUTES; i++) {
            rib.withdraw(adjRibIn, high[i], low[i], lengthBits[i], 0);
            endBatch(rib, i);
        }
        decide(rib);
        readAndReap();
        announceAll(rib, adjRibIn, shift);
        return readAndReap();
    }

    private void announceAll(LocRib into, AdjRibIn from, int shifted) {
        for (int i = 0; i < ROUTES; i++) {
            int set = sets[(i / 6 + shifted) % sets.length];
            into.announce(from, high[i], low[i], lengthBits[i], 0, set, set, Refusal.NONE);
            endBatch(into, i);
        }
        decide(into);
    }

    private static void endBatch(LocRib rib, int i) {
        if (i % BATCH == BATCH - 1) {
            decide(rib);
        }
    }

    /** There is one peer, so that nothing is left to choose. */
    private static void decide(LocRib rib) {
        for (int i = 0; i < rib.touchedCount(); i++) {
            rib.decided(i, rib.firstPath(rib.touched(i)));
        }
        rib.endBatch();
    }

    private int readAndReap() {
        int read = 0;
        for (int at = cursor.peek(); at != 0; at = cursor.peek()) {
            cursor.moveBehind(at);
            read++;
        }
        while (rib.reap(BATCH)) {
            // goes on
        }
        return read;
    }
}
