// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import java.util.ArrayDeque;

/**
 * Walks behind the rearmost cursor: frees the tombstones, withdrawn destinations that every cursor has passed, and calls back
 * those who wait until every cursor has passed what they did.
 */
final class Reaper {

    private final ChangeList changeList;
    private final DestinationTable destinations;
    private final int marker;
    private final ArrayDeque<Watch> watches = new ArrayDeque<>();
    private int tombstones;

    private record Watch(int marker, Runnable passed) {}

    Reaper(ChangeList changeList, DestinationTable destinations) {
        this.changeList = changeList;
        this.destinations = destinations;
        this.marker = changeList.addMarker(ChangeList.Kind.REAPER, ChangeList.END);
    }

    /** A destination in the list has no path any more. */
    void buried() {
        tombstones++;
    }

    /** A tombstone may get a path. */
    void revived() {
        tombstones--;
    }

    int tombstoneCount() {
        return tombstones;
    }

    /** A cursor was placed at the head: all of the list is behind it. */
    void returnToHead() {
        changeList.moveMarker(marker, ChangeList.END);
    }

    /** Calls back, out of {@link #reap}, once every cursor of now has passed every change of now. */
    void watch(Runnable passed) {
        watches.addLast(new Watch(changeList.addMarker(ChangeList.Kind.WATCH, changeList.last()), passed));
    }

    /**
     * Forgets what every cursor has passed. With nothing to forget it costs nothing. What an open batch touched it leaves alone: that
     * goes to the tail, in front of it again, if the batch ends without a path.
     *
     * @param budget nodes to step over at most
     * @return whether the budget ran out before the work
     */
    boolean reap(int budget) {
        int at = marker;
        boolean more = hasWork();
        for (int steps = 0; more && steps < budget; steps++) {
            int node = changeList.next(at);
            if (node == ChangeList.END) {
                more = false;
            } else if (node < 0) {
                switch (changeList.kind(node)) {
                    case CURSOR -> {
                        if (changeList.nextDestination(node) == ChangeList.END) {
                            fireWatches(); // it, and all behind it, have nothing ahead
                        }
                        more = false;
                    }
                    case WATCH -> fireWatch();
                    case BOOKMARK, REAPER -> at = node;
                }
            } else if (destinations.firstPath(node) == 0 && !destinations.isTouched(node)) {
                changeList.remove(node);
                destinations.free(node);
                tombstones--;
            } else {
                at = node;
            }
            more = more && hasWork();
        }
        changeList.moveMarker(marker, at);
        return more;
    }

    /** Whether this cursor is, or is one of those, that the reaper stands behind. */
    boolean isHeldUpBy(int cursor) {
        int node = changeList.next(marker);
        while (node < 0 && node != cursor) {
            node = changeList.next(node);
        }
        return node == cursor;
    }

    private boolean hasWork() {
        return tombstones > 0 || !watches.isEmpty();
    }

    private void fireWatches() {
        for (int due = watches.size(); due > 0; due--) {
            fireWatch();
        }
    }

    /** Watches stand in the order in which they were placed: the first is the first that the reaper meets. */
    private void fireWatch() {
        Watch watch = watches.removeFirst();
        changeList.removeMarker(watch.marker());
        watch.passed().run();
    }
}
