// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.decision.BestPathSelector;
import io.bgprr.bgp.export.ExportLimits;
import io.bgprr.bgp.export.ExportMember;
import io.bgprr.bgp.export.UpdateGroups;
import io.bgprr.bgp.export.UpdateLog;
import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.policy.Policy;
import io.bgprr.bgp.rib.AdjRibIn;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.RibPeer;
import io.bgprr.bgp.rib.RibPeers;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The engine of routes: the one writer of Adj-RIB-In, Loc-RIB and Adj-RIB-Out of all families. It knows no socket, no clock
 * and no thread; {@link #runSlice} does a bounded amount of work.
 *
 * <p>In a slice: commands in, the decision for what they touched, changes out, tombstones reaped. While input keeps coming,
 * decision and sending wait at {@link SendingPace}.
 */
public final class RibLoop {

    /**
     * With this many routes of input, a slice takes no further command. It is no bound of a slice: the last command is obeyed whole, and
     * sending, which has bounds of its own for each subgroup, comes on top.
     */
    private static final int SLICE_ROUTES = 8192;

    /** Steps of the reaper in a slice; and one more for each change, for it must keep up, so many at most in one slice. */
    private static final int REAP_STEPS = 8192;

    private static final int REAP_STEPS_MORE = 1 << 15;

    private final RibInbox inbox;
    private final RibOutbox outbox;
    private final AttributePool pool;
    private final RibPeers peers;
    private final LocRib[] ribs = new LocRib[AddressFamily.COUNT];
    private final UpdateGroups[] groups = new UpdateGroups[AddressFamily.COUNT];
    private final long[] stepsOwed = new long[AddressFamily.COUNT]; // to the reaper, for changes until then
    private final long[] owedAtMoves = new long[AddressFamily.COUNT];
    private final RouteIntake intake;
    private final MemoryWarden memory;
    private final Set<SessionLink> links = new LinkedHashSet<>();
    private final LatencyHistogram latency = new LatencyHistogram();
    private final SendingPace pace = new SendingPace();
    private final Limits limits;

    private SpeakerConfig config;
    private BestPathSelector selector;
    private @Nullable SessionLink sweeping;
    private @Nullable PolicySweep policySweep;

    /**
     * @param sessions the SessionLoops' inboxes, by their number
     * @param tableHashes with which SessionLoops hash what they send
     */
    public RibLoop(
            SpeakerConfig config,
            RibInbox inbox,
            List<Mailbox<SessionCommand>> sessions,
            ByteBufAllocator allocator,
            SpeakerObserver observer,
            TableHashes tableHashes) {
        this.config = config;
        this.limits = config.limits();
        this.inbox = inbox;
        this.outbox = new RibOutbox(sessions, observer);
        this.pool = new AttributePool(tableHashes.attributes());
        this.peers = new RibPeers(config.routerId());
        this.selector = new BestPathSelector(config.decision(), peers);
        ExportLimits ahead = new ExportLimits(limits.logAheadBytes(), limits.detachedAheadBytes());
        for (AddressFamily family : AddressFamily.values()) {
            int f = family.ordinal();
            ribs[f] = new LocRib(family, pool, tableHashes.prefixes());
            groups[f] = new UpdateGroups(ribs[f], pool, peers, ahead, allocator, sessions.size(), outbox.of(family));
        }
        intake = new RouteIntake(config, pool, ribs, peers);
        memory = new MemoryWarden(limits.memoryBytes(), ribs, pool, groups, List.copyOf(sessions), observer);
        decide(); // what is originated, for there may be no slice before somebody looks
    }

    // --- The slice.

    /** Does a bounded amount of work; true when more can be done at once. */
    public boolean runSlice() {
        takeCommands();
        if (inbox.takeDrained()) {
            outbox.wakeAll();
        }
        int undecided = touchedCount();
        if (pace.isDue(undecided, !hasInput(), sweeping != null && !inbox.hasEnds())) {
            decide();
            send();
        } else if (undecided == 0 && !pace.isWanted()) {
            latency.nothingToSend();
        }
        boolean moreToReap = reap();
        return hasInput() || pace.isWanted() || moreToReap;
    }

    /** Whether a full batch waits, so that its sender was not through with what it read; from any thread. */
    public boolean hasFullBatch() {
        return inbox.hasFullBatch();
    }

    /** Whether commands wait, or one is not obeyed to its end. */
    public boolean hasInput() {
        return sweeping != null || policySweep != null || !inbox.isEmpty();
    }

    /** The slice is over: what it sent was sent by now. Who holds up too much is told to go. */
    public void sliceDone(long now) {
        latency.sliceDone(now);
        if (touchedCount() == 0) { // else what only the open batch still holds would count
            memory.judge();
        }
        for (LocRib rib : ribs) {
            if (rib.tombstoneCount() > limits.tombstonesMax()) {
                groups[rib.family().ordinal()].shedRearmost(now);
            }
        }
    }

    private void takeCommands() {
        int budget = SLICE_ROUTES;
        while (budget > 0) {
            if (sweeping != null) {
                budget -= sweep(sweeping, budget);
                continue;
            }
            if (policySweep != null) {
                budget -= policySweep.run(budget);
                policySweep = policySweep.isDone() ? null : policySweep;
                continue;
            }
            RibCommand command = inbox.poll();
            if (command == null) {
                return;
            }
            budget -= obey(command);
            if (sweeping == null) {
                if (memory.isOver()) {
                    decide(); // what only the open batch still holds is no reason to end a session
                }
                goneAtOnce(memory.shedIfOver(links));
            }
        }
    }

    /** Obeys, and says how much work that was, in routes. */
    private int obey(RibCommand command) {
        if (command instanceof UpdateBatch batch) {
            int routes = take(batch);
            batch.giveBack();
            return routes;
        }
        obeySingle(command);
        return 1;
    }

    /** Everything but a batch. */
    private void obeySingle(RibCommand command) {
        if (command instanceof RibCommand.Progress(int loop, UpdateLog log, long frontBytes, long rearBytes)) {
            if (log.progress(loop, frontBytes, rearBytes)) {
                pace.foundRoom();
            } else {
                pace.asked();
            }
        } else if (command instanceof RibCommand.SessionUp(SessionLink link)) {
            sessionUp(link);
        } else if (command instanceof RibCommand.SessionDown(SessionLink link)) {
            sessionDown(link);
        } else if (command instanceof RibCommand.Lagging(var link, var family, UpdateLog log, long segment)) {
            ExportMember member = link.members[family.ordinal()];
            if (!link.isEnded && member != null) {
                groups[family.ordinal()].lag(member, log, segment);
                pace.asked();
            }
        } else if (command instanceof RibCommand.Refresh(SessionLink link, AddressFamily family)) {
            link.refreshTaken(family);
            ExportMember member = link.members[family.ordinal()];
            if (!link.isEnded && member != null) {
                groups[family.ordinal()].refresh(member);
                pace.asked();
            }
        } else if (command instanceof RibCommand.Refill(SessionLink link, AddressFamily family, boolean isAsked)) {
            PrefixQuota quota = link.quotas[family.ordinal()];
            if (!link.isEnded && quota != null && quota.refilling(isAsked)) {
                reaccept(List.of(link), false);
            }
        } else if (command instanceof RibCommand.Relieve(String why)) {
            goneAtOnce(memory.relieve(links, why));
        } else if (command instanceof RibCommand.Task(Runnable action)) {
            decide(); // whoever asks sees the RIB between two batches
            action.run();
        } else {
            throw new IllegalStateException("nobody obeys " + command);
        }
    }

    private int take(UpdateBatch batch) {
        SessionLink link = batch.link();
        if (link.isEnded || link.peer == null || link.isOverLimit) {
            return 1;
        }
        latency.received(batch.receivedNanos());
        return intake.take(batch);
    }

    /** Destinations whose decision waits. */
    private int touchedCount() {
        int touched = 0;
        for (LocRib rib : ribs) {
            touched += rib.touchedCount();
        }
        return touched;
    }

    private void decide() {
        for (LocRib rib : ribs) {
            if (rib.touchedCount() > 0) {
                long before = rib.moveCount();
                selector.decideTouched(rib);
                pace.changed(rib.moveCount() - before);
            }
        }
    }

    private void send() {
        boolean more = false;
        for (UpdateGroups each : groups) {
            more |= each.advance();
        }
        pace.sent(more);
        if (!more) {
            latency.sending();
        }
    }

    private boolean reap() {
        boolean more = false;
        for (int f = 0; f < ribs.length; f++) {
            long moves = ribs[f].moveCount();
            stepsOwed[f] += moves - owedAtMoves[f];
            owedAtMoves[f] = moves;
            int owed = (int) Math.min(REAP_STEPS_MORE, stepsOwed[f]);
            if (ribs[f].reap(REAP_STEPS + owed)) {
                stepsOwed[f] -= owed;
                more = true;
            } else {
                stepsOwed[f] = 0; // it has come as far as it may
            }
        }
        return more;
    }

    // --- Sessions.

    private void sessionUp(SessionLink link) {
        if (memory.isNearlyFull()) {
            decide(); // as above
        }
        if (memory.refuses(link)) {
            return;
        }
        RibPeer peer = peers.add(
                link.negotiated.kind(),
                link.negotiated.peerRouterId(),
                link.peerAddress(),
                link.ribConfig.clusterId().bits());
        if (peer == null) {
            outbox.end(link, ErrorCode.CEASE_OUT_OF_RESOURCES, "no peer index is free");
            return;
        }
        link.peer = peer;
        link.importPolicy = intake.importPolicy(link);
        links.add(link);
        if (intake.sessionBegan(link.localAddress)) {
            reacceptAll();
        }
        for (AddressFamily family : link.negotiated.families()) {
            int f = family.ordinal();
            AdjRibIn adjRibIn = new AdjRibIn(peer);
            PrefixQuota quota = new PrefixQuota(link, family, adjRibIn, outbox);
            quota.limit(link.ribConfig.maxPrefixes().get(family));
            link.adjRibIn[f] = adjRibIn;
            link.quotas[f] = quota;
            link.members[f] = groups[f].join(ExportKeys.of(config, link, family), link, peer);
        }
        pace.asked();
    }

    private void sessionDown(SessionLink link) {
        if (link.isEnded || link.peer == null) {
            link.isEnded = true;
            return;
        }
        link.isEnded = true;
        for (AddressFamily family : link.negotiated.families()) {
            ExportMember member = link.members[family.ordinal()];
            if (member != null) {
                groups[family.ordinal()].leave(member);
            }
        }
        links.remove(link);
        sweeping = link;
        if (intake.sessionEnded(link)) {
            reacceptAll();
        }
        pace.asked();
    }

    /** The rules changed under all routes that are held. */
    private void reacceptAll() {
        reaccept(List.copyOf(links), false);
    }

    private void reaccept(List<SessionLink> ofThese, boolean redecides) {
        for (SessionLink link : ofThese) {
            for (PrefixQuota quota : link.quotas) {
                if (quota != null) {
                    quota.sweeping();
                }
            }
        }
        boolean redecidesStill = policySweep != null && policySweep.redecides();
        policySweep = new PolicySweep(this, ofThese, redecides || redecidesStill);
    }

    /** A sweep has looked at all routes of a session's family; true when it is to look at them once more. */
    boolean swept(SessionLink link, int family) {
        PrefixQuota quota = link.quotas[family];
        return quota != null && quota.swept();
    }

    /** Withdraws a part of an ended session's routes; what comes behind waits, so that a new session of the peer starts clean. */
    private int sweep(SessionLink link, int budget) {
        for (int f = 0; f < ribs.length; f++) {
            AdjRibIn adjRibIn = link.adjRibIn[f];
            if (adjRibIn != null && !adjRibIn.isEmpty()) {
                ribs[f].withdrawAll(adjRibIn, budget);
                return budget;
            }
        }
        sweeping = null;
        decide();
        pace.swept();
        releaseIndex(link);
        return 1;
    }

    /** The index may name another peer once nobody can meet it any more, in any family. */
    private void releaseIndex(SessionLink link) {
        RibPeer peer = link.peer;
        if (peer == null) {
            return;
        }
        int[] families = {ribs.length};
        for (LocRib rib : ribs) {
            rib.watch(() -> {
                if (--families[0] == 0) {
                    peers.release(peer);
                }
            });
        }
    }

    /** Its routes go before the next command is taken, whatever of it is still on the way. */
    private void goneAtOnce(@Nullable SessionLink link) {
        if (link != null) {
            sessionDown(link);
        }
    }

    // --- Configuration.

    /**
     * Takes over a new configuration: originated routes, rules and policies. Sessions that it ends are ended by their loops.
     *
     * @param peerConfigs the new configuration of each session that stays
     */
    void reconfigure(SpeakerConfig to, Map<SessionLink, PeerConfig> peerConfigs) {
        boolean decisionChanges = !to.decision().equals(config.decision());
        config = to;
        selector = new BestPathSelector(to.decision(), peers);
        boolean rulesChange = intake.reconfigure(to);
        List<SessionLink> toReaccept = new ArrayList<>();
        for (SessionLink link : links) {
            PeerConfig now = peerConfigs.getOrDefault(link, link.ribConfig);
            boolean clusterChanges = !now.clusterId().equals(link.ribConfig.clusterId());
            link.ribConfig = now;
            Policy policy = intake.importPolicy(link);
            boolean limitsChange = takeLimits(link);
            if (!policy.equals(link.importPolicy) || rulesChange || limitsChange) {
                link.importPolicy = policy;
                toReaccept.add(link);
            }
            if (clusterChanges && link.peer != null) {
                link.peer.changeCluster(now.clusterId().bits());
            }
            moveGroups(link, clusterChanges);
        }
        if (!toReaccept.isEmpty() || decisionChanges) {
            reaccept(toReaccept, decisionChanges);
        }
        pace.asked();
    }

    /** Takes over the session's limits of prefixes; true when its routes must be looked at again. */
    private static boolean takeLimits(SessionLink link) {
        boolean changes = false;
        for (PrefixQuota quota : link.quotas) {
            changes |= quota != null && quota.limit(link.ribConfig.maxPrefixes().get(quota.family));
        }
        return changes;
    }

    private void moveGroups(SessionLink link, boolean sourceChanges) {
        for (AddressFamily family : link.negotiated.families()) {
            int f = family.ordinal();
            ExportMember member = link.members[f];
            if (member != null) {
                link.members[f] = groups[f].move(member, ExportKeys.of(config, link, family));
            }
            AdjRibIn adjRibIn = link.adjRibIn[f];
            if (sourceChanges && adjRibIn != null) {
                ribs[f].markChanged(adjRibIn);
            }
        }
    }

    // --- For queries, on this thread.

    LocRib rib(AddressFamily family) {
        return ribs[family.ordinal()];
    }

    UpdateGroups groups(AddressFamily family) {
        return groups[family.ordinal()];
    }

    AttributePool pool() {
        return pool;
    }

    MemoryWarden memory() {
        return memory;
    }

    RibPeers peers() {
        return peers;
    }

    Set<SessionLink> links() {
        return links;
    }

    RouteIntake intake() {
        return intake;
    }

    LatencyHistogram latency() {
        return latency;
    }

    RibInbox inbox() {
        return inbox;
    }
}
