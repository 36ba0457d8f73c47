// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Includes files, and only files that exist: HOCON by itself passes over a missing one in silence.
 *
 * <p>A name is relative to the including file. A {@code *} in its last part includes all files that match, in the order of
 * their names, and none is fine then: that is what a {@code conf.d} directory is for. URLs and the class path are refused,
 * since a router's configuration must not depend on the network being there.
 */
final class StrictIncluder implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

    private final Path including;
    private final @Nullable StrictIncluder outer;
    private final Problems problems;

    private StrictIncluder(Path including, @Nullable StrictIncluder outer, Problems problems) {
        this.including = including;
        this.outer = outer;
        this.problems = problems;
    }

    /**
     * Parses a file with includes resolved in this way.
     *
     * @throws com.typesafe.config.ConfigException with its origin, for what is no HOCON
     */
    static Config parse(Path file, Problems problems) {
        return parse(file, null, problems);
    }

    private static Config parse(Path file, @Nullable StrictIncluder outer, Problems problems) {
        ConfigParseOptions options = ConfigParseOptions.defaults()
                .setSyntax(ConfigSyntax.CONF) // whatever its name: JSON is a subset
                .setAllowMissing(false)
                .setIncluder(new StrictIncluder(file, outer, problems));
        return ConfigFactory.parseFile(file.toFile(), options);
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        return include(what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return include(what.getPath());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        return refuse(what.toString(), "is a URL");
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        return refuse(what, "is a class path resource");
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    private ConfigObject include(String what) {
        if (what.contains("://")) {
            return refuse(what, "is a URL");
        }
        Path target;
        try {
            target = including.resolveSibling(what).normalize();
        } catch (InvalidPathException e) {
            return refuse(what, "is not the name of a file");
        }
        if (what.contains("*")) {
            return includeAll(what, target);
        }
        if (!Files.isRegularFile(target)) {
            return refuse(what, "does not exist");
        }
        if (!Files.isReadable(target)) {
            return refuse(what, "may not be read");
        }
        if (isOpen(target)) {
            return refuse(what, "is the file itself, or one that includes it");
        }
        return parse(target, this, problems).root();
    }

    private boolean isOpen(Path target) {
        Path normal = target.normalize();
        for (StrictIncluder open = this; open != null; open = open.outer) {
            if (open.including.equals(normal)) {
                return true;
            }
        }
        return false;
    }

    private ConfigObject includeAll(String what, Path pattern) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> matching = Files.newDirectoryStream(
                including.resolveSibling(pattern).getParent(),
                pattern.getFileName().toString())) {
            matching.forEach(files::add);
        } catch (IOException | DirectoryIteratorException e) {
            return refuse(what, "names a directory that does not exist or may not be read");
        } catch (PatternSyntaxException e) {
            return refuse(what, "is not a pattern");
        }
        files.sort(null);
        Config merged = ConfigFactory.empty();
        for (Path file : files) {
            if (isOpen(file)) {
                continue; // a pattern that matches the file it stands in means the others
            }
            if (!Files.isRegularFile(file)) {
                return refuse(what, "matches " + file + ", which is not a file"); // to read a pipe could take forever
            }
            merged = parse(file, this, problems).withFallback(merged); // the later file wins, as a later line does
        }
        return merged.root();
    }

    private ConfigObject refuse(String what, String why) {
        problems.error(
                new Position(problems.nameOf(including.toString()), lineOf(what)),
                "include \"" + what + "\"",
                why + "; allowed: a file, relative to the including one, or a pattern such as \"conf.d/*.conf\"");
        return ConfigFactory.empty().root();
    }

    /** The parser does not say where it met an include, so look for it. */
    private int lineOf(String what) {
        try {
            List<String> lines = Files.readAllLines(including);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).contains("include") && lines.get(i).contains(what)) {
                    return i + 1;
                }
            }
        } catch (IOException e) {
            return 0; // the file was there a moment ago; its name alone must do
        }
        return 0;
    }
}
