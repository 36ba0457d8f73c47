// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code bgp-rr}: its options, its subcommands, its exit codes. */
@Command(
        name = "bgp-rr",
        description = "A BGP speaker and route reflector, and the command to talk to it.",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = BgpRrCommand.Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:ok", "1:failed", "2:wrong usage", "3:the daemon was not reached"},
        subcommands = AutoComplete.GenerateCompletion.class)
public final class BgpRrCommand {

    /** How results are printed. */
    enum Output {
        /** Columns that fit the terminal. */
        TABLE,
        /** Every column. */
        WIDE,
        /** As the daemon answered. */
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "Print results as ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Output output = Output.TABLE;

    @Option(
            names = "--admin",
            scope = ScopeType.INHERIT,
            paramLabel = "HOST:PORT",
            defaultValue = "${env:BGP_RR_ADMIN:-127.0.0.1:9179}",
            description =
                    "Where the daemon's admin API listens (default: ${DEFAULT-VALUE}; environment: BGP_RR_ADMIN).")
    private String admin = "127.0.0.1:9179";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Terminal terminal;
    private final DaemonEntry daemon;

    private BgpRrCommand(Terminal terminal, DaemonEntry daemon) {
        this.terminal = terminal;
        this.daemon = daemon;
    }

    /** Runs the command line and returns the exit code of the process. */
    public static int execute(String[] args, DaemonEntry daemon) {
        // The platform's stream flushes at every line, which is felt with long tables.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        return execute(args, daemon, new Terminal(out, System.err, System.getenv()));
    }

    static int execute(String[] args, DaemonEntry daemon, Terminal terminal) {
        CommandLine command = new CommandLine(new BgpRrCommand(terminal, daemon));
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        command.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        command.setExecutionExceptionHandler((failure, _, _) -> complain(failure, terminal));
        int code = command.execute(args);
        terminal.out().flush();
        return code;
    }

    private static int complain(Exception failure, Terminal terminal) throws Exception {
        terminal.out().flush();
        if (!(failure instanceof AdminClient.Unreachable) && !(failure instanceof AdminClient.Refused)) {
            throw failure; // a programmer's error, to be seen in full
        }
        terminal.err().println("bgp-rr: " + Table.clean(String.valueOf(failure.getMessage())));
        if (failure instanceof AdminClient.Refused refused) {
            if (!refused.answer().list("allowed").isEmpty()) {
                terminal.err()
                        .println("allowed: " + Table.clean(refused.answer().joined("allowed", ", ")));
            }
            return ExitCode.FAILED;
        }
        return ExitCode.UNREACHABLE;
    }

    @Command(name = "run", description = "Run the daemon in the foreground; TERM stops it in order, HUP reloads.")
    int run(
            @Option(
                            names = {"-c", "--config"},
                            required = true,
                            paramLabel = "FILE",
                            description = "The configuration.")
                    Path config) {
        return daemon.run(config);
    }

    @Command(name = "check", description = "Check a configuration and list everything that is wrong with it.")
    int check(@Parameters(paramLabel = "FILE", description = "The configuration.") Path config) {
        return daemon.check(config, output == Output.JSON);
    }

    @Command(name = "status", description = "Show the speaker as a whole.")
    int status() {
        try (AdminClient client = connect()) {
            return new StatusReport(this, client).print();
        }
    }

    @Command(name = "peers", description = "List the peers, one a line.")
    int peers() {
        try (AdminClient client = connect()) {
            return new PeersReport(this, client).print();
        }
    }

    @Command(name = "peer", description = "Show everything about one peer.")
    int peer(@Parameters(paramLabel = "ADDRESS", description = "The peer's address.") String address) {
        try (AdminClient client = connect()) {
            return new PeerReport(this, client).print(address);
        }
    }

    @Command(
            name = "routes",
            description = {
                "List routes: the Loc-RIB, or what one peer sent or was sent.",
                "A prefix with a length is matched exactly, an address by the longest prefix that covers it."
            })
    int routes(
            @Option(
                            names = "--received",
                            paramLabel = "PEER",
                            description = "What the peer sent, refused routes included.")
                    @Nullable
                    String received,
            @Option(names = "--advertised", paramLabel = "PEER", description = "What the peer was sent.") @Nullable
                    String advertised,
            @Option(names = "--best", description = "Only best paths.") boolean isBest,
            @Option(
                            names = "--prefix",
                            paramLabel = "PREFIX",
                            description = "Only this prefix, or what covers this address.")
                    @Nullable
                    String prefix,
            @Option(
                            names = "--longer",
                            paramLabel = "PREFIX",
                            description = "This prefix and everything more specific.")
                    @Nullable
                    String longer,
            @Option(
                            names = "--family",
                            paramLabel = "FAMILY",
                            completionCandidates = Families.class,
                            description = "${COMPLETION-CANDIDATES} (default: the prefix's, else ipv4-unicast).")
                    @Nullable
                    String family) {
        requireOneOf("--received, --advertised and --best", received != null, advertised != null, isBest);
        requireOneOf("--prefix and --longer", prefix != null, longer != null);
        RoutesReport.Question question = RoutesReport.Question.of(
                received != null ? "received" : advertised != null ? "advertised" : isBest ? "best" : "loc-rib",
                received != null ? checked(received, false) : advertised != null ? checked(advertised, false) : null,
                prefix != null ? checked(prefix, true) : longer != null ? checked(longer, true) : null,
                longer != null,
                family);
        try (AdminClient client = connect()) {
            return new RoutesReport(this, client).print(question);
        }
    }

    /** The families that {@code --family} takes. */
    static final class Families implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("ipv4-unicast", "ipv6-unicast").iterator();
        }
    }

    @Command(
            name = "explain",
            description = "Show every path of a prefix, why one is the best, and what each peer is sent.")
    int explain(@Parameters(paramLabel = "PREFIX", description = "A prefix or an address.") String prefix) {
        String asked = checked(prefix, true);
        try (AdminClient client = connect()) {
            return new ExplainReport(this, client).print(asked);
        }
    }

    @Command(name = "reload", description = "Have the daemon read its configuration again and apply it.")
    int reload() {
        try (AdminClient client = connect()) {
            return new ReloadReport(this, client).print();
        }
    }

    @Command(
            name = "reset",
            description = "End a peer's session with Cease/Administrative Reset and let it start over.")
    int reset(
            @Parameters(paramLabel = "ADDRESS", description = "The peer's address.") String address,
            @Option(
                            names = "--text",
                            paramLabel = "TEXT",
                            defaultValue = "",
                            description = "Told to the peer (RFC 9003).")
                    String text) {
        String path = "/api/v1/peers/" + checked(address, false) + "/reset"
                + (text.isEmpty() ? "" : "?text=" + AdminClient.encode(text));
        try (AdminClient client = connect()) {
            if (!copyIfJson(client, "POST", path)) {
                client.post(path);
                out().println("The session with " + address + " is reset.");
            }
            return ExitCode.OK;
        }
    }

    private void requireOneOf(String names, boolean... given) {
        int count = 0;
        for (boolean one : given) {
            count += one ? 1 : 0;
        }
        if (count > 1) {
            throw new ParameterException(spec.commandLine(), names + " exclude one another");
        }
    }

    /** What is no address or prefix is a mistake of usage, found without asking the daemon. */
    private String checked(String text, boolean isPrefix) {
        try {
            return isPrefix ? prefixText(text) : IpAddress.parse(text).toString();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** An address stays an address: it is matched in another way. */
    private static String prefixText(String text) {
        return text.indexOf('/') < 0
                ? IpAddress.parse(text).toString()
                : Prefix.parse(text).toString();
    }

    Output output() {
        return output;
    }

    /** 0 = as wide as it comes. */
    int width() {
        return output == Output.WIDE ? 0 : terminal.width();
    }

    PrintStream out() {
        return terminal.out();
    }

    PrintStream err() {
        return terminal.err();
    }

    AdminClient connect() {
        try {
            return AdminClient.connect(admin);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--admin: " + e.getMessage(), e);
        }
    }

    /** Copies the answer to standard output when JSON is asked for, and says so. */
    boolean copyIfJson(AdminClient client, String method, String path) {
        if (output != Output.JSON) {
            return false;
        }
        client.copy(method, path, terminal.out());
        return true;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"bgp-rr " + version()};
        }
    }

    /** The version in the jar's manifest. */
    public static String version() {
        String version = BgpRrCommand.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
