// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.attribute.AttributeHash;
import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.bench.DfzTable;
import io.bgprr.bgp.decision.BestPathSelector;
import io.bgprr.bgp.decision.DecisionConfig;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.net.SeededHash;
import io.bgprr.bgp.rib.AdjRibIn;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.Refusal;
import io.bgprr.bgp.rib.RibCursor;
import io.bgprr.bgp.rib.RibPeer;
import io.bgprr.bgp.rib.RibPeers;
import io.netty.buffer.PooledByteBufAllocator;
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

/** From the Loc-RIB to the octets of a log, for each route of a table that came from one client. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(DfzTable.BENCH_ROUTES)
public class EncodeBench {

    @Param
    public AddressFamily family = AddressFamily.IPV4_UNICAST;

    @Param({"IBGP_CLIENT", "EBGP"})
    public PeerKind to = PeerKind.IBGP_CLIENT;

    private final PooledByteBufAllocator allocator = new PooledByteBufAllocator(true, 0, 1, 8192, 7, 0, 0, false);
    private final AttributePool pool = new AttributePool(new AttributeHash(1));
    private final RibPeers peers = new RibPeers(RouterId.parse("192.0.2.255"));
    private final RibPeer source = peer(PeerKind.IBGP_CLIENT, "192.0.2.1");
    private final RibPeer receiver = peer(PeerKind.IBGP_CLIENT, "192.0.2.2");
    private LocRib rib = new LocRib(family, pool, new SeededHash(1));
    private UpdateGroupKey key = LabKey.of(to).build();
    private ExportRules rules = new ExportRules(key);
    private OutgoingAttributes attributes = new OutgoingAttributes(key, true);
    private UpdatePacker packer = new UpdatePacker(key, rib, pool, peers);
    private RibCursor head = rib.cursorAtHead();

    private RibPeer peer(PeerKind kind, String address) {
        return Objects.requireNonNull(peers.add(kind, RouterId.parse(address), IpAddress.parse(address), 0));
    }

    @Setup
    public void table() {
        DfzTable table = DfzTable.forBench(family);
        rib = new LocRib(family, pool, new SeededHash(1));
        AdjRibIn from = new AdjRibIn(source);
        for (int i = 0; i < table.size(); i++) {
            int set = pool.acquire(table.sets().get(table.setOf(i)));
            rib.announce(from, table.high(i), table.low(i), table.lengthBits(i), 0, set, set, Refusal.NONE);
            pool.release(set);
        }
        new BestPathSelector(DecisionConfig.DEFAULT, peers).decideTouched(rib);
        key = LabKey.of(to).family(family).build();
        rules = new ExportRules(key);
        attributes = new OutgoingAttributes(key, family == AddressFamily.IPV4_UNICAST);
        packer = new UpdatePacker(key, rib, pool, peers);
        head = rib.cursorAtHead();
    }

    /** Whether each route may be sent. */
    @Benchmark
    public int verdict() {
        int advertised = 0;
        for (int destination = 1; destination < rib.destinationLimit(); destination++) {
            ExportVerdict verdict = rules.verdict(rib, destination, rib.best(destination), source);
            advertised += verdict == ExportVerdict.ADVERTISE ? 1 : 0;
        }
        return advertised;
    }

    /** The attributes as the group is to see them, once for six routes. */
    @Benchmark
    public int outgoingAttributes() {
        int bytes = 0;
        for (int destination = 1; destination < rib.destinationLimit(); destination += 6) {
            attributes.write(rib.acceptedSet(rib.best(destination)), source);
            bytes += attributes.lengthBytes();
        }
        return bytes;
    }

    /** Sorting routes by their attributes, and writing UPDATEs. */
    @Benchmark
    public long pack() {
        Reader reader = new Reader();
        UpdateLog log = new UpdateLog(allocator, 1, Long.MAX_VALUE);
        log.addMember(0);
        int limit = rib.destinationLimit();
        for (int destination = 1; destination < limit; destination++) {
            packer.announce(destination, rib.accepted(rib.best(destination)), source.index());
            if (destination % UpdatePacker.BATCH_MAX == 0 || destination == limit - 1) {
                packer.flush(log, head, reader);
                log.publish(reader);
                log.progress(0, log.tailBytes(), log.tailBytes());
            }
        }
        log.close(reader);
        return log.tailBytes();
    }

    /** All of it, for a member that is new: cursor, rules, Adj-RIB-Out, packing, the log. */
    @Benchmark
    public long join() {
        Reader reader = new Reader();
        UpdateGroups groups =
                new UpdateGroups(rib, pool, peers, new ExportLimits(4 << 20, 256 << 10), allocator, 1, reader);
        ExportMember member = groups.join(key, () -> 0, receiver);
        boolean more = true;
        while (more) {
            more = groups.advance();
            more |= reader.reportProgress();
        }
        int advertised = member.advertisedCount();
        groups.leave(member);
        groups.advance();
        return advertised;
    }

    /** The loop of a member that takes everything at once. */
    private static final class Reader implements ExportOutput {

        private UpdateLog log = new UpdateLog(PooledByteBufAllocator.DEFAULT, 1, 0);
        private long endBytes;
        private long reportedBytes;

        @Override
        public void joined(Recipient recipient, UpdateLog to) {
            log = to;
        }

        @Override
        public void published(int loop, UpdateLog from, LogRuns runs) {
            endBytes = runs.endBytes();
            runs.segment().release();
        }

        boolean reportProgress() {
            boolean isNew = endBytes > reportedBytes;
            reportedBytes = endBytes;
            log.progress(0, endBytes, endBytes);
            return isNew;
        }

        @Override
        public void tooLong(UpdateGroupKey group, Prefix example, int count) {
            throw new IllegalStateException(example + " is too long");
        }

        @Override
        public void shedBehind(int loop, UpdateLog from, long segmentNumber, String why) {
            throw new IllegalStateException(why);
        }
    }
}
