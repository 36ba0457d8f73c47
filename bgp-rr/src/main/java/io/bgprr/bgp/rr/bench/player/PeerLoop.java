// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.player;

import io.bgprr.bgp.rr.bench.player.PlayedSession.State;
import io.bgprr.bgp.rr.bench.world.Addressing;
import io.bgprr.bgp.rr.bench.world.Messages;
import io.bgprr.bgp.rr.bench.world.Octets;
import io.bgprr.bgp.rr.bench.world.Scenario;
import io.bgprr.bgp.rr.bench.world.Setup;
import io.bgprr.bgp.rr.bench.world.UpdateView;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The loop that all peers live in: connects them, a window of them at a time, keeps their sessions, reads and writes, and
 * counts who holds everything that is wanted.
 */
final class PeerLoop implements AutoCloseable {

    private static final int HOLD_SECONDS = 240;

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long RETURN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SCAN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long KEEPALIVE_SCAN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int TRIES_PER_STEP = 3;
    private static final int RETRY_STEPS_MAX = 5;

    private final Setup setup;
    private final InetSocketAddress daemon;
    private final Play.Pace pace;
    private final Selector selector;
    private final PlayedSession[] sessions;
    private final Tally tally = new Tally();
    private final Inbox inbox = new Inbox();
    private final UpdateView view = new UpdateView();
    private final Consumer<SelectionKey> ready = this::ready;
    private final boolean[] isComplete;
    private final long[] completeNanos;
    private Consumer<PlayedSession> onEstablished = session -> {};
    private boolean mayReturn;
    private @Nullable String failure;
    private int begunCount;
    private int connectingCount;
    private int establishedCount;
    private int goneCount;
    private int receiversCount;
    private int completeCount;
    private long firstConnectNanos;
    private long allEstablishedNanos;
    private long firstRouteNanos;
    private long lastCompleteNanos;
    private long lastScanNanos;
    private long lastKeepaliveScanNanos;

    PeerLoop(Goal goal, InetSocketAddress daemon, Play.Pace pace) throws IOException {
        this.setup = goal.world().setup();
        this.daemon = daemon;
        this.pace = pace;
        this.selector = Selector.open();
        this.sessions = new PlayedSession[setup.sessions()];
        this.isComplete = new boolean[sessions.length];
        this.completeNanos = new long[sessions.length];
        for (int peer = 0; peer < sessions.length; peer++) {
            Receiver receiver = setup.receives(peer) ? new Receiver(peer, goal, tally) : null;
            sessions[peer] = new PlayedSession(peer, this, receiver);
            receiversCount += receiver == null ? 0 : 1;
        }
        recount();
    }

    Setup setup() {
        return setup;
    }

    Tally tally() {
        return tally;
    }

    int holdSeconds() {
        return setup.scenario() == Scenario.IDLE ? pace.idleHoldSeconds() : HOLD_SECONDS;
    }

    PlayedSession session(int peer) {
        return sessions[peer];
    }

    // --- The script's side.

    /** What a peer does when its session is up. */
    void onEstablished(Consumer<PlayedSession> action) {
        onEstablished = action;
    }

    /** A session that ends may come back, as nodes' sessions do when all start at once. */
    void mayReturn(boolean isAllowed) {
        mayReturn = isAllowed;
    }

    /**
     * One round: what sockets have to say, and what time has made due.
     *
     * @throws PlayFailedException when something is wrong that cannot become right
     */
    void poll(int millisMax) throws PlayFailedException {
        try {
            if (millisMax == 0) {
                selector.selectNow(ready);
            } else {
                selector.select(ready, millisMax);
            }
            keepHouse(System.nanoTime());
        } catch (IOException e) {
            throw new PlayFailedException("the player cannot go on: " + e.getMessage());
        }
        if (failure != null) {
            throw new PlayFailedException(failure);
        }
        if (tally.hasWrong()) {
            throw new PlayFailedException(tally.wrong());
        }
    }

    /**
     * Looks for sessions whose hold time is over, whenever that was last done.
     *
     * @throws PlayFailedException when there is one that may not come back
     */
    void checkHoldTimes() throws PlayFailedException {
        keepAlive(System.nanoTime());
        if (failure != null) {
            throw new PlayFailedException(failure);
        }
    }

    void send(PlayedSession session, ByteBuffer octets, int updates) {
        tally.updatesSent += updates;
        try {
            session.send(octets);
        } catch (IOException e) {
            lost(session, String.valueOf(e.getMessage()));
        }
    }

    /** Ends a session without a word; it does not come back. Returns when its connection is gone. */
    void abort(PlayedSession session) throws IOException {
        session.abort();
        establishedCount--;
        goneCount++;
        selector.selectNow(); // a channel is closed when its key has left the selector
    }

    /** What is wanted has changed: who is complete is found anew. */
    void recount() {
        completeCount = 0;
        for (PlayedSession session : sessions) {
            Receiver receiver = session.receiver();
            if (receiver != null) {
                receiver.recount();
                isComplete[session.peer()] = receiver.isComplete();
                completeCount += receiver.isComplete() ? 1 : 0;
            }
        }
    }

    // --- What is so far.

    boolean isAllEstablished() {
        return establishedCount == sessions.length - goneCount;
    }

    boolean isAllComplete() {
        return completeCount == receiversCount;
    }

    int establishedCount() {
        return establishedCount;
    }

    int receiversCount() {
        return receiversCount;
    }

    int completeCount() {
        return completeCount;
    }

    long firstConnectNanos() {
        return firstConnectNanos;
    }

    long allEstablishedNanos() {
        return allEstablishedNanos;
    }

    long firstRouteNanos() {
        return firstRouteNanos;
    }

    long lastCompleteNanos() {
        return lastCompleteNanos;
    }

    /** When each receiver was complete. */
    long[] completeNanos() {
        long[] nanos = new long[receiversCount];
        int at = 0;
        for (PlayedSession session : sessions) {
            if (session.receiver() != null) {
                nanos[at++] = completeNanos[session.peer()];
            }
        }
        return nanos;
    }

    /** How many prefixes all receivers together should hold; withdrawn ones count as held nowhere. */
    long wantedCount() {
        long count = 0;
        for (PlayedSession session : sessions) {
            count += session.receiver() == null ? 0 : session.receiver().wantedCount();
        }
        return count;
    }

    long rightCount() {
        long count = 0;
        for (PlayedSession session : sessions) {
            count += session.receiver() == null ? 0 : session.receiver().rightCount();
        }
        return count;
    }

    /** Who lacks what, in a sentence. */
    String missing() {
        String first = "";
        for (PlayedSession session : sessions) {
            Receiver receiver = session.receiver();
            if (receiver != null && !receiver.isComplete()) {
                first = receiver.firstMissing();
                break;
            }
        }
        return (receiversCount - completeCount) + " of " + receiversCount + " receivers lack "
                + (wantedCount() - rightCount()) + " routes; first: " + first;
    }

    // --- The sessions' side.

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof PlayedSession session) {
            session.ready(key, inbox, view);
        }
    }

    void established(PlayedSession session) {
        connectingCount--;
        establishedCount++;
        if (isAllEstablished()) {
            allEstablishedNanos = System.nanoTime();
        }
        onEstablished.accept(session);
    }

    /** A session has been given something to read, and has read it. */
    void heard(PlayedSession session, long nanos) {
        Receiver receiver = session.receiver();
        if (receiver == null) {
            return;
        }
        if (firstRouteNanos == 0 && tally.routesReceived + tally.withdrawalsReceived > 0) {
            firstRouteNanos = nanos;
        }
        int peer = session.peer();
        if (isComplete[peer] != receiver.isComplete()) {
            isComplete[peer] = receiver.isComplete();
            completeCount += isComplete[peer] ? 1 : -1;
            if (isComplete[peer]) {
                lastCompleteNanos = System.nanoTime();
                completeNanos[peer] = lastCompleteNanos;
            }
        }
    }

    void lost(PlayedSession session, String why) {
        if (session.state() == State.IDLE || session.state() == State.GONE) {
            return;
        }
        long now = System.nanoTime();
        if (session.isConnecting()) {
            connectingCount--;
            tally.connectRetries++;
            int steps = Math.min(RETRY_STEPS_MAX, 1 + session.triesCount() / TRIES_PER_STEP);
            session.end(State.IDLE, now + steps * RETRY_NANOS);
            return;
        }
        establishedCount--;
        tally.sessionsLost++;
        if (!mayReturn) {
            session.end(State.GONE, 0);
            goneCount++;
            if (!setup.stalls(session.peer())) {
                fail("the session of peer " + session.peer() + " (" + Octets.ipv4(Addressing.address(session.peer()))
                        + ") ended: " + why);
            }
            return;
        }
        session.end(State.IDLE, now + RETURN_NANOS);
        Receiver receiver = session.receiver();
        if (receiver != null) {
            receiver.forget();
            completeCount -= isComplete[session.peer()] ? 1 : 0;
            isComplete[session.peer()] = false;
        }
    }

    private void fail(String why) {
        if (failure == null) {
            failure = why;
        }
    }

    // --- What time makes due.

    private void keepHouse(long now) throws IOException {
        while (begunCount < sessions.length && connectingCount < pace.window()) {
            connect(sessions[begunCount++], now);
        }
        if (now - lastScanNanos > SCAN_NANOS && !isAllEstablished()) {
            lastScanNanos = now;
            retry(now);
        }
        if (now - lastKeepaliveScanNanos > KEEPALIVE_SCAN_NANOS) {
            lastKeepaliveScanNanos = now;
            keepAlive(now);
        }
    }

    private void connect(PlayedSession session, long now) throws IOException {
        if (firstConnectNanos == 0) {
            firstConnectNanos = now;
        }
        connectingCount++;
        try {
            session.connect(selector, daemon, now);
        } catch (ConnectException e) {
            lost(session, String.valueOf(e.getMessage()));
        }
    }

    private void retry(long now) throws IOException {
        long openNanosMax = (long) (pace.openSeconds() * TimeUnit.SECONDS.toNanos(1));
        for (int peer = 0; peer < begunCount; peer++) {
            PlayedSession session = sessions[peer];
            if (session.isConnecting() && now - session.sinceNanos() > openNanosMax) {
                tally.connectionsGivenUp++;
                lost(session, "no answer to the OPEN");
            } else if (session.state() == State.IDLE
                    && now >= session.sinceNanos()
                    && connectingCount < pace.window()) {
                connect(session, now);
            }
        }
    }

    private void keepAlive(long now) {
        long holdNanos = TimeUnit.SECONDS.toNanos(holdSeconds());
        long due = holdNanos / 4;
        for (PlayedSession session : sessions) {
            if (session.isHoldTimeOver(now, holdNanos)) {
                lost(session, "nothing was heard for " + holdSeconds() + " s");
            } else if (session.state() == State.ESTABLISHED
                    && !session.hasOutgoing()
                    && now - session.lastSentNanos() > due) {
                send(session, Messages.keepalive(), 0);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (PlayedSession session : sessions) {
            session.end(State.GONE, 0);
        }
        selector.close();
    }
}
