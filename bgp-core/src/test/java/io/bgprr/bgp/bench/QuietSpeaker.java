// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.bench;

import io.bgprr.bgp.message.Capability;
import io.bgprr.bgp.message.Keepalive;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.session.Connection;
import io.bgprr.bgp.session.ConnectionListener;
import io.bgprr.bgp.speaker.Configs;
import io.bgprr.bgp.speaker.EngineView;
import io.bgprr.bgp.speaker.Limits;
import io.bgprr.bgp.speaker.PeerSnapshot;
import io.bgprr.bgp.speaker.SessionLoop;
import io.bgprr.bgp.speaker.SpeakerClock;
import io.bgprr.bgp.speaker.SpeakerConfig;
import io.bgprr.bgp.speaker.SpeakerEngines;
import io.bgprr.bgp.speaker.SpeakerObserver;
import io.bgprr.bgp.wire.MessageEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A reflector's engines in one thread and in virtual time, whose clients allocate nothing: they say what they are given to say, and
 * of what they hear they count the octets.
 */
public final class QuietSpeaker {

    /** As the daemon reads: up to so much at once. */
    public static final int READ_BYTES = 256 << 10;

    private static final IpAddress OURS = IpAddress.parse("192.0.2.10");
    private static final long LOCAL_AS = 64512;
    private static final int CLIENTS_MAX = 1 << 20;

    private final SpeakerEngines engines;
    private final SessionLoop loop;
    private final SplittableRandom random = new SplittableRandom(1);
    private int clientCount;
    private boolean isWoken;
    private Runnable afterSlice = () -> {};
    private long nowNanos = TimeUnit.HOURS.toNanos(1);

    public QuietSpeaker() {
        Configs speaker = Configs.speaker(LOCAL_AS, "192.0.2.10").limits(Limits.DEFAULT.withMemory(Long.MAX_VALUE / 8));
        SpeakerConfig config = speaker.dynamic(
                        "10.0.0.0/8",
                        speaker.peer("10.0.0.0").client().passive().build(),
                        CLIENTS_MAX)
                .build();
        engines = new SpeakerEngines(
                config,
                List.of(new SpeakerEngines.LoopHost(
                        (_, _) -> {
                            throw new IllegalStateException("nobody is to be dialed");
                        },
                        random,
                        () -> isWoken = true)),
                () -> isWoken = true,
                new PooledByteBufAllocator(true, 0, 1, 8192, 7, 0, 0, false), // as transport.NettySpeaker
                SpeakerObserver.NONE,
                new SpeakerClock(() -> nowNanos, () -> nowNanos / 1_000_000));
        loop = engines.loops().getFirst();
        answer(engines.start());
    }

    /** Runs both engines until neither has anything to do. */
    public void run() {
        boolean more = true;
        while (more) {
            isWoken = false;
            more = loop.runPass(nowNanos);
            more |= engines.rib().runSlice();
            engines.rib().sliceDone(nowNanos);
            afterSlice.run();
            more |= isWoken;
        }
    }

    private <T> T answer(CompletableFuture<T> future) {
        run();
        if (!future.isDone()) {
            throw new IllegalStateException("no answer");
        }
        return future.join();
    }

    /** Lets time pass, in which every client says that it is there as often as it must. */
    public void pass(long seconds, List<Client> clients) {
        long until = nowNanos + TimeUnit.SECONDS.toNanos(seconds);
        while (nowNanos < until) {
            nowNanos += TimeUnit.SECONDS.toNanos(1);
            if (TimeUnit.NANOSECONDS.toSeconds(nowNanos) % 30 == 0) {
                clients.forEach(Client::keepAlive);
            }
            run();
        }
    }

    /** A new client whose session is up, and whose initial table is complete. */
    public Client client() {
        Client client = new Client(IpAddress.ofIpv4(0x0a00_0001 + clientCount++));
        client.heard = Objects.requireNonNull(loop.accepted(client, nowNanos));
        client.say(MessageEncoder.encode(client.open()));
        client.say(MessageEncoder.encode(new Keepalive()));
        return client;
    }

    /** Has something looked at after each slice of the RibLoop. */
    public void afterSlice(Runnable look) {
        afterSlice = look;
    }

    /** The engines' insides, for checks. */
    public EngineView view() {
        return new EngineView(engines);
    }

    /** Routes of a family that were sent to a client and not withdrawn. */
    public long advertised(Client client, AddressFamily family) {
        return Objects.requireNonNull(peer(client).families().get(family)).advertised();
    }

    public PeerSnapshot peer(Client client) {
        return answer(engines.snapshot(List.of())).peers().stream()
                .filter(peer -> peer.address().equals(client.address))
                .findFirst()
                .orElseThrow();
    }

    /** Whether somebody announces the prefix. */
    public boolean has(Prefix prefix) {
        return !answer(engines.explain(prefix)).paths().isEmpty();
    }

    /** The far end of one session. */
    public final class Client implements Connection {

        private final IpAddress address;
        private @Nullable ConnectionListener heard;
        private long heardBytes;

        private Client(IpAddress address) {
            this.address = address;
        }

        private Open open() {
            return new Open(
                    AsNumber.of(LOCAL_AS),
                    90,
                    RouterId.parse(address.toString()),
                    List.of(
                            new Capability.MultiProtocol(1, 1),
                            new Capability.MultiProtocol(2, 1),
                            new Capability.FourOctetAs(AsNumber.of(LOCAL_AS)),
                            new Capability.RouteRefreshSupport()));
        }

        /** Says it in reads of a bounded size, and lets the engines do what follows after each of them. */
        public void say(byte[] octets) {
            for (int at = 0; at < octets.length; at += READ_BYTES) {
                read(octets, at, Math.min(READ_BYTES, octets.length - at));
            }
        }

        private void read(byte[] octets, int offset, int lengthBytes) {
            Objects.requireNonNull(heard).received(octets, offset, lengthBytes, nowNanos);
            run();
        }

        /** Its host crashes: the session ends, and what it announced goes. */
        public void vanish() {
            Objects.requireNonNull(heard).closed("reset by peer", nowNanos);
            run();
        }

        void keepAlive() {
            say(KEEPALIVE);
        }

        /** Octets that it was sent since it connected. */
        public long heardBytes() {
            return heardBytes;
        }

        @Override
        public IpAddress remoteAddress() {
            return address;
        }

        @Override
        public int remotePort() {
            return 40000;
        }

        @Override
        public IpAddress localAddress() {
            return OURS;
        }

        @Override
        public int localPort() {
            return 179;
        }

        @Override
        public void write(byte[] bytes, int offset, int lengthBytes) {
            heardBytes += lengthBytes;
        }

        @Override
        public void write(ByteBuf buffer) {
            heardBytes += buffer.readableBytes();
            buffer.release();
        }

        @Override
        public void flush() {
            // It is counted already.
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public void pauseReads() {
            // What is said here is said only when the engines have nothing left to do.
        }

        @Override
        public void resumeReads() {
            // As above.
        }

        @Override
        public void closeAfterFlush() {
            close();
        }

        @Override
        public void close() {
            throw new IllegalStateException(address + " is closed by the speaker");
        }
    }

    private static final byte[] KEEPALIVE = MessageEncoder.encode(new Keepalive());
}
