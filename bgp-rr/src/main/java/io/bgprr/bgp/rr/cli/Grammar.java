// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/**
 * The subcommands, their arguments and what each does. It is built by calls and not from annotations: reading annotations
 * took more time than all the rest of a short command.
 */
final class Grammar {

    private static final String ROUTES = "routes";

    /** What a subcommand does; the result is the exit code. */
    private interface Action {
        int run(ParseResult asked);
    }

    final OptionSpec output = OptionSpec.builder("-o", "--output")
            .type(BgpRrCommand.Output.class)
            .paramLabel("FORMAT")
            .scopeType(ScopeType.INHERIT)
            .description("Print results as ${COMPLETION-CANDIDATES} (default: table).")
            .build();

    final OptionSpec admin = OptionSpec.builder("--admin")
            .type(String.class)
            .paramLabel("HOST:PORT")
            .scopeType(ScopeType.INHERIT)
            .description("Where the daemon's admin API listens (default: 127.0.0.1:9179; environment: BGP_RR_ADMIN).")
            .build();

    // Not picocli's own mixin: that one has annotations, and has them read for every subcommand.
    private final OptionSpec help = OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .scopeType(ScopeType.INHERIT)
            .description("Show this help and exit.")
            .build();

    private final OptionSpec version = OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .scopeType(ScopeType.INHERIT)
            .description("Show the version and exit.")
            .build();

    private final BgpRrCommand command;
    private final Map<CommandSpec, Action> actions = new HashMap<>();
    private final CommandSpec top;

    Grammar(BgpRrCommand command) {
        this.command = command;
        this.top = sheet("bgp-rr", "A BGP speaker and route reflector, and the command to talk to it.");
        top.addOption(output).addOption(admin).addOption(help).addOption(version);
        addDaemon();
        addViews();
        addRoutes();
        addOrders();
        subcommand("generate-completion", "Print a completion script for bash and zsh.", this::printCompletion);
    }

    CommandSpec top() {
        return top;
    }

    /** Help and version when they are asked for, else the action of the subcommand. */
    int run(ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        ParseResult asked = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
        Action action = actions.get(asked.commandSpec());
        if (action == null) {
            throw new ParameterException(asked.commandSpec().commandLine(), "Missing required subcommand");
        }
        return action.run(asked);
    }

    private void addDaemon() {
        subcommand(
                        "run",
                        "Run the daemon in the foreground; TERM stops it in order, HUP reloads.",
                        asked -> command.daemon().run(value(asked, "--config", Path.class)))
                .addOption(OptionSpec.builder("-c", "--config")
                        .type(Path.class)
                        .paramLabel("FILE")
                        .required(true)
                        .description("The configuration.")
                        .build());
        subcommand(
                        "check",
                        "Check a configuration and list everything that is wrong with it.",
                        asked -> command.daemon().check(asked.matchedPositionalValue(0, Path.of("")), isJson()))
                .addPositional(positional("FILE", "The configuration.", Path.class));
        BenchGrammar.addTo(subcommand(
                "bench",
                "Measure this daemon and others on this machine, side by side.",
                asked -> command.daemon()
                        .bench(BenchGrammar.request(asked), command.out(), command.err(), command.width())));
        // Nothing for users: bin/bgp-rr-aot makes the AOT cache with it.
        subcommand(
                        "rehearse",
                        "Play half a minute of a daemon's life.",
                        asked -> command.daemon().rehearse())
                .usageMessage()
                .hidden(true);
    }

    private void addViews() {
        subcommand(
                "status",
                "Show the speaker as a whole.",
                asked -> command.call(asked, client -> new StatusReport(command, client).print()));
        subcommand(
                "peers",
                "List the peers, one a line.",
                asked -> command.call(asked, client -> new PeersReport(command, client).print()));
        subcommand(
                        "peer",
                        "Show everything about one peer.",
                        asked -> command.call(asked, client -> new PeerReport(command, client).print(argument(asked))))
                .addPositional(positional("ADDRESS", "The peer's address.", String.class));
        subcommand(
                        "explain",
                        "Show every path of a prefix, why one is the best, and what each peer is sent.",
                        asked -> {
                            String prefix = prefix(asked, argument(asked));
                            return command.call(asked, client -> new ExplainReport(command, client).print(prefix));
                        })
                .addPositional(positional("PREFIX", "A prefix or an address.", String.class));
    }

    private void addRoutes() {
        CommandSpec routes =
                subcommand(ROUTES, "List routes: the Loc-RIB, or what one peer sent or was sent.", this::routes);
        routes.usageMessage()
                .footer(
                        "",
                        "A prefix with a length is matched exactly, an address by the longest prefix that covers it.");
        routes.addOption(option("--received", "PEER", "What the peer sent, refused routes included."));
        routes.addOption(option("--advertised", "PEER", "What the peer was sent."));
        routes.addOption(OptionSpec.builder("--best")
                .type(boolean.class)
                .description("Only best paths.")
                .build());
        routes.addOption(option("--prefix", "PREFIX", "Only this prefix, or what covers this address."));
        routes.addOption(option("--longer", "PREFIX", "This prefix and everything more specific."));
        routes.addOption(OptionSpec.builder("--family")
                .type(String.class)
                .paramLabel("FAMILY")
                .completionCandidates(Stream.of(AddressFamily.values())
                        .map(AddressFamily::label)
                        .toList())
                .description("${COMPLETION-CANDIDATES} (default: the prefix's, else ipv4-unicast).")
                .build());
    }

    private int routes(ParseResult asked) {
        String received = asked.matchedOptionValue("--received", null);
        String advertised = asked.matchedOptionValue("--advertised", null);
        boolean isBest = asked.matchedOptionValue("--best", false);
        String exact = asked.matchedOptionValue("--prefix", null);
        String longer = asked.matchedOptionValue("--longer", null);
        requireAtMostOne(asked, "--received", "--advertised", "--best");
        requireAtMostOne(asked, "--prefix", "--longer");
        String scope = received != null ? "received" : advertised != null ? "advertised" : isBest ? "best" : "loc-rib";
        String peer = received != null ? received : advertised;
        String prefix = longer != null ? longer : exact;
        RoutesReport.Question question = RoutesReport.Question.of(
                scope,
                peer == null ? null : address(asked, peer),
                prefix == null ? null : prefix(asked, prefix),
                longer != null,
                asked.matchedOptionValue("--family", null));
        return command.call(asked, client -> new RoutesReport(command, client).print(question));
    }

    private void addOrders() {
        subcommand(
                "reload",
                "Have the daemon read its configuration again and apply it.",
                asked -> command.call(asked, client -> new ReloadReport(command, client).print()));
        subcommand("reset", "End a peer's session with Cease/Administrative Reset and let it start over.", this::reset)
                .addPositional(positional("ADDRESS", "The peer's address.", String.class))
                .addOption(option("--text", "TEXT", "Told to the peer (RFC 9003)."));
    }

    private int reset(ParseResult asked) {
        String address = address(asked, argument(asked));
        String text = asked.matchedOptionValue("--text", "");
        String path =
                "/api/v1/peers/" + address + "/reset" + (text.isEmpty() ? "" : "?text=" + AdminClient.encode(text));
        return command.call(asked, client -> {
            if (!command.copyIfJson(client, "POST", path)) {
                client.post(path);
                command.out().println("The session with " + address + " is reset.");
            }
            return ExitCode.OK;
        });
    }

    private int printCompletion(ParseResult asked) {
        command.out().print(AutoComplete.bash("bgp-rr", top.commandLine()));
        return ExitCode.OK;
    }

    // --- Parts of a grammar.

    private CommandSpec subcommand(String name, String description, Action action) {
        CommandSpec spec = sheet(name, description);
        top.addSubcommand(name, spec);
        actions.put(spec, action);
        return spec;
    }

    private static CommandSpec sheet(String name, String description) {
        CommandSpec spec = CommandSpec.create().name(name).versionProvider(() ->
                new String[] {"bgp-rr " + BgpRrCommand.version()});
        Map<String, String> exitCodes = new LinkedHashMap<>();
        exitCodes.put("0", "ok");
        exitCodes.put("1", "failed");
        exitCodes.put("2", "wrong usage");
        exitCodes.put("3", "the daemon was not reached");
        spec.usageMessage()
                .description(description)
                .sortOptions(false)
                .optionListHeading("%n")
                .commandListHeading("%nCommands:%n")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exitCodes);
        return spec;
    }

    private static OptionSpec option(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }

    private static PositionalParamSpec positional(String label, String description, Class<?> type) {
        return PositionalParamSpec.builder()
                .index("0")
                .arity("1")
                .required(true)
                .type(type)
                .paramLabel(label)
                .description(description)
                .build();
    }

    // --- Values.

    private boolean isJson() {
        return command.output() == BgpRrCommand.Output.JSON;
    }

    private static <T> T value(ParseResult asked, String option, Class<T> type) {
        return type.cast(asked.matchedOption(option).getValue());
    }

    private static String argument(ParseResult asked) {
        return asked.matchedPositionalValue(0, "");
    }

    private static void requireAtMostOne(ParseResult asked, String... options) {
        List<String> given = Stream.of(options).filter(asked::hasMatchedOption).toList();
        if (given.size() > 1) {
            throw new ParameterException(
                    asked.commandSpec().commandLine(), String.join(" and ", given) + " exclude one another");
        }
    }

    /** What is no address is a mistake of usage, found without asking the daemon. */
    private static String address(ParseResult asked, String text) {
        try {
            return IpAddress.parse(text).toString();
        } catch (IllegalArgumentException e) {
            throw usage(asked, e);
        }
    }

    /** An address stays an address: it is matched in another way. */
    private static String prefix(ParseResult asked, String text) {
        try {
            return text.indexOf('/') < 0
                    ? IpAddress.parse(text).toString()
                    : Prefix.parse(text).toString();
        } catch (IllegalArgumentException e) {
            throw usage(asked, e);
        }
    }

    private static ParameterException usage(ParseResult asked, IllegalArgumentException e) {
        @Nullable String message = e.getMessage();
        return new ParameterException(asked.commandSpec().commandLine(), String.valueOf(message), e);
    }
}
