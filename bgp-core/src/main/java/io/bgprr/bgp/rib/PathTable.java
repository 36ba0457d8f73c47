// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import org.jspecify.annotations.Nullable;

/**
 * Received routes as rows of columns. A path links to its destination, to the next path of that destination and, both
 * ways, to the other paths of its peer. Handles start at 1.
 */
final class PathTable {

    private final IntColumn destination = new IntColumn(); // of a free row: the next free row
    private final IntColumn nextOfDestination = new IntColumn(); // without slabs until a destination has two paths
    private boolean hasSiblings;
    private final IntColumn nextOfPeer = new IntColumn();
    private final IntColumn previousOfPeer = new IntColumn();
    private final CharColumn peer = new CharColumn();
    private final IntColumn received = new IntColumn();
    private final IntColumn edited = new IntColumn(); // the accepted set, if another; without slabs until there is one
    private boolean hasEdits;
    private final ByteColumn refusal = new ByteColumn();
    private final ByteColumn reason = new ByteColumn();
    private final IntColumn pathId = new IntColumn(); // without slabs until a path has an identifier
    private boolean hasPathIds;
    private @Nullable LongColumn arrival; // only while somebody asks for it

    private final RowSpace rows = new RowSpace(new Slabs(), destination);

    private final class Slabs implements RowSpace.Table {

        @Override
        public void addSlab(int slab) {
            destination.addSlab(slab);
            if (hasSiblings) {
                nextOfDestination.addSlab(slab);
            }
            nextOfPeer.addSlab(slab);
            previousOfPeer.addSlab(slab);
            peer.addSlab(slab);
            received.addSlab(slab);
            if (hasEdits) {
                edited.addSlab(slab);
            }
            refusal.addSlab(slab);
            reason.addSlab(slab);
            if (hasPathIds) {
                pathId.addSlab(slab);
            }
            if (arrival != null) {
                arrival.addSlab(slab);
            }
        }

        @Override
        public void dropSlab(int slab) {
            destination.dropSlab(slab);
            nextOfDestination.dropSlab(slab);
            nextOfPeer.dropSlab(slab);
            previousOfPeer.dropSlab(slab);
            peer.dropSlab(slab);
            received.dropSlab(slab);
            edited.dropSlab(slab);
            refusal.dropSlab(slab);
            reason.dropSlab(slab);
            pathId.dropSlab(slab);
            if (arrival != null) {
                arrival.dropSlab(slab);
            }
        }
    }

    int add(int destinationRow, char peerIndex, int id) {
        int row = rows.take();
        destination.set(row, destinationRow);
        peer.set(row, peerIndex);
        reason.set(row, (byte) 0);
        if (id != 0 && !hasPathIds) {
            hasPathIds = true;
            rows.forEachSlab(pathId::addSlab);
        }
        if (hasPathIds) {
            pathId.set(row, id);
        }
        return row;
    }

    void free(int row) {
        peer.set(row, RibPeers.NONE);
        received.set(row, 0);
        if (hasEdits) {
            edited.set(row, 0);
        }
        rows.free(row);
    }

    int size() {
        return rows.size();
    }

    /** Octets of a row, in the columns that are there. */
    int rowBytes() {
        return 20 + (hasSiblings ? 4 : 0) + (hasEdits ? 4 : 0) + (hasPathIds ? 4 : 0) + (arrival != null ? 8 : 0);
    }

    int destination(int row) {
        return destination.get(row);
    }

    int nextOfDestination(int row) {
        return hasSiblings ? nextOfDestination.get(row) : 0;
    }

    void setNextOfDestination(int row, int next) {
        if (next != 0 && !hasSiblings) {
            hasSiblings = true;
            rows.forEachSlab(nextOfDestination::addSlab);
        }
        if (hasSiblings) {
            nextOfDestination.set(row, next);
        }
    }

    /** Puts the path in front of the peer's others. */
    void linkToPeer(AdjRibIn adjRibIn, int path) {
        int first = adjRibIn.firstPath;
        previousOfPeer.set(path, 0);
        nextOfPeer.set(path, first);
        if (first != 0) {
            previousOfPeer.set(first, path);
        }
        adjRibIn.firstPath = path;
    }

    void unlinkFromPeer(AdjRibIn adjRibIn, int path) {
        int next = nextOfPeer.get(path);
        int previous = previousOfPeer.get(path);
        if (previous == 0) {
            adjRibIn.firstPath = next;
        } else {
            nextOfPeer.set(previous, next);
        }
        if (next != 0) {
            previousOfPeer.set(next, previous);
        }
    }

    int nextOfPeer(int row) {
        return nextOfPeer.get(row);
    }

    char peer(int row) {
        return peer.get(row);
    }

    int received(int row) {
        return received.get(row);
    }

    int accepted(int row) {
        if (refusal.get(row) != 0) {
            return 0;
        }
        int edit = hasEdits ? edited.get(row) : 0;
        return edit != 0 ? edit : received.get(row);
    }

    /** What the peer said, and what became of it: an accepted set, or a refusal. */
    void setSets(int row, int receivedSet, int acceptedSet, Refusal why) {
        if ((acceptedSet == 0) != (why != Refusal.NONE)) {
            throw new IllegalArgumentException("accepted set " + acceptedSet + " and " + why);
        }
        received.set(row, receivedSet);
        refusal.set(row, (byte) why.ordinal());
        int edit = acceptedSet == receivedSet ? 0 : acceptedSet;
        if (edit != 0 && !hasEdits) {
            hasEdits = true;
            rows.forEachSlab(edited::addSlab);
        }
        if (hasEdits) {
            edited.set(row, edit);
        }
    }

    Refusal refusal(int row) {
        return Refusal.ofOrdinal(refusal.get(row));
    }

    int reason(int row) {
        return reason.get(row);
    }

    void setReason(int row, int code) {
        reason.set(row, (byte) code);
    }

    /** Begins or ends to keep arrivals; those of rows that are there already are 0. */
    void keepArrivals(boolean wanted) {
        if (!wanted) {
            arrival = null;
        } else if (arrival == null) {
            LongColumn added = new LongColumn();
            rows.forEachSlab(added::addSlab);
            arrival = added;
        }
    }

    long arrival(int row) {
        return arrival == null ? 0 : arrival.get(row);
    }

    void setArrival(int row, long number) {
        if (arrival != null) {
            arrival.set(row, number);
        }
    }

    int pathId(int row) {
        return hasPathIds ? pathId.get(row) : 0;
    }
}
