// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.AttributeHash;
import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.decision.BestPathSelector;
import io.bgprr.bgp.decision.DecisionConfig;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.net.SeededHash;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.Refusal;
import io.bgprr.bgp.rib.RibPeers;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Export in a few words: a real Loc-RIB, real groups, and two IO loops that give each member the octets that are for it.
 *
 * <p>The loops report how far their members are, as the real ones do. A stalled member reads nothing, so that what is
 * published waits for it. {@link #close} ends everything and asserts that nothing is left: no segment, no cursor, no set.
 */
final class ExportLab implements ExportOutput, AutoCloseable {

    static final int LOOPS = 2;
    private static final ExportLimits WIDE = new ExportLimits(1 << 20, 1 << 20);

    final AttributePool pool = new AttributePool(new AttributeHash(1));
    final RibPeers peers = new RibPeers(RouterId.parse("192.0.2.255"));
    final LocRib rib;
    final UpdateGroups groups;
    final LabPeer local;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final BestPathSelector selector = new BestPathSelector(DecisionConfig.DEFAULT, peers);
    private final List<LabPeer> everybody = new ArrayList<>();
    private final List<Map<UpdateLog, Reading>> readings = new ArrayList<>();

    /** What was said of routes that fit into no message. */
    final List<String> tooLong = new ArrayList<>();

    /** What was said of members that cannot be served. */
    final List<String> shed = new ArrayList<>();

    /** Octets published since the start, each counted once for each loop that was given them. */
    long publishedBytes;

    /** A log as one loop reads it. */
    static final class Reading {
        final ArrayDeque<Piece> pieces = new ArrayDeque<>();
        long frontBytes;
        long rearBytes;
    }

    /** A publication, until all who are to read it have. */
    static final class Piece {
        final UpdateLog log;
        final LogRuns runs;
        final Reading reading;
        int awaitedBy;

        Piece(UpdateLog log, LogRuns runs, Reading reading) {
            this.log = log;
            this.runs = runs;
            this.reading = reading;
        }
    }

    ExportLab(AddressFamily family, ExportLimits limits) {
        rib = new LocRib(family, pool, new SeededHash(1));
        for (int loop = 0; loop < LOOPS; loop++) {
            readings.add(new LinkedHashMap<>());
        }
        groups = new UpdateGroups(rib, pool, peers, limits, allocator, LOOPS, this);
        local = new LabPeer("local", peers.get(RibPeers.LOCAL), 0);
        everybody.add(local);
    }

    static ExportLab ipv4() {
        return new ExportLab(AddressFamily.IPV4_UNICAST, WIDE);
    }

    static ExportLab ipv6() {
        return new ExportLab(AddressFamily.IPV6_UNICAST, WIDE);
    }

    static ExportLab withLimits(long aheadBytes, long detachedAheadBytes) {
        return new ExportLab(AddressFamily.IPV4_UNICAST, new ExportLimits(aheadBytes, detachedAheadBytes));
    }

    // --- Peers.

    /** A session that announces and is not sent anything; its identifier is 0.0.0.n, n counting from 1. */
    LabPeer peer(String name, PeerKind kind) {
        return peer(
                name, kind, new RouterId(everybody.size()), kind == PeerKind.IBGP_CLIENT ? LabKey.CLUSTER.bits() : 0);
    }

    LabPeer peer(String name, PeerKind kind, RouterId id, int clusterId) {
        int number = everybody.size();
        IpAddress address = IpAddress.ofIpv4(0x0a00_0000 | number);
        LabPeer peer =
                new LabPeer(name, Objects.requireNonNull(peers.add(kind, id, address, clusterId)), number % LOOPS);
        everybody.add(peer);
        return peer;
    }

    /** A session that takes part in a group. */
    LabPeer member(String name, UpdateGroupKey key) {
        LabPeer peer = peer(name, key.kind(), new RouterId(everybody.size()), key.clusterId());
        join(peer, key);
        return peer;
    }

    void join(LabPeer peer, UpdateGroupKey key) {
        peer.joined(groups.join(key, peer, peer.peer));
    }

    void leave(LabPeer peer) {
        groups.leave(peer.member());
        abandon(peer);
        peer.left();
    }

    void move(LabPeer peer, UpdateGroupKey key) {
        peer.joined(groups.move(peer.member(), key));
    }

    void refresh(LabPeer peer) {
        groups.refresh(peer.member());
    }

    /** The session drops what it has not read, and is to be served apart. */
    void lag(LabPeer peer) {
        Piece next = Objects.requireNonNull(peer.unread.peekFirst(), peer + " has read everything");
        abandon(peer);
        groups.lag(peer.member(), next.log, next.runs.segmentNumber());
        report();
    }

    // --- Routes.

    static AttributeSet set(int localPref) {
        return new AttributeSetBuilder()
                .localPref(localPref)
                .nextHop(IpAddress.parse("192.0.2.1"))
                .build();
    }

    /** The route with the highest LOCAL_PREF is the best. */
    void announce(LabPeer from, String prefix, int localPref) {
        announce(from, Prefix.parse(prefix), set(localPref));
    }

    void announce(LabPeer from, Prefix prefix, AttributeSet set) {
        int id = pool.acquire(set);
        rib.announce(
                from.adjRibIn,
                prefix.address().high(),
                prefix.address().low(),
                prefix.lengthBits(),
                0,
                id,
                id,
                Refusal.NONE);
        pool.release(id);
        selector.decideTouched(rib);
    }

    void withdraw(LabPeer from, String prefix) {
        withdraw(from, Prefix.parse(prefix));
    }

    void withdraw(LabPeer from, Prefix prefix) {
        rib.withdraw(from.adjRibIn, prefix.address().high(), prefix.address().low(), prefix.lengthBits(), 0);
        selector.decideTouched(rib);
    }

    void withdrawAll(LabPeer from) {
        rib.withdrawAll(from.adjRibIn, Integer.MAX_VALUE);
        selector.decideTouched(rib);
    }

    int destination(String prefix) {
        return rib.find(Prefix.parse(prefix));
    }

    ExportVerdict verdict(LabPeer member, String prefix) {
        return member.member().group().verdict(member.member(), destination(prefix));
    }

    // --- Sending: the RibLoop's part, and the loops'.

    /** Everything is encoded and read, as far as stalled members let it. */
    void settle() {
        report();
        boolean more = true;
        while (more) {
            more = groups.advance();
            rib.reap(Integer.MAX_VALUE);
            more |= read(); // what has been read makes room for more, and lets subgroups merge
        }
    }

    /** All but stalled members read what they were given, and the loops report it; whether there was anything. */
    boolean read() {
        boolean hasRead = false;
        for (LabPeer peer : everybody) {
            while (!peer.isStalled && !peer.unread.isEmpty()) {
                readPiece(peer);
                hasRead = true;
            }
        }
        report();
        return hasRead;
    }

    /** The member reads one publication, stalled or not. */
    static void readPiece(LabPeer peer) {
        Piece piece = peer.unread.removeFirst();
        LogRuns runs = piece.runs;
        for (int run = 0; run < runs.runCount(); run++) {
            if (runs.isFor(run, peer.peer.index())) {
                byte[] octets = new byte[runs.ends()[run] - runs.start(run)];
                runs.segment().getBytes(runs.start(run), octets);
                peer.receive(octets);
            }
        }
        piece.reading.frontBytes = Math.max(piece.reading.frontBytes, runs.endBytes());
        passed(piece);
    }

    private static void passed(Piece piece) {
        piece.awaitedBy--;
        Reading reading = piece.reading;
        while (!reading.pieces.isEmpty() && reading.pieces.getFirst().awaitedBy == 0) {
            LogRuns dropped = reading.pieces.removeFirst().runs;
            dropped.segment().release();
            reading.rearBytes = dropped.endBytes();
        }
        reading.frontBytes = Math.max(reading.frontBytes, reading.rearBytes);
    }

    private static void abandon(LabPeer peer) {
        peer.unread.forEach(ExportLab::passed);
        peer.unread.clear();
    }

    void report() {
        for (int loop = 0; loop < LOOPS; loop++) {
            for (Map.Entry<UpdateLog, Reading> entry : readings.get(loop).entrySet()) {
                entry.getKey().progress(loop, entry.getValue().frontBytes, entry.getValue().rearBytes);
            }
        }
    }

    @Override
    public void joined(Recipient recipient, UpdateLog log) {
        ((LabPeer) recipient).log = log;
    }

    @Override
    public void published(int loop, UpdateLog log, LogRuns runs) {
        publishedBytes += runs.lengthBytes();
        Reading reading = readings.get(loop).computeIfAbsent(log, _ -> new Reading());
        Piece piece = new Piece(log, runs, reading);
        if (reading.pieces.isEmpty()) {
            reading.rearBytes = runs.endBytes() - runs.lengthBytes();
            reading.frontBytes = reading.rearBytes;
        }
        reading.pieces.addLast(piece);
        piece.awaitedBy++; // so that it stays until all readers are known
        for (LabPeer peer : everybody) {
            if (peer.loop() == loop && peer.log == log) {
                peer.unread.addLast(piece);
                piece.awaitedBy++;
            }
        }
        passed(piece);
    }

    @Override
    public void tooLong(UpdateGroupKey key, Prefix prefix, int routes) {
        tooLong.add(prefix + (routes == 1 ? "" : " of " + routes) + " to "
                + key.kind().label());
    }

    @Override
    public void shedBehind(int loop, UpdateLog log, long segmentNumber, String why) {
        shed.add("loop " + loop + " segment " + segmentNumber + ": " + why);
    }

    // --- The end.

    /** Everybody leaves, and all routes go; then nothing may be left. */
    @Override
    public void close() {
        for (LabPeer peer : everybody) {
            if (peer.isMember()) {
                leave(peer);
            }
        }
        groups.advance();
        report();
        for (LabPeer peer : everybody) {
            rib.withdrawAll(peer.adjRibIn, Integer.MAX_VALUE);
        }
        selector.decideTouched(rib);
        rib.reap(Integer.MAX_VALUE);
        assertThat(allocator.metric().usedDirectMemory())
                .as("octets of segments")
                .isZero();
        assertThat(groups.adjRibOutBytes()).as("octets of Adj-RIB-Outs").isZero();
        assertThat(rib.tombstoneCount()).as("tombstones held by a cursor").isZero();
        assertThat(pool.size()).as("attribute sets").isZero();
    }
}
