// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import org.jspecify.annotations.Nullable;

/**
 * Received routes as rows of columns. A path links to its destination and to the next path of that destination; the paths of a
 * peer are found by looking through the blocks of rows in which it has some. A chain through them would be eight octets a path, and
 * unlinking one path would touch two others. Handles start at 1.
 */
final class PathTable {

    /** 1024 rows: a node's routes come together and stand in one or two; looking through one takes a microsecond. */
    private static final int BLOCK_SHIFT = 10;

    private static final int REFUSAL = 15;
    private static final int REASON_SHIFT = 4;

    private final IntColumn destination = new IntColumn(); // of a free row: the next free row
    private final IntColumn nextOfDestination = new IntColumn(); // without slabs until a destination has two paths
    private boolean hasSiblings;
    private final CharColumn peer = new CharColumn();
    private final IntColumn received = new IntColumn();
    private final IntColumn edited = new IntColumn(); // the accepted set, if another; without slabs until there is one
    private boolean hasEdits;
    private final ByteColumn verdict = new ByteColumn(); // the refusal, and behind it the decision's reason
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
            peer.addSlab(slab);
            received.addSlab(slab);
            if (hasEdits) {
                edited.addSlab(slab);
            }
            verdict.addSlab(slab);
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
            peer.dropSlab(slab);
            received.dropSlab(slab);
            edited.dropSlab(slab);
            verdict.dropSlab(slab);
            pathId.dropSlab(slab);
            if (arrival != null) {
                arrival.dropSlab(slab);
            }
        }
    }

    int add(int destinationRow, AdjRibIn adjRibIn, int id) {
        int row = rows.take();
        destination.set(row, destinationRow);
        peer.set(row, adjRibIn.peer().index());
        adjRibIn.addBlock(row >>> BLOCK_SHIFT);
        verdict.set(row, (byte) 0);
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
        return 11 + (hasSiblings ? 4 : 0) + (hasEdits ? 4 : 0) + (hasPathIds ? 4 : 0) + (arrival != null ? 8 : 0);
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

    /** The peer's path in the last row before another, which may be {@link #limit}; 0 = none. */
    int pathOfPeerBefore(AdjRibIn adjRibIn, int row) {
        int to = row;
        for (int block = adjRibIn.lastBlock(row - 1 >>> BLOCK_SHIFT); block >= 0; ) {
            int start = block << BLOCK_SHIFT;
            int end = start + (1 << BLOCK_SHIFT);
            int found = peer.lastIndexOf(adjRibIn.peer().index(), start, Math.min(to, end));
            if (found >= 0) {
                return found;
            }
            if (to >= end) {
                adjRibIn.removeBlock(block); // all of its paths there have gone
            }
            block = adjRibIn.lastBlock(block - 1);
        }
        return 0;
    }

    /** All handles are below. */
    int limit() {
        return rows.limit();
    }

    char peer(int row) {
        return peer.get(row);
    }

    int received(int row) {
        return received.get(row);
    }

    boolean isAccepted(int row) {
        return (verdict.get(row) & REFUSAL) == 0;
    }

    /** The accepted set, 0 = refused. */
    int accepted(int row) {
        if (!isAccepted(row)) {
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
        verdict.set(row, (byte) (verdict.get(row) & ~REFUSAL | why.ordinal()));
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
        return Refusal.ofOrdinal(verdict.get(row) & REFUSAL);
    }

    int reason(int row) {
        return (verdict.get(row) & 0xff) >>> REASON_SHIFT;
    }

    /** @param code below 16 */
    void setReason(int row, int code) {
        verdict.set(row, (byte) (verdict.get(row) & REFUSAL | code << REASON_SHIFT));
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
