// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.mrt.MrtPeer;
import io.bgprr.bgp.mrt.MrtRoute;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.vector.TextBlocks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables and UPDATE streams that collectors recorded on the Internet since 1999 go through the daemon, and every client ends
 * with exactly the announced state, prefix by prefix and attribute by attribute.
 */
class TableReplayIT {

    private static final Path HOME = Path.of(System.getProperty("bgprr.home"));

    @TempDir
    Path directory;

    @Test
    void everyClientEndsWithExactlyTheAnnouncedState() throws IOException {
        Recording recording = new Recording();
        for (Map<String, String> file : TextBlocks.read("/mrt/files.txt")) {
            read(recording, Objects.requireNonNull(file.get("file")));
        }
        largeGroups(recording);
        playAll(recording, Duration.ofSeconds(30), "all reduced recordings");
    }

    /** Routes of equal attributes that fill several messages, of both families: reduced recordings have none left. */
    private static void largeGroups(Recording recording) {
        MrtPeer peer = new MrtPeer(IpAddress.parse("192.0.2.1"), AsNumber.of(65020));
        byte[] path = Octets.attribute(0x40, PathAttributes.AS_PATH, Octets.of(2, 1), Octets.four(65020));
        byte[] common = Octets.join(Octets.attribute(0x40, PathAttributes.ORIGIN, Octets.of(0)), path);
        byte[] nextHop = new byte[4];
        peer.address().writeTo(nextHop, 0);
        byte[] nextHop6 = new byte[16];
        IpAddress.parse("2001:db8::1").writeTo(nextHop6, 0);
        byte[] ipv4 = Octets.join(common, Octets.attribute(0x40, PathAttributes.NEXT_HOP, nextHop));
        byte[] ipv6 = Octets.join(common, Octets.attribute(0x80, PathAttributes.MP_REACH, Octets.of(16), nextHop6));
        for (int i = 0; i < 3000; i++) {
            IpAddress network = IpAddress.ofIpv4(100 << 24 | i << 8);
            recording.route(new MrtRoute(peer, Prefix.containing(network, 24), ipv4, true));
            IpAddress network6 = IpAddress.ofIpv6(0x2001_0db8_0000_0000L | (long) i << 16, 0);
            recording.route(new MrtRoute(peer, Prefix.containing(network6, 48), ipv6, true));
        }
    }

    @Test
    void withoutLeaveToPassRoutesWithAnAsSetAreWithdrawnAndNoOthers() throws IOException {
        Recording recording = new Recording();
        read(recording, "routeviews-2008.mrt.gz");
        read(recording, "ris-updates-2010.mrt.gz");
        try (Replay replay = new Replay(HOME, directory, Duration.ofSeconds(30), false)) {
            replay.connect(recording);
            replay.play();
            replay.checkSessions();
        }
    }

    /** The directory of {@code -Dbgprr.mrt.dir=DIRECTORY}, if there is one: whole dumps are too large to come with the sources. */
    static Stream<Path> dumps() {
        return Stream.ofNullable(System.getProperty("bgprr.mrt.dir")).map(Path::of);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("dumps")
    void everyFileOfADirectoryEndsAsAnnounced(Path dumps) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(dumps)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        int played = 0;
        for (Path file : files) {
            Recording recording = new Recording();
            try (InputStream in = Files.newInputStream(file)) {
                recording.read(in);
            }
            if (recording.updates().isEmpty()) {
                System.out.println(file.getFileName() + ": holds nothing to play");
            } else {
                playAll(recording, Duration.ofMinutes(3), String.valueOf(file.getFileName()));
                played++;
            }
        }
        assertThat(played).as("files of %s that hold something to play", dumps).isPositive();
    }

    private static void read(Recording recording, String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(TextBlocks.class.getResourceAsStream("/mrt/" + resource))) {
            recording.read(in);
        }
    }

    private void playAll(Recording recording, Duration patience, String name) {
        try (Replay replay = new Replay(HOME, directory, patience, true)) {
            replay.connect(recording);
            long started = System.nanoTime();
            replay.play();
            double seconds = (System.nanoTime() - started) / 1e9;
            int sent = replay.sent();
            int leftOut = recording.leftOut() + replay.leftOut();
            int routes = replay.oracle().routes();
            replay.withdrawAndFlap();
            replay.checkSessions();
            replay.loseTheLargestPeer();
            replay.refresh();
            replay.checkSessions();
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d routes of tables, %d UPDATEs of streams, %d peers, %d UPDATEs sent (%d left out), %d"
                            + " routes held, equal after %.1f s; all phases %.1f s, %d UPDATEs heard, peak RSS %d MB%n",
                    name,
                    recording.routes(),
                    recording.messages(),
                    recording.updates().size(),
                    sent,
                    leftOut,
                    routes,
                    seconds,
                    (System.nanoTime() - started) / 1e9,
                    replay.heard(),
                    replay.daemon().process().peakResidentBytes() >> 20);
        }
    }
}
