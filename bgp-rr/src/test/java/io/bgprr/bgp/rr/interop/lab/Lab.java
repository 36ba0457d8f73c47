// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.lab;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/**
 * A network on loopback: one reflector, other projects' daemons around it, a directory that is gone afterwards. Addresses are
 * 127.23.N.x, one N for each lab, so that labs do not meet; ports are those that the system has free.
 */
public final class Lab implements AutoCloseable {

    public static final long AS = 64512;
    public static final String REFLECTOR_ID = "10.23.0.1";

    /** Longer than any daemon here waits before it dials again; a test that passes never waits so long. */
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private final String network;
    private final Path directory;
    private final int reflectorPort;
    private final List<RealDaemon> daemons = new ArrayList<>();
    private final List<BgpRrProcess> others = new ArrayList<>();
    private @Nullable BgpRrProcess reflector;

    public Lab(int network) {
        this("127.23." + network);
    }

    /** A lab on other addresses: the first three octets. */
    public Lab(String network) {
        this.network = network;
        try {
            this.directory = Files.createTempDirectory("bgp-rr-lab-");
            // Some daemons read their files as another user than root.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.reflectorPort = freePort(reflectorAddress());
    }

    public String address(int host) {
        return network + "." + host;
    }

    public String reflectorAddress() {
        return address(1);
    }

    public int reflectorPort() {
        return reflectorPort;
    }

    /** A new directory inside the lab's. */
    public Path directory(String name) {
        try {
            return Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An internal peer that dials the reflector: host 11, or that waits for it: host 12. */
    public Role node(String name, int host, boolean passive) {
        return role(name, host, AS, passive);
    }

    /** An external peer, host 21. */
    public Role tor() {
        return role("tor", 21, 65001, false);
    }

    /** An internal peer that dials the reflector and originates these routes. */
    public Role client(String name, int host, List<LabRoute> announced) {
        String address = address(host);
        return new Role(
                name,
                address,
                freePort(address),
                "10.23.0." + host,
                AS,
                false,
                reflectorAddress(),
                reflectorPort,
                AS,
                announced);
    }

    private Role role(String name, int host, long as, boolean passive) {
        return new Role(
                name,
                address(host),
                freePort(address(host)),
                "10.23.0." + host,
                as,
                passive,
                reflectorAddress(),
                reflectorPort,
                AS,
                routes("announced/" + name + ".txt"));
    }

    /** Takes the daemon into the lab, which ends it, and starts it. */
    public <D extends RealDaemon> D start(D daemon) {
        daemons.add(daemon);
        daemon.start();
        return daemon;
    }

    /** Our daemon, not yet configured nor started; the lab ends it. */
    public BgpRrProcess reflector() {
        if (reflector == null) {
            reflector = new BgpRrProcess(directory("bgp-rr"));
        }
        return reflector;
    }

    /** One more of our daemon, on the same addresses if it is configured so; the lab ends it. */
    public BgpRrProcess anotherReflector() {
        BgpRrProcess another = new BgpRrProcess(directory("bgp-rr-" + others.size()));
        others.add(another);
        return another;
    }

    /** Waits until the assertion holds. When that takes too long, fails with what the daemons said. */
    public void await(String what, ThrowingRunnable assertion) {
        try {
            Awaitility.await(what)
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(100))
                    .untilAsserted(() -> {
                        check();
                        assertion.run();
                    });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + "\n" + logs(), e);
        }
    }

    /** Waits for a condition that needs no explanation, as long as a test would wait. */
    static void awaitQuietly(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .until(condition);
    }

    private void check() {
        allProcesses().forEach(DaemonProcess::check);
    }

    private String logs() {
        return allProcesses()
                .map(process -> "---- " + process + "\n" + process.tail())
                .collect(joining("\n"));
    }

    private Stream<DaemonProcess> allProcesses() {
        return Stream.concat(
                Stream.concat(Stream.ofNullable(reflector), others.stream()).map(BgpRrProcess::process),
                daemons.stream().map(RealDaemon::process));
    }

    /** A resource beside the tests. */
    public static String resource(String name) {
        try (InputStream in = Lab.class.getResourceAsStream("/io/bgprr/bgp/rr/interop/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static boolean hasResource(String name) {
        return Lab.class.getResource("/io/bgprr/bgp/rr/interop/" + name) != null;
    }

    /** The routes of a resource; lines that start with # are comments. */
    public static List<LabRoute> routes(String resourceName) {
        return resource(resourceName)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(LabRoute::parse)
                .toList();
    }

    /** Writes a file that only its owner reads: some daemons refuse others. */
    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that is free on the address now. */
    public static int freePort(String address) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        daemons.forEach(RealDaemon::close);
        if (reflector != null) {
            reflector.close();
        }
        others.forEach(BgpRrProcess::close);
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(Lab::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
