// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.ClusterList;
import io.bgprr.bgp.export.ExportMember;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.RibPeer;
import io.bgprr.bgp.rib.RibPeers;
import io.bgprr.bgp.sim.ReferenceDecision.Candidate;
import io.bgprr.bgp.speaker.EngineView;
import io.bgprr.bgp.speaker.Limits;
import io.bgprr.bgp.speaker.SpeakerConfig;
import java.util.ArrayList;
import java.util.List;

/** What must hold of one speaker after every pass and every slice of its engines; cheap, for there are many of both. */
final class StepChecks {

    /** How many destinations a slice is asked about; the next slice is asked about others. */
    private static final int SAMPLE = 3;

    /** What is handed over at once is a part of one segment. */
    private static final long SEGMENT_BYTES_MAX = 128 << 10;

    private final SimNetwork network;
    private final SimSpeaker speaker;
    private final EngineView view;
    private final int[] sampled = new int[AddressFamily.COUNT];

    StepChecks(SimNetwork network, SimSpeaker speaker, EngineView view) {
        this.network = network;
        this.speaker = speaker;
        this.view = view;
    }

    // --- A SessionLoop.

    void afterPass(int loop, boolean hasMore) {
        Violation.unless(!view.hasUnsentBatch(loop), 2, speaker, ": io ", loop, " holds back routes that it read");
        Limits limits = speaker.engines().config().limits();
        boolean isFull = view.inbox().waitingBytes() > limits.ribInboxBytes();
        for (SimConnection connection : network.open(speaker, loop)) {
            Violation.unless(connection.isFlushed(), 2, speaker, ": octets for ", connection.remote(), " not flushed");
            Violation.unless(
                    connection.pendingBytes() <= limits.writeAheadBytes() + SEGMENT_BYTES_MAX,
                    10,
                    speaker,
                    ": octets handed over for ",
                    connection.remote(),
                    ": ",
                    connection.pendingBytes());
            Violation.unless(
                    !isFull || hasMore || connection.isPaused() || !view.isEstablished(loop, connection),
                    10,
                    speaker,
                    " reads on from ",
                    connection.remote(),
                    " though the RIB's inbox is full");
        }
        for (AddressFamily family : AddressFamily.values()) {
            long lagBytes = view.lagBytes(loop, family);
            Violation.unless(
                    lagBytes <= limits.logBytesPerGroup() + limits.logAheadBytes() + SEGMENT_BYTES_MAX,
                    10,
                    speaker,
                    ": octets encoded for one member: ",
                    lagBytes);
        }
    }

    // --- The RibLoop.

    void afterSlice() {
        for (AddressFamily family : AddressFamily.values()) {
            LocRib rib = view.rib(family);
            if (rib.touchedCount() == 0) { // else the decision waits for more input
                sample(rib, family);
            }
        }
    }

    private void sample(LocRib rib, AddressFamily family) {
        int f = family.ordinal();
        int limit = rib.destinationLimit();
        for (int i = 0; i < Math.min(SAMPLE, limit - 1); i++) {
            sampled[f] = sampled[f] % (limit - 1) + 1;
            if (rib.isListedOrUsed(sampled[f])) {
                checkDestination(rib, sampled[f]);
            } else {
                checkForgotten(sampled[f], family);
            }
        }
    }

    /** All destinations, one by one. */
    void checkAll() {
        for (AddressFamily family : AddressFamily.values()) {
            LocRib rib = view.rib(family);
            Violation.unless(rib.touchedCount() == 0, 2, speaker, ": at rest within a batch of changes");
            for (int destination = 1; destination < rib.destinationLimit(); destination++) {
                if (rib.isListedOrUsed(destination)) {
                    checkDestination(rib, destination);
                } else {
                    checkForgotten(destination, family);
                }
            }
        }
    }

    /** Invariants 3 and 9. */
    private void checkDestination(LocRib rib, int destination) {
        List<Candidate<Integer>> candidates = new ArrayList<>();
        for (int path = rib.firstPath(destination); path != 0; path = rib.nextPath(path)) {
            if (rib.accepted(path) != 0) {
                RibPeer peer = view.peers().get(rib.peer(path));
                AttributeSet set = rib.acceptedSet(path);
                checkLoops(rib, destination, peer, set);
                IpAddress address = peer.address();
                candidates.add(new Candidate<>(
                        set,
                        peer.isLocal() ? null : Integer.valueOf(path),
                        peer.isInternal(),
                        Integer.toUnsignedLong(peer.routerId().bits()),
                        address == null ? 0 : Integer.toUnsignedLong(address.ipv4Bits())));
            }
        }
        int best = rib.best(destination);
        Candidate<Integer> expected = ReferenceDecision.best(candidates);
        Integer expectedPath = expected == null ? null : expected.origin();
        boolean isAsExpected = expected == null
                ? best == 0
                : expectedPath == null
                        ? best != 0 && view.peers().get(rib.peer(best)).isLocal()
                        : best == expectedPath;
        if (!isAsExpected) {
            String wanted = expectedPath == null ? "its own or nothing" : text(rib, expectedPath);
            throw new Violation(
                    3, speaker + " prefers " + text(rib, best) + " for " + rib.prefix(destination) + ", not " + wanted);
        }
    }

    private String text(LocRib rib, int path) {
        return path == 0
                ? "nothing"
                : "that of " + view.peers().get(rib.peer(path)).address();
    }

    private void checkLoops(LocRib rib, int destination, RibPeer peer, AttributeSet set) {
        SpeakerConfig config = speaker.engines().config();
        boolean isLoop = peer.isInternal()
                        && (set.hasOriginatorId()
                                        && set.originatorId()
                                                == config.routerId().bits()
                                || ClusterList.of(set)
                                        .clusters()
                                        .contains(IpAddress.ofIpv4(
                                                config.clusterId().bits())))
                || !peer.isLocal()
                        && AsPath.of(set).segments().stream()
                                .anyMatch(segment -> segment.numbers().contains(config.localAs()));
        Violation.unless(!isLoop, 9, speaker, " accepts ", rib.prefix(destination), " of ", peer.address());
    }

    /** Invariant 4: what is forgotten is forgotten by all, else a withdrawal would be. */
    private void checkForgotten(int destination, AddressFamily family) {
        for (EngineView.Session session : view.sessions()) {
            ExportMember member = session.members()[family.ordinal()];
            Violation.unless(
                    member == null || member.advertisedFrom(destination) == RibPeers.NONE,
                    4,
                    speaker,
                    " forgets a destination that ",
                    session.peer(),
                    " was told of");
        }
    }
}
