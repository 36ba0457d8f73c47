// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.session.PeerSession;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a neighbour's limits of prefixes mean to its session: whether it ends and is held down, and when the peer is asked again
 * for what was kept out. It outlives sessions, and remembers how often each limit was passed. Owned by the neighbour's
 * SessionLoop.
 */
final class PrefixLimitWarden {

    /**
     * A peer is asked for all its routes at most this often: one that withdraws and announces about its limit would otherwise
     * send its table once for each change.
     */
    static final long REFILL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final long[] exceeded = new long[AddressFamily.COUNT];
    private @Nullable AddressFamily heldFor;
    private int refillBits;
    private int refreshBits;
    private boolean hasRefilled;
    private long refilledNanos;

    /** The peer passed a limit: what that means for the session. */
    void exceeded(Neighbor neighbor, AddressFamily family, PrefixLimit limit, SpeakerObserver observer, long nowNanos) {
        exceeded[family.ordinal()]++;
        observer.observe(new SpeakerEvent.PrefixLimitExceeded(neighbor.address(), family, limit));
        if (limit.action() == PrefixLimit.Action.CEASE) {
            heldFor = family;
            long holdNanos = limit.restartSeconds() == 0
                    ? PeerSession.HOLD_UNTIL_RESET
                    : TimeUnit.SECONDS.toNanos(limit.restartSeconds());
            neighbor.session().failAndHold(limit.cease(family), limit.ceaseText(family), holdNanos, nowNanos);
        }
    }

    /** How often each limit was passed, by family: a copy. */
    long[] exceededCounts() {
        return exceeded.clone();
    }

    /** The family whose limit the peer is held down for, or null. */
    @Nullable
    AddressFamily heldFor(Neighbor neighbor) {
        return neighbor.session().isHeldInIdle() ? heldFor : null;
    }

    /** The limits changed: a peer that is held down for one of them may try again. */
    void limitsChanged(Neighbor neighbor, long nowNanos) {
        if (heldFor(neighbor) != null) {
            neighbor.session().endHold(nowNanos);
        }
    }

    /** There is room again: the family is wanted, by a route refresh or because what is held can be looked at again. */
    void room(AddressFamily family, boolean needsRefresh) {
        refillBits |= family.bit();
        refreshBits = needsRefresh ? refreshBits | family.bit() : refreshBits & ~family.bit();
    }

    /** When {@link #refill} wants to be called; {@link Long#MAX_VALUE} when nothing is wanted. */
    long refillNanos() {
        return refillBits == 0 ? Long.MAX_VALUE : refilledNanos + REFILL_NANOS;
    }

    /** Asks for what is wanted, when it is time. */
    void refill(Neighbor neighbor, RibInbox rib, SpeakerObserver observer, long nowNanos) {
        SessionLink link = neighbor.link;
        if (link == null || refillBits == 0 || hasRefilled && nowNanos - refilledNanos < REFILL_NANOS) {
            return;
        }
        for (AddressFamily family : link.negotiated.families()) {
            if ((refillBits & family.bit()) != 0) {
                boolean needsRefresh = (refreshBits & family.bit()) != 0;
                boolean isAsked = needsRefresh && neighbor.session().sendRouteRefresh(family, nowNanos);
                rib.send(new RibCommand.Refill(link, family, isAsked));
                String consequence = isAsked
                        ? "the peer is asked to send its routes again"
                        : needsRefresh
                                ? "the peer knows no route refresh (RFC 2918): only a new session brings them"
                                : "they are looked at again";
                observer.observe(new SpeakerEvent.PrefixLimitRoom(neighbor.address(), family, consequence));
            }
        }
        refillBits = 0;
        hasRefilled = true;
        refilledNanos = nowNanos;
    }

    /** A session came up, so no hold lasts; the next one may be for something else than a limit. */
    void sessionBegan() {
        heldFor = null;
    }

    /** The session ended, and with it what it was wanted for. */
    void sessionEnded() {
        refillBits = 0;
    }
}
