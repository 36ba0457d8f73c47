// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.world;

import java.util.Arrays;
import java.util.List;

/** What can be played, with the numbers of its full and of its small size. */
public enum Scenario {
    FULL_TABLE(
            "full-table",
            new Numbers(1, 1, 1_000_000),
            new Numbers(1, 1, 20_000),
            "one table from one peer to another one"),
    RR_FANOUT("rr-fanout", new Numbers(1, 50, 200_000), new Numbers(1, 10, 5_000), "one table from one peer to many"),
    MULTI_PATH(
            "multi-path",
            new Numbers(10, 10, 100_000),
            new Numbers(4, 4, 4_000),
            "the same prefixes from many peers; the best of each to many"),
    BGPERF(
            "bgperf",
            new Numbers(30, 0, 10_000),
            new Numbers(6, 0, 1_000),
            "many peers, each sends its own table and receives all others"),
    K8S("k8s", new Numbers(1_000, 0, 4), new Numbers(50, 0, 4), "nodes that all connect at once, four pod CIDRs each"),
    CHURN(
            "churn",
            new Numbers(30, 0, 10_000),
            new Numbers(6, 0, 1_000),
            "as bgperf; then 1 % of the routes change per second: latency"),
    FAILOVER(
            "failover",
            new Numbers(2, 10, 100_000),
            new Numbers(2, 4, 4_000),
            "the session of all best paths dies; others must take over"),
    FAILOVER_WD(
            "failover-wd",
            new Numbers(1, 10, 100_000),
            new Numbers(1, 4, 4_000),
            "the session of all paths dies; withdrawn everywhere"),
    STALL(
            "stall",
            new Numbers(1, 10, 200_000),
            new Numbers(1, 4, 10_000),
            "as rr-fanout, while one more receiver does not read; again and again"),
    IDLE(
            "idle",
            new Numbers(1_000, 0, 0),
            new Numbers(50, 0, 0),
            "sessions with nothing but keepalives: CPU and memory");

    /** The sizes that have names. */
    public enum Size {
        SMALL,
        FULL
    }

    /**
     * A size.
     *
     * @param prefixes that each sender announces
     */
    record Numbers(int senders, int receivers, int prefixes) {}

    private final String label;
    private final String description;
    private final int senders;
    private final int receivers;
    private final int prefixes;
    private final int smallSenders;
    private final int smallReceivers;
    private final int smallPrefixes;

    Scenario(String label, Numbers full, Numbers small, String description) {
        this.label = label;
        this.description = description;
        this.senders = full.senders();
        this.receivers = full.receivers();
        this.prefixes = full.prefixes();
        this.smallSenders = small.senders();
        this.smallReceivers = small.receivers();
        this.smallPrefixes = small.prefixes();
    }

    public String label() {
        return label;
    }

    public String description() {
        return description;
    }

    Numbers numbers(Size size) {
        return size == Size.SMALL
                ? new Numbers(smallSenders, smallReceivers, smallPrefixes)
                : new Numbers(senders, receivers, prefixes);
    }

    /** All peers send, and all receive. */
    public boolean isAllToAll() {
        return receivers == 0;
    }

    /** All senders announce the same prefixes. */
    public boolean isShared() {
        return this == MULTI_PATH || isFailover();
    }

    public boolean isFailover() {
        return this == FAILOVER || this == FAILOVER_WD;
    }

    /** The clock starts with the first connection, and each peer sends as soon as its session is up. */
    public boolean countsConnecting() {
        return this == K8S || this == IDLE;
    }

    /** Its natural size is a number of sessions, not one of prefixes. */
    public boolean growsBySessions() {
        return isAllToAll();
    }

    /** External sessions carry no LOCAL_PREF, by which these decide. */
    public boolean worksExternally() {
        return !isShared();
    }

    /** A relay, which decides nothing, does these right. */
    public boolean worksWithoutDecision() {
        return this == FULL_TABLE || this == RR_FANOUT || this == BGPERF || this == K8S;
    }

    public static List<Scenario> all() {
        return Arrays.asList(values());
    }
}
