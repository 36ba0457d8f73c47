// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.world;

import io.bgprr.bgp.rr.bench.world.Scenario.Size;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One scenario in one size. Peers have numbers: first those that send, then those that only receive, last the one that
 * stalls.
 *
 * @param name as the user wrote it, such as k8s-5000
 * @param receivers that send nothing; 0 where all peers send and receive
 * @param prefixes of each sender; where they are shared, of all together
 * @param routesPerAttributes how many routes have the same attributes, on average
 * @param isIpv6 IPv6 prefixes; in k8s one besides the IPv4 ones
 * @param isExternal each peer is an AS of its own
 * @param actSeconds how long churn goes on, and idleness
 */
public record Setup(
        String name,
        Scenario scenario,
        int senders,
        int receivers,
        int prefixes,
        double routesPerAttributes,
        boolean isIpv6,
        boolean isExternal,
        long seed,
        int actSeconds) {

    public static final double ROUTES_PER_ATTRIBUTES = 6;
    public static final long SEED = 1;

    /** Rounds of stall after the first. */
    public static final int STALL_ROUNDS = 3;

    /** Longer than the hold time of idle sessions, so that a daemon that sends no keepalives loses them. */
    public static final int IDLE_SECONDS_MIN = 10;

    private static final int CHURN_SECONDS_MAX = 100;
    private static final int ACT_SECONDS = 10;
    private static final int ACT_SECONDS_SMALL = 2;
    private static final int IPV4_PER_NODE = 4;
    private static final int PATHS_MAX = 250;
    private static final Pattern SIZED = Pattern.compile("(.+?)-(\\d{1,9})([kM]?)");

    public Setup {
        requireAtLeast("--senders", senders, 1);
        requireAtLeast("--receivers", receivers, 0);
        requireAtLeast("--prefixes", prefixes, 0);
        requireAtLeast("--per-attr", routesPerAttributes, 1);
        requireAtLeast("--seconds", actSeconds, 1);
        if (scenario.isShared() && senders > PATHS_MAX) {
            throw new IllegalArgumentException(
                    "--senders is " + senders + ", and " + scenario.label() + " has " + PATHS_MAX + " at most");
        }
        if (isExternal && !scenario.worksExternally()) {
            throw new IllegalArgumentException("--ebgp is not for " + scenario.label()
                    + ", which decides by LOCAL_PREF: external sessions carry none");
        }
        if (scenario == Scenario.CHURN && actSeconds > CHURN_SECONDS_MAX) {
            throw new IllegalArgumentException("--seconds is " + actSeconds + ", and churn lasts " + CHURN_SECONDS_MAX
                    + " at most: by then every route has changed once");
        }
        if (isExternal && isIpv6) {
            throw new IllegalArgumentException("--ebgp is played with IPv4 only, and not with --v6");
        }
    }

    /** Refuses a number that a user gave, naming its option. */
    public static void requireAtLeast(String option, double value, int least) {
        if (!(value >= least)) { // NaN neither
            String number = value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
            throw new IllegalArgumentException(option + " is " + number + ", and must be at least " + least);
        }
    }

    /**
     * Finds a scenario by its name, with an optional size behind it: full-table-2M, k8s-5000.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static Setup named(String name, Size size) {
        for (Scenario scenario : Scenario.values()) {
            if (scenario.label().equals(name)) {
                return of(name, scenario, size);
            }
        }
        Matcher sized = SIZED.matcher(name);
        if (sized.matches()) {
            for (Scenario scenario : Scenario.values()) {
                if (scenario.label().equals(sized.group(1))) {
                    return of(name, scenario, size).sized(number(sized.group(2), sized.group(3)));
                }
            }
        }
        throw new IllegalArgumentException("no scenario is called " + name + "; there are "
                + String.join(", ", Scenario.all().stream().map(Scenario::label).toList()));
    }

    public static Setup of(Scenario scenario, Size size) {
        return of(scenario.label(), scenario, size);
    }

    private static Setup of(String name, Scenario scenario, Size size) {
        Scenario.Numbers numbers = scenario.numbers(size);
        return new Setup(
                name,
                scenario,
                numbers.senders(),
                numbers.receivers(),
                numbers.prefixes(),
                ROUTES_PER_ATTRIBUTES,
                false,
                false,
                SEED,
                scenario == Scenario.IDLE ? IDLE_SECONDS_MIN : size == Size.SMALL ? ACT_SECONDS_SMALL : ACT_SECONDS);
    }

    /** A number with k or M behind it. */
    public static int number(String digits, String unit) {
        long value = Long.parseLong(digits) * (unit.equals("k") ? 1_000 : unit.equals("M") ? 1_000_000 : 1);
        if (value < 1 || value > World.PREFIXES_MAX) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s%s is no size: 1 to %,d", digits, unit, World.PREFIXES_MAX));
        }
        return (int) value;
    }

    /** So many sessions, or prefixes where a scenario grows by these. */
    public Setup sized(int number) {
        return scenario.growsBySessions() ? with(number, receivers, prefixes) : with(senders, receivers, number);
    }

    public Setup with(int newSenders, int newReceivers, int newPrefixes) {
        return new Setup(
                name,
                scenario,
                newSenders,
                scenario.isAllToAll() ? 0 : newReceivers,
                scenario == Scenario.K8S || scenario == Scenario.IDLE ? prefixes : newPrefixes,
                routesPerAttributes,
                isIpv6,
                isExternal,
                seed,
                actSeconds);
    }

    public Setup with(boolean withIpv6, boolean external, double perAttributes, long newSeed) {
        return new Setup(
                name, scenario, senders, receivers, prefixes, perAttributes, withIpv6, external, newSeed, actSeconds);
    }

    public Setup lasting(int seconds) {
        return new Setup(
                name, scenario, senders, receivers, prefixes, routesPerAttributes, isIpv6, isExternal, seed, seconds);
    }

    public int sessions() {
        return senders + receivers + (scenario == Scenario.STALL ? 1 : 0);
    }

    public boolean sends(int peer) {
        return peer < senders && scenario != Scenario.IDLE;
    }

    public boolean receives(int peer) {
        return scenario.isAllToAll() || (peer >= senders && peer < senders + receivers);
    }

    public boolean stalls(int peer) {
        return scenario == Scenario.STALL && peer == sessions() - 1;
    }

    /** Who has prefixes of its own: the groups of prefixes are spread over so many owners. */
    int owners() {
        return scenario.isShared() ? 1 : senders;
    }

    int prefixesOfOwner() {
        return scenario == Scenario.K8S ? IPV4_PER_NODE + (isIpv6 ? 1 : 0) : prefixes;
    }

    public long prefixesTotal() {
        return (long) owners() * prefixesOfOwner();
    }

    /** How many paths each prefix has in the course of the play. */
    public int paths() {
        return scenario.isShared() ? senders : scenario == Scenario.STALL ? 1 + STALL_ROUNDS : 1;
    }

    /** The size in words. */
    public String size() {
        long routes = prefixesTotal() * (scenario.isShared() ? senders : 1);
        return String.format(Locale.ROOT, "%,d sessions, %,d routes", sessions(), routes)
                + (isIpv6 ? ", IPv6" : "")
                + (isExternal ? ", external" : "");
    }
}
