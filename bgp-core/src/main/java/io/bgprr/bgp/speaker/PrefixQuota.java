// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.rib.AdjRibIn;
import io.bgprr.bgp.rib.LocRib;
import org.jspecify.annotations.Nullable;

/**
 * How much of its {@link PrefixLimit} a session has used up in one family. The counts are the Adj-RIB-In's own, so that a
 * replacement counts nothing, a withdrawal counts back, and a route below the limit costs one comparison.
 *
 * <p>What DROP refuses is not lost for good: with a limit on received routes it is not held at all, and the peer is asked
 * for it again when there is room; with a limit on accepted ones it is held like any refused route, and looked at again.
 * The RibLoop's own.
 */
final class PrefixQuota {

    /** Who acts on what a quota finds. */
    interface Watcher {

        /** The warning threshold is reached. */
        void near(PrefixQuota quota);

        /** The limit is passed: told once, and again only after the count has fallen well below. */
        void exceeded(PrefixQuota quota, PrefixLimit limit);

        /** There is room again for routes that were refused: told once until {@link #refilling}. */
        void room(PrefixQuota quota);
    }

    /** What becomes of a route. */
    enum Ruling {
        /** The limit has nothing against it. */
        ADMIT,
        /** It may be held, but not accepted. */
        REFUSE,
        /** It may not be held. */
        DROP,
        /** The session ends, and nothing more of it is taken. */
        END
    }

    final SessionLink link;
    final AddressFamily family;
    private final AdjRibIn adjRibIn;
    private final Watcher watcher;

    private @Nullable PrefixLimit limit;
    private boolean countsAccepted;
    private int fullAt = Integer.MAX_VALUE; // with this many a new route needs a ruling

    private boolean isNear;
    private boolean isExceeded;
    private boolean isRoomTold;
    private boolean isFirstPass; // of a sweep
    private boolean isSomePutOff; // by the first pass
    private long dropped;
    private long refused;

    PrefixQuota(SessionLink link, AddressFamily family, AdjRibIn adjRibIn, Watcher watcher) {
        this.link = link;
        this.family = family;
        this.adjRibIn = adjRibIn;
        this.watcher = watcher;
    }

    /** Another limit, or none; true when routes that are held must be looked at again. */
    boolean limit(@Nullable PrefixLimit to) {
        if (to == null ? limit == null : to.equals(limit)) {
            return false;
        }
        limit = to;
        countsAccepted = to != null && to.count() == PrefixLimit.Count.ACCEPTED;
        fullAt = to == null || to.action() == PrefixLimit.Action.WARN ? Integer.MAX_VALUE : to.prefixesMax();
        isNear = false;
        isExceeded = false;
        isRoomTold = false;
        return !adjRibIn.isEmpty();
    }

    int count() {
        return countsAccepted ? adjRibIn.accepted() : adjRibIn.received();
    }

    /** Whether none of so many routes needs a ruling: true on the fast path. */
    boolean hasRoomFor(int routes) {
        return fullAt - count() >= routes;
    }

    /** Whether a route needs a ruling. */
    boolean isFull() {
        return count() >= fullAt;
    }

    /**
     * What becomes of an announced route; to be asked only when {@link #isFull}.
     *
     * @param path the row that it replaces, 0 = none
     * @param isAccepted by rules and policy
     */
    Ruling rule(LocRib rib, int path, boolean isAccepted) {
        boolean addsOne = countsAccepted ? isAccepted && (path == 0 || rib.accepted(path) == 0) : path == 0;
        return addsOne ? beyond() : Ruling.ADMIT;
    }

    /**
     * What becomes of a route that is held when rules, policy or the limit changed; to be asked only when {@link #isFull}.
     *
     * <p>In the first pass of a sweep nothing that counts accepted routes is ruled beyond the limit: among those that count are
     * some that the new policy refuses as soon as the walk comes to them. What finds no room waits, refused, for the second.
     */
    Ruling ruleHeld(LocRib rib, int path, boolean isAccepted) {
        if (!countsAccepted) {
            return adjRibIn.received() > fullAt ? beyond() : Ruling.ADMIT;
        }
        boolean isCounted = rib.accepted(path) != 0;
        if (!isAccepted || adjRibIn.accepted() - (isCounted ? 1 : 0) < fullAt) {
            return Ruling.ADMIT;
        }
        if (isFirstPass) {
            isSomePutOff = true;
            return isCounted ? Ruling.ADMIT : Ruling.REFUSE;
        }
        return beyond();
    }

    private Ruling beyond() {
        PrefixLimit passed = limit;
        if (passed == null) {
            throw new IllegalStateException("a quota without a limit is never full");
        }
        exceed(passed);
        if (passed.action() == PrefixLimit.Action.CEASE) {
            link.isOverLimit = true;
            return Ruling.END;
        }
        if (countsAccepted) {
            refused++;
            return Ruling.REFUSE;
        }
        dropped++;
        return Ruling.DROP;
    }

    private void exceed(PrefixLimit passed) {
        if (!isExceeded) {
            isExceeded = true;
            watcher.exceeded(this, passed);
        }
    }

    /** Routes came or went: tells what follows from their number. To be called after each block of them. */
    void settle() {
        if (link.isOverLimit) {
            return;
        }
        int count = count();
        if (isShort() && !isRoomTold && count < fullAt) {
            isRoomTold = true;
            watcher.room(this);
        }
        PrefixLimit now = limit;
        if (now == null) {
            return;
        }
        if (count >= now.warnAt() && !isNear) {
            isNear = true;
            watcher.near(this);
        } else if (isWellBelow(count, now.warnAt())) {
            isNear = false;
        }
        if (count > now.prefixesMax()) {
            exceed(now);
        } else if (isWellBelow(count, now.prefixesMax()) || count == 0 && isToldAbove()) {
            isExceeded = false;
        }
    }

    /**
     * Whether a threshold is armed again: more than a tenth below it, and at least two, so that a count that swings about it, or
     * one prefix that flaps, is told once. What a larger swing brings is for whoever writes it down to bound.
     */
    private static boolean isWellBelow(int count, int threshold) {
        return count < threshold - Math.max(1, threshold / 10);
    }

    /** Whether the limit is told with one more than it: then for a limit of 1 none is two below. */
    private boolean isToldAbove() {
        return fullAt == Integer.MAX_VALUE;
    }

    /** Whether routes of the peer are missing, or refused, for the limit. */
    private boolean isShort() {
        return dropped + refused > 0;
    }

    /**
     * What the limit kept out may come in now; true when routes that are held are to be looked at again.
     *
     * @param isAsked the peer sends the others again; else they stay missing, and it is not told again that they could come
     */
    boolean refilling(boolean isAsked) {
        dropped = isAsked ? 0 : dropped;
        isRoomTold = dropped > 0;
        return refused > 0;
    }

    /** The routes that are held are about to be looked at one by one. */
    void sweeping() {
        refused = 0;
        isFirstPass = true;
        isSomePutOff = false;
    }

    /** All of them were looked at; true when they are to be looked at once more, now that all that counts is there to stay. */
    boolean swept() {
        boolean isAgain = isFirstPass && isSomePutOff && !link.isOverLimit;
        isFirstPass = false;
        if (!isAgain) {
            settle();
        }
        return isAgain;
    }

    /** Whether only the peer can say what is missing. */
    boolean needsRefresh() {
        return dropped > 0;
    }

    @Nullable
    PrefixLimit limit() {
        return limit;
    }

    /** How the peer stands to its limit, or null when it has none. */
    @Nullable
    PrefixLimitSnapshot snapshot(long exceededCount) {
        PrefixLimit now = limit;
        return now == null ? null : new PrefixLimitSnapshot(now, state(now), count(), exceededCount, dropped + refused);
    }

    private PrefixLimitSnapshot.State state(PrefixLimit now) {
        int count = count();
        if (link.isOverLimit && isExceeded || isShort() || count > now.prefixesMax()) {
            return PrefixLimitSnapshot.State.EXCEEDED;
        }
        return count >= now.warnAt() ? PrefixLimitSnapshot.State.NEAR : PrefixLimitSnapshot.State.BELOW;
    }
}
