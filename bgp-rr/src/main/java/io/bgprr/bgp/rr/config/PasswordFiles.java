// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import static io.bgprr.bgp.rr.config.ConfigSchema.PASSWORD_FILE;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Secrets by reference. Each file is read once for a configuration, however many neighbours name it, and again at the next
 * reload: that is how a password is changed without touching the configuration.
 */
final class PasswordFiles {

    private static final long FILE_BYTES_MAX = 4096;

    private final Path directory;
    private final Map<Path, Optional<String>> read = new HashMap<>();

    /**
     * @param directory what a relative name is relative to
     */
    PasswordFiles(Path directory) {
        this.directory = directory;
    }

    /** The content of the file that the block names, without its line end; null when it cannot be had, which is reported. */
    @Nullable
    String read(Block keys, Problems problems) {
        Located<String> named = keys.find(PASSWORD_FILE);
        if (named == null) {
            return null;
        }
        Path file;
        try {
            file = directory.resolve(named.value());
        } catch (InvalidPathException e) {
            problems.error(named.place(), "is not the name of a file; allowed: a readable file");
            return null;
        }
        Optional<String> known = read.get(file);
        if (known == null) {
            known = Optional.ofNullable(read(file, named.place(), problems));
            read.put(file, known);
        }
        return known.orElse(null);
    }

    private static @Nullable String read(Path file, Place place, Problems problems) {
        String wrong;
        try {
            boolean isAlone = Files.isRegularFile(file) && Files.size(file) <= FILE_BYTES_MAX;
            if (Files.exists(file) && !isAlone) { // a device can be without end, and a pipe without beginning
                wrong = file + " is not a file that holds a password alone";
            } else {
                return BgpText.password(Files.readString(file).stripTrailing());
            }
        } catch (NoSuchFileException e) {
            wrong = file + " does not exist";
        } catch (CharacterCodingException e) {
            wrong = file + " does not hold text";
        } catch (IOException e) {
            wrong = file + " cannot be read (" + e.getClass().getSimpleName() + ")";
        } catch (IllegalArgumentException e) {
            wrong = "the password in " + file + " " + e.getMessage();
        }
        problems.error(place, wrong + "; allowed: a readable file with 1 to " + BgpText.PASSWORD_BYTES_MAX + " octets");
        return null;
    }
}
