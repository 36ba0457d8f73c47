// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.player;

import io.bgprr.bgp.rr.bench.score.ChangeClock;
import io.bgprr.bgp.rr.bench.world.ExpectedPaths;
import io.bgprr.bgp.rr.bench.world.PrefixTable;
import io.bgprr.bgp.rr.bench.world.Setup;
import io.bgprr.bgp.rr.bench.world.UpdateView;
import io.bgprr.bgp.rr.bench.world.World;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What one peer has been told: a byte per prefix, the number of its path. It also counts how many are right, so that asking
 * whether all are costs nothing.
 */
final class Receiver {

    private static final int IPV4_LENGTH_MAX = 32;
    private static final int IPV6_LENGTH_MAX = 128;

    private final int peer;
    private final Goal goal;
    private final Tally tally;
    private final byte[] held;
    private final int ownFrom;
    private final int ownTo;
    private int rightCount;
    private int withdrawnLast;
    private int withdrawnNext; // a guess

    Receiver(int peer, Goal goal, Tally tally) {
        this.peer = peer;
        this.goal = goal;
        this.tally = tally;
        this.held = new byte[goal.prefixesCount()];
        World world = goal.world();
        Setup setup = world.setup();
        boolean hasOwn = setup.scenario().isAllToAll() && world.groupsCount() > 0;
        int first = hasOwn ? world.firstGroupOf(peer) : 0;
        int end = first;
        while (hasOwn && end < world.groupsCount() && world.owner(end) == peer) {
            end++;
        }
        this.ownFrom = hasOwn ? world.first(first) : 0;
        this.ownTo = hasOwn ? world.first(end) : 0;
        recount();
    }

    /** What counts as right has changed. */
    void recount() {
        rightCount = 0;
        for (int prefix = 0; prefix < held.length; prefix++) {
            if (!isOwn(prefix) && held[prefix] == goal.wanted(prefix)) {
                rightCount++;
            }
        }
    }

    /** The session is new: nothing is held. */
    void forget() {
        Arrays.fill(held, Goal.NOTHING);
        recount();
    }

    boolean isComplete() {
        return rightCount == wantedCount();
    }

    int rightCount() {
        return rightCount;
    }

    int wantedCount() {
        return held.length - (ownTo - ownFrom);
    }

    private boolean isOwn(int prefix) {
        return prefix >= ownFrom && prefix < ownTo;
    }

    /** One message, already taken apart. */
    void take(byte[] octets, UpdateView update, long nanos) {
        if (!update.withdrawn().isEmpty()) {
            withdraw(octets, update.withdrawn(), nanos);
        }
        if (!update.unreached().isEmpty()) {
            withdraw(octets, update.unreached(), nanos);
        }
        if (!update.announced().isEmpty()) {
            announce(octets, update, update.announced(), update.pathHash() + update.nextHopHash(), nanos);
        }
        if (!update.reached().isEmpty()) {
            announce(octets, update, update.reached(), update.pathHash() + update.reachedNextHopHash(), nanos);
        }
    }

    private void withdraw(byte[] octets, UpdateView.Prefixes prefixes, long nanos) {
        PrefixTable table = goal.world().prefixes();
        for (int at = prefixes.from(); at < prefixes.to(); ) {
            int end = end(octets, at, prefixes);
            if (end < 0) {
                return;
            }
            int prefix = table.find(withdrawnNext, prefixes.isIpv6(), octets, at);
            tally.withdrawalsReceived++;
            if (prefix >= 0) {
                hold(prefix, Goal.NOTHING, nanos);
                withdrawnNext = prefix < withdrawnLast ? Math.max(0, prefix - 1) : prefix + 1; // some begin at the end
                withdrawnLast = prefix;
            } else {
                unknown(octets, at, end);
            }
            at = end;
        }
    }

    private void announce(byte[] octets, UpdateView update, UpdateView.Prefixes prefixes, long hash, long nanos) {
        World world = goal.world();
        PrefixTable table = world.prefixes();
        int id = goal.expected().find(hash);
        int groupFrom =
                id == ExpectedPaths.UNKNOWN ? 0 : world.first(goal.expected().group(id));
        int groupTo =
                id == ExpectedPaths.UNKNOWN ? 0 : world.end(goal.expected().group(id));
        byte path = id == ExpectedPaths.UNKNOWN
                ? Goal.WRONG
                : (byte) (goal.expected().path(id) + 1);
        int expected = groupFrom;
        for (int at = prefixes.from(); at < prefixes.to(); ) {
            int end = end(octets, at, prefixes);
            if (end < 0) {
                return;
            }
            int prefix = table.find(expected, prefixes.isIpv6(), octets, at);
            tally.routesReceived++;
            if (prefix < 0) {
                unknown(octets, at, end);
            } else if (prefix >= groupFrom && prefix < groupTo) {
                hold(prefix, path, nanos);
                expected = prefix + 1;
            } else if (!isOwn(prefix)) {
                wrong(prefix, octets, update);
                hold(prefix, Goal.WRONG, nanos);
            } else {
                tally.echoes++;
            }
            at = end;
        }
    }

    /** Where the prefix at a place ends; -1 when it is none. */
    private int end(byte[] octets, int at, UpdateView.Prefixes prefixes) {
        int length = octets[at] & 0xff;
        int end = at + 1 + (length + 7 >>> 3);
        if (length > (prefixes.isIpv6() ? IPV6_LENGTH_MAX : IPV4_LENGTH_MAX) || end > prefixes.to()) {
            tally.malformed++;
            tally.explain("a prefix of length " + length + " at " + name());
            return -1;
        }
        return end;
    }

    private void hold(int prefix, byte path, long nanos) {
        if (isOwn(prefix)) {
            tally.echoes++;
            return;
        }
        byte before = held[prefix];
        if (before == path) {
            tally.repeats++;
            return;
        }
        byte wanted = goal.wanted(prefix);
        rightCount += (path == wanted ? 1 : 0) - (before == wanted ? 1 : 0);
        held[prefix] = path;
        ChangeClock clock = goal.clock();
        if (clock != null && path == wanted) {
            clock.arrived(prefix, nanos);
        }
    }

    private void wrong(int prefix, byte[] octets, UpdateView update) {
        if (tally.wrongAttributes++ == 0) {
            tally.explain(goal.world().prefixes().text(prefix) + " at " + name() + " with attributes "
                    + HexFormat.of().formatHex(octets, update.attributesFrom(), update.attributesTo()));
        }
    }

    private void unknown(byte[] octets, int at, int end) {
        if (tally.unknownPrefixes++ == 0) {
            tally.explain(
                    "prefix with length and octets " + HexFormat.of().formatHex(octets, at, end) + " at " + name());
        }
    }

    private String name() {
        return "receiver " + peer;
    }

    /** Which of the prefixes is not right, for the report of a failure; only to be asked when one is not. */
    String firstMissing() {
        for (int prefix = 0; prefix < held.length; prefix++) {
            if (!isOwn(prefix) && held[prefix] != goal.wanted(prefix)) {
                return goal.world().prefixes().text(prefix) + " at " + name() + " is " + state(held[prefix])
                        + " and should be " + state(goal.wanted(prefix));
            }
        }
        throw new IllegalStateException("nothing is missing");
    }

    private static String state(byte path) {
        return path == Goal.NOTHING ? "absent" : path == Goal.WRONG ? "wrong" : "there by path " + (path & 0xff);
    }
}
