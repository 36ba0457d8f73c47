// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.score;

/** What is measured, by the names that it has in JSON; their last word is the unit. */
public enum Figure {
    /** From the first connection to the last established session. */
    ESTABLISHED_SECONDS("establishedSeconds"),
    /** From the first UPDATE that is sent, or the first connection where these come at once, to the last right receiver. */
    CONVERGE_SECONDS("convergeSeconds"),
    FIRST_ROUTE_SECONDS("firstRouteSeconds"),
    RECEIVER_MEDIAN_SECONDS("receiverMedianSeconds"),
    RECEIVER_90_SECONDS("receiver90Seconds"),
    UPDATES_SENT("updatesSent"),
    UPDATES_RECEIVED("updatesReceived"),
    ROUTES_RECEIVED("routesReceived"),
    WITHDRAWALS_RECEIVED("withdrawalsReceived"),
    OCTETS_RECEIVED("octetsReceived"),
    DELIVERIES_WANTED("deliveriesWanted"),
    UPDATES_PER_SECOND("updatesPerSecond"),
    DELIVERIES_PER_SECOND("deliveriesPerSecond"),
    /** Within the time to converge. */
    DAEMON_CPU_SECONDS("daemonCpuSeconds"),
    DAEMON_CPU_TOTAL_SECONDS("daemonCpuTotalSeconds"),
    DAEMON_IDLE_OCTETS("daemonIdleOctets"),
    DAEMON_RESIDENT_OCTETS("daemonResidentOctets"),
    DAEMON_PEAK_OCTETS("daemonPeakOctets"),
    DAEMON_PROCESSES("daemonProcesses"),
    DAEMON_THREADS("daemonThreads"),
    /** For how long the CPU of player and others was taken: what the scenario times, be it the first table or what follows. */
    USE_SECONDS("useSeconds"),
    /** Within these seconds; the player's thread, and all of its JVM. */
    PLAYER_THREAD_CPU_SECONDS("playerThreadCpuSeconds"),
    PLAYER_CPU_SECONDS("playerCpuSeconds"),
    /** CPU of the player's thread per second of time: near 1, and the player was the limit. */
    PLAYER_BUSY_RATIO("playerBusyRatio"),
    /** What the rest of the machine took meanwhile. */
    OTHERS_CPU_SECONDS("othersCpuSeconds"),
    /** Connections that came to nothing, whoever ended them. */
    CONNECT_RETRIES("connectRetries"),
    /** Of these, those that the player ended, for they took too long. */
    CONNECTIONS_GIVEN_UP("connectionsGivenUp"),
    SESSIONS_LOST("sessionsLost"),
    WRONG_ATTRIBUTES("wrongAttributes"),
    UNKNOWN_PREFIXES("unknownPrefixes"),
    MALFORMED_MESSAGES("malformedMessages"),
    ECHOES("echoes"),
    REPEATS("repeats"),
    CHANGES("changes"),
    CHANGE_MEDIAN_MILLIS("changeMedianMillis"),
    CHANGE_99_MILLIS("change99Millis"),
    CHANGE_999_MILLIS("change999Millis"),
    CHANGE_MAX_MILLIS("changeMaxMillis"),
    /** To the last receiver. */
    CHANGE_ALL_MEDIAN_MILLIS("changeAllMedianMillis"),
    CHANGE_ALL_99_MILLIS("changeAll99Millis"),
    CHANGES_OVERTAKEN("changesOvertaken"),
    /** Of the daemon in churn and in idle, of one core. */
    DAEMON_CPU_PERCENT("daemonCpuPercent"),
    SWITCHED_SECONDS("switchedSeconds"),
    FIRST_SWITCHED_SECONDS("firstSwitchedSeconds"),
    SWITCH_CPU_SECONDS("switchCpuSeconds"),
    /** Median of the rounds. */
    ROUND_SECONDS("roundSeconds"),
    /** From before the first round to after the last one. */
    ROUNDS_GROWTH_OCTETS("roundsGrowthOctets"),
    STALLED_SESSION_UP("stalledSessionUp");

    private final String label;

    Figure(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
