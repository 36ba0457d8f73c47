// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import java.util.Arrays;

/**
 * All destinations in the order of their last change, with markers between them: one circular doubly-linked list of nodes.
 * A destination is a positive node, a marker a negative one, and 0 is both ends. Moving a destination to the tail is O(1);
 * to read the changes since some moment is to step from a marker over the destinations ahead of it.
 */
final class ChangeList {

    /** The node before the first and behind the last. */
    static final int END = 0;

    /** What a marker stands for. */
    enum Kind {
        /** A reader, before whom the reaper stops. */
        CURSOR,
        REAPER,
        /** The reaper calls back when it comes here. */
        WATCH,
        /** Nothing waits for it. */
        BOOKMARK
    }

    private final IntColumn next = new IntColumn();
    private final IntColumn previous = new IntColumn();

    private int[] markerNext = new int[16];
    private int[] markerPrevious = new int[16];
    private Kind[] markerKind = new Kind[16];
    private int[] freeMarkers = new int[16];
    private int freeCount;
    private int markerLimit = 1; // marker i is node -i

    ChangeList() {
        addSlab(0);
    }

    /** Makes places for the destinations of a slab. */
    void addSlab(int slab) {
        next.addSlab(slab);
        previous.addSlab(slab);
    }

    /** Puts a destination that is not in the list behind all others. */
    void append(int destination) {
        int last = previous.get(END);
        setNext(last, destination);
        previous.set(destination, last);
        next.set(destination, END);
        previous.set(END, destination);
    }

    /** Lets go of the places of destinations that are not in the list. */
    void dropSlab(int slab) {
        next.dropSlab(slab);
        previous.dropSlab(slab);
    }

    void moveToTail(int destination) {
        if (next(destination) != END) {
            unlink(destination);
            link(destination, previous(END));
        }
    }

    void remove(int destination) {
        unlink(destination);
    }

    /** A new marker right behind the node: {@link #END} for the head. Returns its node. */
    int addMarker(Kind kind, int behind) {
        int index = freeCount > 0 ? freeMarkers[--freeCount] : markerLimit++;
        if (index == markerNext.length) {
            markerNext = Arrays.copyOf(markerNext, index * 2);
            markerPrevious = Arrays.copyOf(markerPrevious, index * 2);
            markerKind = Arrays.copyOf(markerKind, index * 2);
            freeMarkers = Arrays.copyOf(freeMarkers, index * 2);
        }
        markerKind[index] = kind;
        link(-index, behind);
        return -index;
    }

    void removeMarker(int marker) {
        unlink(marker);
        freeMarkers[freeCount++] = -marker;
    }

    void moveMarker(int marker, int behind) {
        if (behind != marker) {
            unlink(marker);
            link(marker, behind);
        }
    }

    Kind kind(int marker) {
        return markerKind[-marker];
    }

    /** The last node, possibly a marker; END when the list is empty. */
    int last() {
        return previous(END);
    }

    /** The next destination behind a node, stepping over markers; END when there is none. */
    int nextDestination(int node) {
        int at = next(node);
        while (at < 0) {
            at = markerNext[-at];
        }
        return at;
    }

    /** The same, and {@link #END} also when a marker comes first. */
    int nextDestinationBefore(int end, int node) {
        int at = next(node);
        while (at < 0 && at != end) {
            at = markerNext[-at];
        }
        return Math.max(at, END);
    }

    int next(int node) {
        return node >= 0 ? next.get(node) : markerNext[-node];
    }

    private int previous(int node) {
        return node >= 0 ? previous.get(node) : markerPrevious[-node];
    }

    private void link(int node, int behind) {
        int ahead = next(behind);
        setNext(behind, node);
        setPrevious(node, behind);
        setNext(node, ahead);
        setPrevious(ahead, node);
    }

    private void unlink(int node) {
        int behind = previous(node);
        int ahead = next(node);
        setNext(behind, ahead);
        setPrevious(ahead, behind);
    }

    private void setNext(int node, int value) {
        if (node >= 0) {
            next.set(node, value);
        } else {
            markerNext[-node] = value;
        }
    }

    private void setPrevious(int node, int value) {
        if (node >= 0) {
            previous.set(node, value);
        } else {
            markerPrevious[-node] = value;
        }
    }
}
