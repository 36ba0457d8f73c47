// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.message.Capability;
import io.bgprr.bgp.message.Keepalive;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.rr.interop.lab.BgpRrProcess;
import io.bgprr.bgp.rr.interop.lab.Lab;
import io.bgprr.bgp.rr.interop.lab.LabRoute;
import io.bgprr.bgp.speaker.Configs;
import io.bgprr.bgp.speaker.PeerConfig;
import io.bgprr.bgp.speaker.SpeakerConfig;
import io.bgprr.bgp.speaker.SpeakerObserver;
import io.bgprr.bgp.transport.NettySpeaker;
import io.bgprr.bgp.wire.MessageEncoder;
import io.bgprr.bgp.wire.UpdateMessages;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The daemon as a process against a peer that sends more than there is memory for, and against a flood of strangers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class LimitsIT {

    private static final String OURS = "127.42.3.1";
    private static final String BYSTANDER = "127.42.3.2";
    private static final String READER = "127.42.3.3";
    private static final String GREEDY = "127.42.3.4";
    private static final String LATE = "127.42.3.5";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BYSTANDERS_ROUTES = 500;

    /** The process at rest, its heap of 256 MB at most half used, and what sockets take. */
    private static final double RESIDENT_BYTES_MAX = 300e6;

    private Lab lab;
    private BgpRrProcess reflector;
    private NettySpeaker bystander;
    private NettySpeaker reader;

    @BeforeAll
    void startThreePeersOfWhichOneIsStillAway() {
        lab = new Lab(9);
        reflector = lab.reflector();
        reflector.configure("""
                bgp {
                  local-as = 64512, router-id = 10.42.3.1
                  listen = [ { address = "%s", port = %d } ]
                  limits { memory = 16MiB }
                  peer-groups { nodes { remote-as = internal, route-reflector-client = true, passive = true } }
                  neighbors = [
                    { address = "%s", peer-group = nodes }
                    { address = "%s", peer-group = nodes }
                    { address = "%s", peer-group = nodes }
                    { address = "%s", peer-group = nodes }
                  ]
                }
                """.formatted(OURS, lab.reflectorPort(), BYSTANDER, READER, GREEDY, LATE));
        reflector.start();
        bystander = speaker(BYSTANDER, BYSTANDERS_ROUTES);
        reader = speaker(READER, 0);
        awaitBystandersRoutesAlone();
    }

    private NettySpeaker speaker(String address, int routes) {
        Configs configs = Configs.speaker(64512, "10.42.3." + address.substring(address.lastIndexOf('.') + 1));
        PeerConfig peer = configs.peer(OURS)
                .port(lab.reflectorPort())
                .from(address)
                .families(AddressFamily.IPV4_UNICAST)
                .build();
        for (int i = 0; i < routes; i++) {
            configs.network("10.%d.%d.0/24".formatted(i >> 8, i & 255), "192.0.2.1");
        }
        SpeakerConfig config = configs.neighbor(peer).build();
        return NettySpeaker.start(config, SpeakerObserver.NONE);
    }

    @AfterAll
    void end() {
        bystander.close();
        reader.close();
        lab.close();
    }

    @Test
    void aPeerThatSendsMoreThanThereIsMemoryForEndsAndNobodyElseNoticesIt() throws Exception {
        double flapsBefore = reflector.metric("bgp_peer_flaps_total", "");
        CompletableFuture<String> verdict;
        try (Socket socket = connect(GREEDY)) {
            verdict = CompletableFuture.supplyAsync(() -> readToTheNotification(socket));
            OutputStream out = socket.getOutputStream();
            out.write(MessageEncoder.encode(open("10.42.3.4")));
            out.write(MessageEncoder.encode(new Keepalive()));
            try {
                for (int i = 0;
                        i < 2000 && !verdict.isDone();
                        i++) { // two million routes, a hundred megabytes and more
                    out.write(thousandRoutes(i));
                }
            } catch (IOException e) {
                // It did not wait for us to stop.
            }
            assertThat(verdict).succeedsWithin(PATIENCE).isEqualTo("6/8");
        }

        awaitBystandersRoutesAlone();
        assertThat(reflector.state(BYSTANDER)).isEqualTo("Established");
        assertThat(reflector.state(READER)).isEqualTo("Established");
        assertThat(reflector.metric("bgp_peer_flaps_total", "")).isEqualTo(flapsBefore + 1);
        assertThat(reflector.metric("bgp_sessions_shed_total", "")).isEqualTo(1);
        assertThat(reflector.metric("bgp_rib_memory_bytes", "")).isLessThan(1e6);
        assertThat(reflector.metric("process_resident_memory_bytes", "")).isLessThan(RESIDENT_BYTES_MAX);
        assertThat(reflector.process().output())
                .contains("the session ends for want of memory")
                .contains("limit-bytes=16777216");
        try (Socket again = connect(GREEDY)) {
            assertThat(readToTheNotification(again)).as("it has to stay away").isEqualTo("6/5");
        }
    }

    @Test
    void throughAFloodOfStrangersSessionsStayAndAPeerComesUp() throws Exception {
        double flapsBefore = reflector.metric("bgp_peer_flaps_total", "");
        AtomicLong knocked = new AtomicLong();
        long start = System.nanoTime();
        long until = start + Duration.ofSeconds(4).toNanos();
        List<CompletableFuture<Void>> flood = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int host = 100 + i;
            flood.add(CompletableFuture.runAsync(() -> knock("127.42.3." + host, until, knocked)));
        }
        await().atMost(PATIENCE).until(() -> knocked.get() > 500);
        try (NettySpeaker late = speaker(LATE, 0)) {
            await().atMost(PATIENCE).until(() -> prefixes(late) == BYSTANDERS_ROUTES);
            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat(System.nanoTime())
                    .as("it came up while the flood went on")
                    .isLessThan(until);
            flood.forEach(CompletableFuture::join);
            System.out.printf(
                    Locale.ROOT, "%d strangers in 4 s; the peer was up after %.2f s%n", knocked.get(), seconds);
            assertThat(reflector.metric("bgp_peer_flaps_total", "")).isEqualTo(flapsBefore);
        }
        assertThat(reflector.metric("bgp_refused_connections_total", "stranger"))
                .isGreaterThan(500)
                .isLessThanOrEqualTo(knocked.doubleValue());
        assertThat(reflector.process().output().lines().filter(line -> line.contains("connection refused")))
                .as("the log is sampled")
                .hasSizeLessThanOrEqualTo(10);
        assertThat(inTimeWait()).as("sockets of ours in TIME_WAIT").isLessThan(10); // those of peers that went
    }

    private void awaitBystandersRoutesAlone() {
        await().atMost(PATIENCE).until(() -> prefixes(reader) == BYSTANDERS_ROUTES);
        assertThat(reflector.advertised(READER).stream().map(LabRoute::prefix))
                .hasSize(BYSTANDERS_ROUTES)
                .allMatch(prefix -> prefix.startsWith("10."));
    }

    private static long prefixes(NettySpeaker speaker) {
        return speaker.snapshot().join().rib().families().getFirst().destinations();
    }

    // --- A peer of bare octets.

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress(InetAddress.getByName(OURS), lab.reflectorPort()), 5_000);
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static Open open(String routerId) {
        AsNumber as = AsNumber.of(64512);
        return new Open(
                as,
                90,
                RouterId.parse(routerId),
                List.of(
                        new Capability.MultiProtocol(1, AddressFamily.IPV4_UNICAST.safi()),
                        new Capability.FourOctetAs(as)));
    }

    /** Routes that nobody else has, a set of attributes for each thousand. */
    private static byte[] thousandRoutes(int number) {
        List<Prefix> prefixes = new ArrayList<>(1000);
        for (int i = 0; i < 1000; i++) {
            int net = (number * 1000 + i) << 8;
            prefixes.add(new Prefix(IpAddress.ofIpv4(0x2000_0000 + net), 24));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AttributeSetBuilder set =
                new AttributeSetBuilder().localPref(100).med(number).nextHop(IpAddress.parse("192.0.2.4"));
        UpdateMessages.PLAIN.announce(set.build(), prefixes).forEach(out::writeBytes);
        return out.toByteArray();
    }

    /** The code and subcode of the NOTIFICATION that comes in the end. */
    private static String readToTheNotification(Socket socket) {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                in.readFully(new byte[16]);
                byte[] body = new byte[in.readUnsignedShort() - Message.HEADER_LENGTH_BYTES];
                int type = in.readUnsignedByte();
                in.readFully(body);
                if (type == Message.TYPE_NOTIFICATION) {
                    return body[0] + "/" + body[1];
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void knock(String from, long until, AtomicLong count) {
        while (System.nanoTime() < until) {
            try {
                connect(from).close();
                count.incrementAndGet();
            } catch (IOException e) {
                count.incrementAndGet(); // reset while it connects, as it should be
            }
        }
    }

    private long inTimeWait() throws IOException {
        String local =
                "%08X:%04X".formatted(Integer.reverseBytes(IpAddress.parse(OURS).ipv4Bits()), lab.reflectorPort());
        try (var lines = Files.lines(Path.of("/proc/net/tcp"))) {
            return lines.filter(line -> line.contains(" " + local + " ") && line.contains(" 06 "))
                    .filter(line -> line.strip().split("\\s+")[1].equals(local))
                    .count();
        }
    }
}
