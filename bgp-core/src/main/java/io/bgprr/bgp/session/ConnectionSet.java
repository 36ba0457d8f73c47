// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The connections of one peer, in the order of their beginning; a handful at most. */
final class ConnectionSet {

    private final List<PeerConnection> connections = new ArrayList<>();

    void add(PeerConnection connection) {
        connections.add(connection);
    }

    void remove(PeerConnection connection) {
        connections.remove(connection);
    }

    void clear() {
        connections.clear();
    }

    /** Removes one that is held in Idle: it does not end, for it has not begun. */
    void removeHeld() {
        connections.removeIf(each -> each.state() == FsmState.IDLE);
    }

    /** A copy, for whoever ends connections while walking over them. */
    List<PeerConnection> all() {
        return List.copyOf(connections);
    }

    FsmState furthestState() {
        FsmState furthest = FsmState.IDLE;
        for (PeerConnection each : connections) {
            furthest = each.state().compareTo(furthest) > 0 ? each.state() : furthest;
        }
        return furthest;
    }

    long nextDeadlineNanos() {
        long next = TimerTable.NEVER;
        for (int i = 0; i < connections.size(); i++) {
            next = Math.min(next, connections.get(i).timers().nextNanos());
        }
        return next;
    }

    /** Whether one has a TCP connection and has said OPEN. */
    boolean hasOpenSent() {
        return furthestState().compareTo(FsmState.OPEN_SENT) >= 0;
    }

    /** Whether one dials or waits to, or has got so far that nobody needs to. */
    boolean isBeyondDialing() {
        for (PeerConnection each : connections) {
            if (each.isOutgoing() || each.state().compareTo(FsmState.OPEN_CONFIRM) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether one waits in Idle: it was made and not started, and is the only one. */
    boolean isHeldInIdle() {
        for (PeerConnection each : connections) {
            if (each.state() == FsmState.IDLE) {
                return true;
            }
        }
        return false;
    }

    /**
     * Leaves one of those that have received a good OPEN (RFC 4271 §6.8): false when it is not the candidate, else the others
     * are ended.
     *
     * @param oursIsHigher connections that we made are kept
     */
    boolean keepOne(PeerConnection candidate, boolean oursIsHigher, long nowNanos) {
        for (PeerConnection other : all()) {
            if (other.state() != FsmState.OPEN_CONFIRM || other == candidate) {
                continue;
            }
            boolean isCandidateKept =
                    candidate.isOutgoing() == other.isOutgoing() || candidate.isOutgoing() == oursIsHigher;
            if (!isCandidateKept) {
                return false;
            }
            other.handle(new FsmEvent.OpenCollisionDump(), "another connection of this peer is kept", nowNanos);
        }
        return true;
    }

    /** Whether no other connection was accepted that still lives. */
    boolean isFirstAccepted(PeerConnection connection) {
        for (PeerConnection each : connections) {
            if (!each.isOutgoing() && each != connection) {
                return false;
            }
        }
        return true;
    }

    /**
     * The oldest accepted connection that has not sent an OPEN, when so many as this have not; else null. Not the newest: a
     * peer that has lost its memory and dials anew sends its OPEN at once, while those that never will have been silent for
     * longest.
     */
    @Nullable
    PeerConnection oldestOfTooMany(int halfOpenMax) {
        int halfOpen = 0;
        PeerConnection oldest = null;
        for (PeerConnection each : connections) {
            if (!each.isOutgoing() && each.state() == FsmState.OPEN_SENT) {
                halfOpen++;
                oldest = oldest == null ? each : oldest;
            }
        }
        return halfOpen >= halfOpenMax ? oldest : null;
    }
}
