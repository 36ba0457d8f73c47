// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

/**
 * The paths of each destination, one behind the other: the head is a column of {@link DestinationTable}, the links are one of
 * {@link PathTable}. Between batches the best path is in front, if one is accepted; no other order is kept, for the decision looks
 * at all of them.
 */
final class PathChains {

    private final DestinationTable destinations;
    private final PathTable paths;

    PathChains(DestinationTable destinations, PathTable paths) {
        this.destinations = destinations;
        this.paths = paths;
    }

    /** The best path, 0 when none is accepted; while a batch is open, the one before it. */
    int best(int destination) {
        int first = destinations.firstPath(destination);
        return first != 0 && paths.isAccepted(first) ? first : 0;
    }

    /** The path that the peer announced with this path identifier, 0 = none. */
    int find(int destination, char peer, int pathId) {
        int path = destinations.firstPath(destination);
        while (path != 0 && !(paths.peer(path) == peer && paths.pathId(path) == pathId)) {
            path = paths.nextOfDestination(path);
        }
        return path;
    }

    /** Behind the first, which stays the best until the decision. */
    void add(int destination, int path) {
        int first = destinations.firstPath(destination);
        if (first == 0) {
            destinations.setFirstPath(destination, path);
            paths.setNextOfDestination(path, 0);
        } else {
            paths.setNextOfDestination(path, paths.nextOfDestination(first));
            paths.setNextOfDestination(first, path);
        }
    }

    void remove(int destination, int path) {
        int next = paths.nextOfDestination(path);
        int at = destinations.firstPath(destination);
        if (at == path) {
            destinations.setFirstPath(destination, next);
            return;
        }
        while (paths.nextOfDestination(at) != path) {
            at = paths.nextOfDestination(at);
        }
        paths.setNextOfDestination(at, next);
    }

    /** Puts a path in front of the others. */
    void promote(int destination, int path) {
        int first = destinations.firstPath(destination);
        if (first != path) {
            remove(destination, path);
            paths.setNextOfDestination(path, first);
            destinations.setFirstPath(destination, path);
        }
    }
}
