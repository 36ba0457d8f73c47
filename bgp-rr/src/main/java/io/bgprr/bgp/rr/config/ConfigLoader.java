// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigResolveOptions;
import io.bgprr.bgp.speaker.ListenAddress;
import io.bgprr.bgp.speaker.SpeakerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration file, strictly: an unknown key, a wrong type, a missing include, a contradiction are errors, and all
 * of them are found in one go.
 */
public final class ConfigLoader {

    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{\\??([^}]+)}");

    private final Map<String, String> environment;

    /**
     * @param environment what <code>${NAME}</code> finds when the file has no such key
     */
    public ConfigLoader(Map<String, String> environment) {
        this.environment = environment;
    }

    /** A loader with the process's environment variables. */
    public static ConfigLoader ofProcess() {
        return new ConfigLoader(System.getenv());
    }

    /** Reads the file, its includes and the files of secrets that it names; each call reads them anew. */
    public ConfigOutcome load(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Problems problems = new Problems(Position.ofFile(file.toString()), nameFor(file, absolute));
        if (!Files.isRegularFile(absolute)) {
            problems.error(
                    Position.ofFile(file.toString()),
                    "",
                    (Files.exists(absolute) ? "is not a file" : "does not exist") + "; allowed: a configuration file");
            return new RejectedConfig(problems.errors());
        }
        Config config = resolve(absolute, problems);
        if (config == null) {
            return new RejectedConfig(problems.errors());
        }
        Block root = ConfigSchema.ROOT.read(Place.root(config.root()), problems);
        return root == null ? new RejectedConfig(problems.errors()) : assemble(root, absolute, problems);
    }

    private static ConfigOutcome assemble(Block root, Path absolute, Problems problems) {
        SpeakerAssembly assembly = new SpeakerAssembly(root.section(ConfigSchema.BGP), parentOf(absolute), problems);
        SpeakerConfig speaker = assembly.assemble();
        Block admin = root.section(ConfigSchema.ADMIN);
        ListenAddress adminListen = admin.get(ConfigSchema.ADMIN_LISTEN);
        if (!adminListen.address().isLoopback()) {
            problems.warning(
                    admin.placeOf(ConfigSchema.ADMIN_LISTEN),
                    "the admin API has no authentication: everyone who reaches " + adminListen.address()
                            + " can reset sessions; a loopback address is safe");
        }
        if (problems.hasErrors() || speaker == null) {
            return new RejectedConfig(problems.errors());
        }
        Block log = root.section(ConfigSchema.LOG);
        return new LoadedConfig(
                speaker,
                BgpText.text(adminListen),
                new LogSettings(log.get(ConfigSchema.LOG_LEVEL), log.get(ConfigSchema.LOG_FORMAT)),
                root.section(ConfigSchema.BGP).get(ConfigSchema.PEER_GROUPS).size(),
                problems.warnings(),
                new EffectiveConfig(root, assembly.neighborBlocks()));
    }

    /**
     * Parses and resolves. Each missing substitution is reported and then stood in for, so that one run finds all; syntax
     * errors end it at once, for nothing behind them can be trusted.
     */
    private @Nullable Config resolve(Path absolute, Problems problems) {
        Environment variables = new Environment(environment);
        ConfigResolveOptions options =
                ConfigResolveOptions.defaults().setUseSystemEnvironment(false).appendResolver(variables);
        try {
            Config parsed = StrictIncluder.parse(absolute, problems);
            while (true) {
                try {
                    return parsed.resolve(options);
                } catch (ConfigException.UnresolvedSubstitution e) {
                    String message = String.valueOf(e.getMessage());
                    Matcher name = SUBSTITUTION.matcher(message);
                    if (message.contains("cycle") || !name.find() || !variables.addMissing(name.group(1))) {
                        throw e; // standing in for it would not help
                    }
                    problems.error(
                            position(e.origin(), problems),
                            "${" + name.group(1) + "}",
                            "is neither a key of the file nor an environment variable; allowed: set it, or write ${?"
                                    + name.group(1) + "} to do without");
                }
            }
        } catch (ConfigException e) {
            report(e, problems);
            return null;
        } catch (StackOverflowError e) {
            // The parser recurses, without a bound and without state that this could spoil. A daemon that is to reload
            // such a file must live on.
            problems.error(problems.main(), "", "is nested too deeply; allowed: a few levels");
            return null;
        }
    }

    private static Position position(@Nullable ConfigOrigin origin, Problems problems) {
        if (origin == null) {
            return problems.main();
        }
        String file = origin.filename();
        return file == null ? problems.main() : new Position(problems.nameOf(file), Math.max(0, origin.lineNumber()));
    }

    private static void report(ConfigException e, Problems problems) {
        ConfigOrigin origin = e.origin();
        String file = origin == null ? null : origin.filename();
        String message = String.valueOf(e.getMessage());
        if (origin != null) {
            message = message.replaceFirst("^" + Pattern.quote(origin.description() + ": "), "");
        }
        if (file != null && maySpeakOfSecret(Path.of(file), origin.lineNumber())) {
            message = "is not well-formed (its text is not shown, since it may hold a secret)";
        }
        problems.error(position(origin, problems), "", message.replaceAll("\\s+", " "));
    }

    /** A parser quotes what it stumbles over; not from a line with a password. */
    private static boolean maySpeakOfSecret(Path file, int line) {
        try {
            List<String> lines = Files.readAllLines(file);
            int from = Math.max(0, line - 2);
            return lines.subList(Math.min(from, lines.size()), Math.min(line + 1, lines.size())).stream()
                    .anyMatch(text -> text.contains(ConfigSchema.PASSWORD.name()));
        } catch (IOException e) {
            return true;
        }
    }

    private static Path parentOf(Path absolute) {
        Path parent = absolute.getParent();
        return parent == null ? absolute : parent;
    }

    /** Files beside or below the main one are called as the user called that; others by their full name. */
    private static Function<String, String> nameFor(Path file, Path absolute) {
        Path directory = parentOf(absolute);
        return name -> {
            Path path = Path.of(name);
            if (!path.startsWith(directory)) {
                return name;
            }
            return file.resolveSibling(directory.relativize(path)).toString();
        };
    }
}
