// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

import io.bgprr.bgp.rr.bench.BenchRequest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options of {@code bench}, which are more than those of all other subcommands. */
final class BenchGrammar {

    /** As the request has it, whose classes no other subcommand loads. */
    private static final String SCENARIO_DEFAULT = "full-table,rr-fanout,multi-path,bgperf,k8s";

    private BenchGrammar() {}

    static void addTo(CommandSpec spec) {
        addWhat(spec);
        addNumbers(spec);
        addResults(spec);
        spec.usageMessage()
                .footer(
                        "",
                        "Scenarios: full-table, rr-fanout, multi-path, bgperf, k8s, churn, failover,",
                        "failover-wd, stall, idle; with a size behind the name: full-table-2M, k8s-5000.",
                        "Daemons: bgp-rr, bird, bird3, frr, frr-c0 (coalesce-time 0), openbgpd, gobgp;",
                        "and relay, which copies every message to everybody and decides nothing: what",
                        "copying alone takes. NAME=PROGRAM names the program of a daemon, and",
                        "NAME:LABEL=PROGRAM that of one more of its kind.",
                        "",
                        "Examples:",
                        "  bgp-rr bench --size small",
                        "  bgp-rr bench --scenario full-table,churn --daemons bgp-rr,bird --runs 3",
                        "  bgp-rr bench --scenario k8s-2000 --daemons bgp-rr,bgp-rr:old=old/bin/bgp-rr",
                        "  bgp-rr bench --growth growth.svg --daemons bgp-rr,bird --timeout 60",
                        "",
                        "Traffic stays on loopback: daemons on 127.20.0.1, peers from 127.21.0.1 on.");
    }

    private static void addWhat(CommandSpec spec) {
        spec.addOption(text("--scenario", "LIST", "What to play, or all (default: " + SCENARIO_DEFAULT + ")."));
        spec.addOption(text("--daemons", "LIST", "Whom to play it with (default: all that are installed, and relay)."));
        spec.addOption(text("--size", "SIZE", "small, full, or a number: 500k prefixes, or sessions (default: full)."));
        spec.addOption(number("--runs", "Plays of each, daemons by turns; medians are shown (default: 1)."));
        spec.addOption(text(
                "--growth",
                "FILE",
                "Play full-table and k8s in many sizes instead, from small to large, and plot time and memory as SVG;"
                        + " who fails at one size is asked for no larger one."));
    }

    private static void addNumbers(CommandSpec spec) {
        spec.addOption(number("--prefixes", "Prefixes of each sender."));
        spec.addOption(number("--senders", "Peers that send."));
        spec.addOption(number("--receivers", "Peers that only receive."));
        spec.addOption(OptionSpec.builder("--per-attr")
                .type(double.class)
                .paramLabel("N")
                .description("Routes with the same attributes, on average (default: 6).")
                .build());
        spec.addOption(OptionSpec.builder("--seed")
                .type(long.class)
                .paramLabel("N")
                .description("Another world of routes (default: 1).")
                .build());
        spec.addOption(flag("--v6", "IPv6 prefixes; in k8s one for each node besides the IPv4 ones."));
        spec.addOption(flag(
                "--ebgp",
                "Each peer is an AS of its own; not for multi-path, which is left out of the default, and failover."));
        spec.addOption(number(
                "--seconds",
                "How long churn and idle go on, idle 10 at least (default: 10, or 2 for churn with --size small)."));
        spec.addOption(number("--window", "Sessions that may be on their way at a time (default: 64)."));
        spec.addOption(number("--timeout", "Seconds after which a play has failed (default: 120)."));
    }

    private static void addResults(CommandSpec spec) {
        spec.addOption(text("--json", "FILE", "Append every figure of every play, one JSON object a line."));
        spec.addOption(flag("--keep", "Keep the daemons' configurations and logs."));
        // Nothing for users: scripts/bench asks so before it installs anything.
        spec.addOption(OptionSpec.builder("--check")
                .type(boolean.class)
                .hidden(true)
                .description("Play nothing, say what is wrong with the options.")
                .build());
    }

    /** What the options say. */
    static BenchRequest request(ParseResult asked) {
        BenchRequest.Numbers numbers = new BenchRequest.Numbers(
                asked.matchedOptionValue("--senders", 0),
                asked.matchedOptionValue("--receivers", 0),
                asked.matchedOptionValue("--prefixes", 0),
                asked.matchedOptionValue("--per-attr", 6.0),
                asked.matchedOptionValue("--seed", 1L),
                asked.matchedOptionValue("--v6", false),
                asked.matchedOptionValue("--ebgp", false),
                asked.matchedOptionValue("--window", 64),
                asked.matchedOptionValue("--timeout", 120),
                asked.matchedOptionValue("--seconds", 0));
        return new BenchRequest(
                words(asked.matchedOptionValue("--scenario", "")),
                asked.matchedOptionValue("--size", "full"),
                numbers,
                words(asked.matchedOptionValue("--daemons", "")),
                asked.matchedOptionValue("--runs", 1),
                path(asked.matchedOptionValue("--json", "")),
                path(asked.matchedOptionValue("--growth", "")),
                asked.matchedOptionValue("--keep", false),
                asked.matchedOptionValue("--check", false));
    }

    private static List<String> words(String list) {
        return Arrays.stream(list.split(","))
                .map(String::trim)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static @Nullable Path path(String text) {
        return text.isEmpty() ? null : Path.of(text);
    }

    private static OptionSpec text(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }

    private static OptionSpec number(String name, String description) {
        return OptionSpec.builder(name)
                .type(int.class)
                .paramLabel("N")
                .description(description)
                .build();
    }

    private static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .description(description)
                .build();
    }
}
