// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench;

import io.bgprr.bgp.rr.bench.world.Addressing;
import io.bgprr.bgp.rr.bench.world.Scenario;
import io.bgprr.bgp.rr.bench.world.Setup;
import io.bgprr.bgp.rr.bench.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a request has played, in order; or a sentence that names the option which asks for what cannot be. */
final class Playbill {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kM]?)");

    private final BenchRequest request;

    private Playbill(BenchRequest request) {
        this.request = request;
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    static List<Setup> of(BenchRequest request) {
        Playbill bill = new Playbill(request);
        List<Setup> setups = request.growth() == null ? bill.scenarios() : bill.growth();
        setups.forEach(bill::requirePlayable);
        return setups;
    }

    private List<Setup> scenarios() {
        boolean isAll = request.scenarios().contains("all");
        return (isAll ? Scenario.all().stream().map(Scenario::label) : scenarioNames().stream())
                .map(this::setup)
                .toList();
    }

    private List<String> scenarioNames() {
        if (!request.scenarios().isEmpty()) {
            return request.scenarios();
        }
        boolean isExternal = request.numbers().isExternal();
        return BenchRequest.DEFAULT_SCENARIOS.stream()
                .filter(scenario -> !isExternal || scenario.worksExternally())
                .map(Scenario::label)
                .toList();
    }

    private Setup setup(String name) {
        Matcher number = SIZE.matcher(request.size());
        if (!hasNamedSize() && !number.matches()) {
            throw new IllegalArgumentException(
                    "--size is " + request.size() + ", and must be small, full or a number, such as 500k");
        }
        Setup setup = Setup.named(name, isSmall() ? Scenario.Size.SMALL : Scenario.Size.FULL);
        if (number.matches()) {
            setup = setup.sized(Setup.number(number.group(1), number.group(2)));
        }
        return with(setup, request.numbers());
    }

    private boolean isSmall() {
        return request.size().equals("small");
    }

    private boolean hasNamedSize() {
        return isSmall() || request.size().equals("full");
    }

    private static Setup with(Setup setup, BenchRequest.Numbers numbers) {
        Setup changed = setup.with(
                        numbers.senders() == 0 ? setup.senders() : numbers.senders(),
                        numbers.receivers() == 0 ? setup.receivers() : numbers.receivers(),
                        numbers.prefixes() == 0 ? setup.prefixes() : numbers.prefixes())
                .with(numbers.isIpv6(), numbers.isExternal(), numbers.routesPerAttributes(), numbers.seed());
        if (numbers.seconds() == 0) {
            return changed;
        }
        Setup.requireAtLeast("--seconds", numbers.seconds(), 1);
        int secondsMin = setup.scenario() == Scenario.IDLE ? Setup.IDLE_SECONDS_MIN : 0;
        return changed.lasting(Math.max(numbers.seconds(), secondsMin));
    }

    // --- Growth has sizes of its own.

    private List<Setup> growth() {
        if (!hasNamedSize()) {
            throw new IllegalArgumentException("--size is " + request.size()
                    + ", and must be small or full with --growth, which has sizes of its own");
        }
        BenchRequest.Numbers numbers = request.numbers();
        refuseWithGrowth("--senders", numbers.senders());
        refuseWithGrowth("--receivers", numbers.receivers());
        refuseWithGrowth("--prefixes", numbers.prefixes());
        return grown().stream()
                .flatMap(scenario -> Growth.setups(scenario, isSmall()).stream())
                .map(setup -> with(setup, numbers))
                .toList();
    }

    private static void refuseWithGrowth(String option, int number) {
        if (number != 0) {
            throw new IllegalArgumentException(option + " is not for --growth, which has sizes of its own");
        }
    }

    private List<Scenario> grown() {
        if (request.scenarios().isEmpty()) {
            return Growth.SCENARIOS;
        }
        List<Scenario> grown = new ArrayList<>();
        for (String name : request.scenarios()) {
            grown.add(Growth.SCENARIOS.stream()
                    .filter(scenario -> scenario.label().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("--scenario names " + name + ", and --growth plays "
                            + String.join(
                                    " and ",
                                    Growth.SCENARIOS.stream()
                                            .map(Scenario::label)
                                            .toList())
                            + " only")));
        }
        return grown;
    }

    // --- What is too large.

    /** Before anything is played: an hour later is too late to say that it cannot be. */
    private void requirePlayable(Setup setup) {
        requireAtMost(setup, "sessions", setup.sessions(), Addressing.PEERS_MAX);
        requireAtMost(setup, "prefixes", setup.prefixesTotal(), World.PREFIXES_MAX);
    }

    private void requireAtMost(Setup setup, String what, long count, long max) {
        if (count > max) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s has %,d %s, and %,d at most can be played%s",
                    setup.name(),
                    count,
                    what,
                    max,
                    options()));
        }
    }

    /** Those that a size can come from; when there is none, it comes from the name. */
    private String options() {
        BenchRequest.Numbers numbers = request.numbers();
        List<String> options = new ArrayList<>();
        if (!hasNamedSize()) {
            options.add("--size is " + request.size());
        }
        if (numbers.senders() != 0) {
            options.add("--senders is " + numbers.senders());
        }
        if (numbers.receivers() != 0) {
            options.add("--receivers is " + numbers.receivers());
        }
        if (numbers.prefixes() != 0) {
            options.add("--prefixes is " + numbers.prefixes());
        }
        return options.isEmpty() ? "" : ": " + String.join(", ", options);
    }
}
