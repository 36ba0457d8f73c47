// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.interop.lab.BgpRrProcess;
import io.bgprr.bgp.rr.interop.lab.Lab;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The running daemon, three bystanders, and addresses for peers that misbehave. Made once for a class; {@link #check} belongs
 * behind every case.
 *
 * <p>Misbehaving peers come from three ranges of dynamic neighbours, one for each role, and each from an address of its own,
 * so that no case suffers for what the one before it did.
 */
final class Arena implements AutoCloseable {

    static final int AS = 64512;
    static final String IDENTIFIER = "10.40.0.1";
    static final String ADDRESS = "127.40.0.1";

    private final Path directory;
    private final BgpRrProcess daemon;
    private final int port;
    private final List<Bystander> bystanders = new ArrayList<>();
    private final List<RawPeer> opened = new ArrayList<>(); // guarded by itself
    private final int[] hostsUsed = new int[PeerRole.values().length]; // guarded by itself
    private int prefixesUsed;
    private long logRead;

    private Arena(Path directory, String neighbors, String more) {
        this.directory = directory;
        this.port = Lab.freePort(ADDRESS);
        this.daemon = new BgpRrProcess(directory);
        daemon.configure(configuration(port, neighbors, more));
    }

    private static String configuration(int port, String neighbors, String more) {
        return """
            bgp {
              local-as = %d
              router-id = %s
              listen = [ { address = "%s", port = %d } ]
              ebgp-requires-policy = false
              peer-groups {
                external {
                  remote-as = external
                  next-hop = { ipv4 = 192.0.2.254, ipv6 = "2001:db8::fe" }
                  families = [ ipv4-unicast, ipv6-unicast ]
                }
                client { remote-as = internal, route-reflector-client = true, families = [ ipv4-unicast, ipv6-unicast ] }
                non-client { remote-as = internal, families = [ ipv4-unicast, ipv6-unicast ] }
              }
              dynamic-neighbors = [
                { prefix = "127.40.16.0/20", peer-group = external, limit = 4096 }
                { prefix = "127.40.32.0/20", peer-group = client, limit = 4096 }
                { prefix = "127.40.48.0/20", peer-group = non-client, limit = 4096 }
              ]
              neighbors = [ %s ]
              %s
            }
            """.formatted(AS, IDENTIFIER, ADDRESS, port, neighbors, more);
    }

    static Arena start() {
        return start("", "");
    }

    /**
     * @param neighbors of the configuration, as objects
     * @param more lines for the block {@code bgp}
     */
    static Arena start(String neighbors, String more) {
        try {
            Arena arena = new Arena(Files.createTempDirectory("bgp-rr-hostile-"), neighbors, more);
            try {
                arena.daemon.start();
                for (PeerRole role : PeerRole.values()) {
                    arena.bystanders.add(new Bystander(arena.connect(role).establish()));
                }
                arena.bystanders.forEach(bystander -> bystander.awaitEndsOfRib(2));
                arena.opened.clear();
                return arena;
            } catch (RuntimeException | AssertionError e) {
                arena.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    BgpRrProcess daemon() {
        return daemon;
    }

    int port() {
        return port;
    }

    /** An address of the role's range that nobody has used yet. */
    String newAddress(PeerRole role) {
        synchronized (hostsUsed) {
            int host = ++hostsUsed[role.ordinal()];
            return "127.40." + (role.range() + host / 250) + "." + (1 + host % 250);
        }
    }

    /** A connection from a new address; nothing is said yet. The case need not close it. */
    RawPeer connect(PeerRole role) {
        return connectFrom(role, newAddress(role));
    }

    RawPeer connectFrom(PeerRole role, String address) {
        return keep(RawPeer.connect(role, address, ADDRESS, port));
    }

    /** An Established session of a good peer, so far. */
    RawPeer establish(PeerRole role) {
        return connect(role).establish();
    }

    /** Takes a connection that {@link #check} is to close. */
    RawPeer keep(RawPeer peer) {
        synchronized (opened) {
            opened.add(peer);
        }
        return peer;
    }

    /** A prefix that no case has used yet. */
    synchronized String newPrefix() {
        int number = prefixesUsed++;
        return "20." + (number >>> 8) + "." + (number & 0xff) + ".0/24";
    }

    Bystander bystander(PeerRole role) {
        return bystanders.get(role.ordinal());
    }

    /** Those that are told of routes from a peer of the role. */
    List<Bystander> listeners(PeerRole source) {
        return bystanders.stream()
                .filter(bystander -> bystander.role().hears(source))
                .toList();
    }

    List<Bystander> bystanders() {
        return List.copyOf(bystanders);
    }

    void awaitRoute(PeerRole source, String prefix) {
        listeners(source).forEach(bystander -> bystander.awaitRoute(prefix));
    }

    void awaitGone(PeerRole source, String prefix) {
        listeners(source).forEach(bystander -> bystander.awaitGone(prefix));
    }

    /** The peer announces one more route, and it arrives: all that the peer said before has been dealt with, and it is up. */
    void awaitAlive(RawPeer peer) {
        String prefix = newPrefix();
        peer.send(RawAttributes.sound(peer.role(), 65000).announce(prefix));
        awaitRoute(peer.role(), prefix);
    }

    /**
     * Ends a case: its peers leave, and then nothing may be left of them. The daemon lives, has reported no error of its own,
     * and the bystanders have seen nothing but good messages.
     */
    void check() {
        synchronized (opened) {
            opened.forEach(RawPeer::close);
            opened.clear();
        }
        bystanders.forEach(bystander -> bystander.awaitSize(0));
        checkQuietly();
    }

    /** As {@link #check}, but peers may stay. */
    void checkQuietly() {
        bystanders.forEach(
                bystander -> assertThat(bystander.problems()).as("problems").isEmpty());
        daemon.process().check();
        checkLog();
    }

    /** Reads what the daemon logged since the last time. */
    private void checkLog() {
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve("output").toFile(), "r")) {
            file.seek(logRead);
            byte[] news = new byte[(int) (file.length() - logRead)];
            file.readFully(news);
            logRead += news.length;
            List<String> bad = new String(news, StandardCharsets.UTF_8)
                    .lines()
                    .filter(Arena::isBad)
                    .toList();
            assertThat(bad).as("errors in the daemon's log").isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An error, a stack trace, or the note of an exception that ended one session only. */
    private static boolean isBad(String line) {
        return line.contains(" ERROR ")
                || line.startsWith("    at ")
                || line.contains("Exception")
                || line.contains("an error of ours");
    }

    @Override
    public void close() {
        bystanders.forEach(Bystander::close);
        synchronized (opened) {
            opened.forEach(RawPeer::close);
        }
        daemon.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
