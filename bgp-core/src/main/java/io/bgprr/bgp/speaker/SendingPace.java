// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

/**
 * When the RibLoop decides and sends what waits: at once where no input is left. While input keeps coming it waits for more, so that
 * a prefix that ten peers announce at once is decided once, transients are never sent, and UPDATEs are packed well; but never for
 * more than so many changes or slices.
 *
 * <p>A subgroup is sent a batch at a time. What that could not take, or what its members had no room for, has waited already, and waits
 * for less: for as many changes as a batch holds, else sending would fall behind steady input for ever. The RibLoop's own.
 */
final class SendingPace {

    /** Destinations that may wait for more input before they are decided and sent. */
    private static final int CHANGES_MAX = 1 << 16;

    private static final int CHANGES_MAX_BEHIND = 1 << 15;

    /** While an ended session's routes are swept: two slices. Nobody announces them better, and their end is told while the rest goes. */
    private static final int CHANGES_MAX_SWEEPING = 1 << 14;

    /** Slices of steady input after which what waits is decided and sent all the same: input need not change anything. */
    private static final int SLICES_MAX = 64;

    private static final int SLICES_MAX_BEHIND = 16;

    private int changes; // decided, and not sent
    private int slices; // since something waits
    private boolean isAsked;
    private boolean isBehind;
    private boolean hasSwept;

    /** That much was decided and is to be sent. */
    void changed(long count) {
        changes = (int) Math.min(Integer.MAX_VALUE, changes + count);
    }

    /** There may be something to send, though nothing changed: members came, went, or took what they were sent. */
    void asked() {
        isAsked = true;
    }

    /** All routes of an ended session have gone. Should another end now, what both had is sent together. */
    void swept() {
        isAsked = true;
        hasSwept = true;
    }

    /** Members that had no room for more have some now. */
    void foundRoom() {
        isAsked = true;
        isBehind = true;
    }

    /** Whether there may be something to send, besides what is undecided. */
    boolean isWanted() {
        return isAsked || changes > 0;
    }

    /**
     * To be asked once a slice, behind its input.
     *
     * @param undecidedCount destinations that were touched
     * @param isSweeping an ended session's routes go, and the end of no other waits
     */
    boolean isDue(int undecidedCount, boolean inputIsDone, boolean isSweeping) {
        if (!isWanted() && undecidedCount == 0) {
            slices = 0;
            return false;
        }
        slices++;
        return inputIsDone
                || (long) changes + undecidedCount >= changesMax(isSweeping)
                || slices > (isBehind ? SLICES_MAX_BEHIND : SLICES_MAX);
    }

    private int changesMax(boolean isSweeping) {
        if (isSweeping && !hasSwept) {
            return CHANGES_MAX_SWEEPING;
        }
        return isBehind ? CHANGES_MAX_BEHIND : CHANGES_MAX;
    }

    /** @param hasMore a batch could not take all of it, and more can be sent at once */
    void sent(boolean hasMore) {
        changes = 0;
        slices = 0;
        hasSwept = false;
        isAsked = hasMore;
        isBehind = hasMore;
    }
}
