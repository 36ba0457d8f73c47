// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.message.Capability;
import io.bgprr.bgp.message.Keepalive;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.session.ConnectionListener;
import io.bgprr.bgp.speaker.Configs;
import io.bgprr.bgp.speaker.RoutePage;
import io.bgprr.bgp.speaker.RouteQuery;
import io.bgprr.bgp.speaker.SpeakerClock;
import io.bgprr.bgp.speaker.SpeakerConfig;
import io.bgprr.bgp.speaker.SpeakerEngines;
import io.bgprr.bgp.speaker.SpeakerEvent;
import io.bgprr.bgp.wire.DecodeContext;
import io.bgprr.bgp.wire.MessageEncoder;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A whole speaker, one of whose peers sends any UPDATEs. The others, a client, a non-client, an external peer and one of 2-octet
 * AS numbers, are sent nothing that they could find fault with, hold exactly what the speaker says that it sent them, and hold
 * nothing of the peer's when it has left.
 *
 * <p>Input: an octet of options (3 the peer's kind: 0 external, 1 client, 2 non-client, 3 external of 2-octet AS numbers; 4
 * only IPv4; 8 the engines run only when all has arrived), then UPDATEs: a length of two octets and the body.
 */
class SpeakerFuzzTest {

    private static final int INPUT_LENGTH_MAX = 8192;
    private static final AsNumber LOCAL = AsNumber.of(64512);
    private static final byte[] KEEPALIVE = MessageEncoder.encode(new Keepalive());

    static Stream<byte[]> inputs() {
        List<byte[]> inputs = new ArrayList<>();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(1);
        for (GoldenMessages golden : GoldenMessages.ofType(Message.TYPE_UPDATE).toList()) {
            int kind = golden.options().contains("ibgp") ? 1 : golden.options().contains("as4") ? 0 : 3;
            byte[] body = golden.body();
            byte[] framed = join(new byte[] {(byte) kind, (byte) (body.length >>> 8), (byte) body.length}, body);
            inputs.add(framed);
            if (all.size() + framed.length < INPUT_LENGTH_MAX
                    && golden.options().contains("ibgp")) {
                all.write(framed, 1, framed.length - 1);
            }
        }
        inputs.add(all.toByteArray());
        return inputs.stream();
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] joined = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }

    @MethodSource("inputs")
    @FuzzTest
    void whateverOnePeerSendsTheOthersAreSentSoundRoutes(byte[] input) {
        if (input.length == 0 || input.length > INPUT_LENGTH_MAX) {
            return;
        }
        Scene scene = new Scene(input[0]);
        int octets = scene.feed(input);
        scene.assertOthersHoldWhatTheyWereSent(octets);
        scene.talker.hangUp(scene.nowNanos);
        scene.run();
        scene.assertOthersHoldWhatTheyWereSent(2 * octets);
        scene.others.values().forEach(peer -> assertThat(peer.routes).isEmpty());
        assertThat(scene.routes(RouteQuery.Scope.LOC_RIB, null)).isEmpty();
        scene.assertNothingIsLeftOfThem();
    }

    /** The speaker and its peers, in a time that stands still. */
    private static final class Scene {

        private final long nowNanos = TimeUnit.HOURS.toNanos(1);
        private final int options;
        private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
        private final List<SpeakerEvent> events = new ArrayList<>();
        private final SpeakerEngines engines;
        private final StrictPeer talker;
        private final Map<IpAddress, StrictPeer> others = new LinkedHashMap<>();
        private boolean isLoopWoken;
        private boolean isRibWoken;

        Scene(int options) {
            this.options = options;
            int kind = options & 3;
            boolean isExternal = kind == 0 || kind == 3;
            engines = new SpeakerEngines(
                    config(kind, isExternal),
                    List.of(new SpeakerEngines.LoopHost(
                            (request, listener) -> {
                                throw new AssertionError("all peers are passive");
                            },
                            new Random(1),
                            () -> isLoopWoken = true)),
                    () -> isRibWoken = true,
                    allocator,
                    events::add,
                    new SpeakerClock(() -> nowNanos, () -> nowNanos / 1_000_000));
            CompletableFuture<Void> started = engines.start();
            run();
            assertThat(started).isCompleted();
            talker = connect("192.0.2.2", isExternal ? 65001 : 64512, kind != 3, (options & 4) != 0 ? 1 : 3);
            others.put(IpAddress.parse("192.0.2.3"), connect("192.0.2.3", 64512, true, 3));
            others.put(IpAddress.parse("192.0.2.4"), connect("192.0.2.4", 64512, true, 3));
            others.put(IpAddress.parse("192.0.2.5"), connect("192.0.2.5", 65005, true, 3));
            others.put(IpAddress.parse("192.0.2.6"), connect("192.0.2.6", 65006, false, 3));
        }

        private static SpeakerConfig config(int kind, boolean isExternal) {
            Configs speaker = Configs.speaker(LOCAL.value(), "10.0.0.1");
            Configs.Peer talker = peer(speaker, "192.0.2.2", isExternal ? 65001 : 64512);
            return speaker.neighbor((kind == 1 ? talker.client() : talker).build())
                    .neighbor(peer(speaker, "192.0.2.3", 64512).client().build())
                    .neighbor(peer(speaker, "192.0.2.4", 64512).build())
                    .neighbor(peer(speaker, "192.0.2.5", 65005).build())
                    .neighbor(peer(speaker, "192.0.2.6", 65006).build())
                    .build();
        }

        private static Configs.Peer peer(Configs speaker, String address, long as) {
            return speaker.peer(address).as(as).passive().policies(PolicyDefinition.ACCEPT, PolicyDefinition.ACCEPT);
        }

        private StrictPeer connect(String address, long as, boolean isFourOctetAs, int familyBits) {
            StrictPeer peer = new StrictPeer(
                    IpAddress.parse(address),
                    new DecodeContext(as == LOCAL.value(), isFourOctetAs, 3, 0, false, false));
            ConnectionListener listener = engines.loops().getFirst().accepted(peer, nowNanos);
            peer.heardBy(listener);
            List<Capability> capabilities = new ArrayList<>(List.of(new Capability.RouteRefreshSupport()));
            for (AddressFamily family : AddressFamily.values()) {
                if ((familyBits & family.bit()) != 0) {
                    capabilities.add(new Capability.MultiProtocol(family.afi(), family.safi()));
                }
            }
            if (isFourOctetAs) {
                capabilities.add(new Capability.FourOctetAs(AsNumber.of(as)));
            }
            byte[] open = MessageEncoder.encode(
                    new Open(AsNumber.of(as), 90, RouterId.parse(address.replace("192.0.2", "10.0.1")), capabilities));
            peer.say(open, 0, open.length, nowNanos);
            peer.say(KEEPALIVE, 0, KEEPALIVE.length, nowNanos);
            run();
            assertThat(peer.complete).as("End-of-RIB").hasSize(Integer.bitCount(familyBits));
            return peer;
        }

        /** Lets the engines work until there is nothing to do. */
        void run() {
            isLoopWoken = true; // something has arrived
            int passes = 0;
            while (isLoopWoken || isRibWoken) {
                if (isLoopWoken) {
                    isLoopWoken = engines.loops().getFirst().runPass(nowNanos);
                }
                if (isRibWoken) {
                    isRibWoken = engines.rib().runSlice();
                    engines.rib().sliceDone(nowNanos);
                }
                assertThat(++passes).as("comes to rest").isLessThan(1000);
            }
            assertThat(events)
                    .noneMatch(event ->
                            event instanceof SpeakerEvent.EngineFailed || event instanceof SpeakerEvent.SessionCrashed);
        }

        /** Returns how many octets the talker said. */
        int feed(byte[] input) {
            int octets = 0;
            for (int at = 1; at + 2 <= input.length; ) {
                int length = Math.min((input[at] & 0xff) << 8 | input[at + 1] & 0xff, input.length - at - 2);
                length = Math.min(length, Message.LENGTH_BYTES_MAX - Message.HEADER_LENGTH_BYTES);
                byte[] message = new byte[Message.HEADER_LENGTH_BYTES + length];
                Arrays.fill(message, 0, 16, (byte) 0xff);
                message[16] = (byte) (message.length >>> 8);
                message[17] = (byte) message.length;
                message[18] = Message.TYPE_UPDATE;
                System.arraycopy(input, at + 2, message, Message.HEADER_LENGTH_BYTES, length);
                talker.say(message, 0, message.length, nowNanos);
                octets += message.length;
                if ((options & 8) == 0) {
                    run();
                }
                at += 2 + length;
            }
            run();
            return octets;
        }

        void assertOthersHoldWhatTheyWereSent(int octetsFed) {
            others.forEach((address, peer) -> {
                assertThat(peer.isOver()).as(address + " is still there").isFalse();
                assertThat(peer.isInsideMessage()).isFalse();
                // An OPEN, a KEEPALIVE, two End-of-RIB; then at most all prefixes one by one, with some attributes
                // more.
                assertThat(peer.octetsCount()).isLessThan(1024 + 64L * octetsFed);
                assertThat(text(peer.routes)).isEqualTo(text(routes(RouteQuery.Scope.ADVERTISED, address)));
            });
        }

        /** Every buffer was given back when all have left. */
        void assertNothingIsLeftOfThem() {
            others.values().forEach(peer -> peer.hangUp(nowNanos));
            run();
            assertThat(allocator.metric().usedDirectMemory()).isZero();
            assertThat(allocator.metric().usedHeapMemory()).isZero();
        }

        private static Map<String, String> text(Map<Prefix, AttributeSet> routes) {
            Map<String, String> texts = new TreeMap<>();
            routes.forEach((prefix, set) -> texts.put(
                    prefix.toString(), set.nextHop() + " " + HexFormat.of().formatHex(set.canonicalBytes())));
            return texts;
        }

        Map<Prefix, AttributeSet> routes(RouteQuery.Scope scope, @Nullable IpAddress peer) {
            Map<Prefix, AttributeSet> routes = new LinkedHashMap<>();
            for (AddressFamily family : AddressFamily.values()) {
                CompletableFuture<RoutePage> answer =
                        engines.routes(new RouteQuery(scope, peer, family, RouteQuery.Match.ALL, null, 10_000, null));
                run();
                assertThat(answer).isCompleted();
                answer.join().routes().forEach(route -> routes.put(route.prefix(), route.attributes()));
            }
            return routes;
        }
    }
}
