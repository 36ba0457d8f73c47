// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command {@code bgp-rr}, run once: arguments in, exit code out. */
public final class BgpRrCommand {

    private static final String ADMIN_DEFAULT = "127.0.0.1:9179";

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

    private final Terminal terminal;
    private final DaemonEntry daemon;
    private final Grammar grammar = new Grammar(this);

    private BgpRrCommand(Terminal terminal, DaemonEntry daemon) {
        this.terminal = terminal;
        this.daemon = daemon;
    }

    /** Runs the command line and returns the exit code of the process. */
    public static int execute(String[] args, DaemonEntry daemon) {
        // The platform's own stream writes at every line, which is felt with long tables.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        return execute(args, daemon, new Terminal(out, System.err, System.getenv()));
    }

    static int execute(String[] args, DaemonEntry daemon, Terminal terminal) {
        BgpRrCommand command = new BgpRrCommand(terminal, daemon);
        CommandLine line = new CommandLine(command.grammar.top())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setExecutionStrategy(command::run);
        int code = line.execute(args);
        terminal.out().flush();
        return code;
    }

    private int run(ParseResult parsed) {
        try {
            return grammar.run(parsed);
        } catch (AdminClient.Unreachable unreachable) {
            complain(unreachable);
            return ExitCode.UNREACHABLE;
        } catch (AdminClient.Refused refused) {
            complain(refused);
            if (!refused.answer().list("allowed").isEmpty()) {
                terminal.err()
                        .println("allowed: " + Table.clean(refused.answer().joined("allowed", ", ")));
            }
            return ExitCode.FAILED;
        }
    }

    private void complain(RuntimeException failure) {
        terminal.out().flush(); // what was printed before comes first
        terminal.err().println("bgp-rr: " + Table.clean(String.valueOf(failure.getMessage())));
    }

    DaemonEntry daemon() {
        return daemon;
    }

    Output output() {
        return Objects.requireNonNullElse(grammar.output.getValue(), Output.TABLE);
    }

    /** 0 = as wide as it comes. */
    int width() {
        return output() == Output.WIDE ? 0 : terminal.width();
    }

    PrintStream out() {
        return terminal.out();
    }

    PrintStream err() {
        return terminal.err();
    }

    /** A question or an order to the daemon. */
    interface Call {
        int with(AdminClient client);
    }

    /** Connects to the daemon that the options name, and hangs up afterwards. */
    int call(ParseResult asked, Call call) {
        @Nullable String option = grammar.admin.getValue();
        String admin = option != null ? option : terminal.environment().getOrDefault("BGP_RR_ADMIN", ADMIN_DEFAULT);
        try (AdminClient client = connect(asked, admin)) {
            return call.with(client);
        }
    }

    private static AdminClient connect(ParseResult asked, String admin) {
        try {
            return AdminClient.connect(admin);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(asked.commandSpec().commandLine(), "--admin: " + e.getMessage(), e);
        }
    }

    /** Copies the answer to standard output when JSON is asked for, and says so. */
    boolean copyIfJson(AdminClient client, String method, String path) {
        if (output() != Output.JSON) {
            return false;
        }
        client.copy(method, path, terminal.out());
        return true;
    }

    /** The version in the jar's manifest. */
    public static String version() {
        String version = BgpRrCommand.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
