// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.daemon;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a daemon leaves on disk: a temporary directory of its own, and directories elsewhere that had to be made for it. All of
 * it is deleted at the end; the directory of its own may be kept.
 */
public final class DaemonFiles implements AutoCloseable {

    private final Path directory;
    private final boolean isKept;
    private final Ending ending;
    private final List<Path> elsewhere = new ArrayList<>();

    private DaemonFiles(Path directory, boolean isKept, Ending ending) {
        this.directory = directory;
        this.isKept = isKept;
        this.ending = ending;
    }

    /**
     * Makes the directory, within the one for temporary files.
     *
     * @throws IOException also when this program is ending
     */
    public static DaemonFiles make(boolean isKept, Ending ending) throws IOException {
        return ending.open(() -> {
            Path parent = Path.of(System.getProperty("java.io.tmpdir"));
            Path directory = Files.createTempDirectory(parent, "bgp-rr-bench-");
            // Daemons that give up root read and write their files as somebody else.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            return new DaemonFiles(directory, isKept, ending);
        });
    }

    public Path directory() {
        return directory;
    }

    public boolean isKept() {
        return isKept;
    }

    Ending ending() {
        return ending;
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** Makes a directory that a daemon cannot be told to have somewhere else; one that is there already stays afterwards. */
    void makeElsewhere(Path wanted) throws IOException {
        if (!Files.isDirectory(wanted)) {
            Files.createDirectory(wanted);
            elsewhere.add(wanted);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            delete();
        } finally {
            ending.closed(this);
        }
    }

    private void delete() throws IOException {
        for (Path made : elsewhere) {
            try {
                Files.deleteIfExists(made);
            } catch (DirectoryNotEmptyException _) {
                // Somebody else uses it by now.
            }
        }
        if (!isKept) {
            Files.walkFileTree(directory, new Deletion());
        }
    }

    /** What is gone already is as good as deleted: daemons delete their sockets while they end. */
    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
            if (why instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw why;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException why) throws IOException {
            if (why != null && !(why instanceof NoSuchFileException)) {
                throw why;
            }
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
        }
    }
}
