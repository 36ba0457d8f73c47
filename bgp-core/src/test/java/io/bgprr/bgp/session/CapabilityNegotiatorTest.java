// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import static io.bgprr.bgp.session.SessionHarness.open;
import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.Capability;
import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.session.CapabilityNegotiator.Negotiation;
import io.bgprr.bgp.session.CapabilityNegotiator.Negotiation.Agreed;
import io.bgprr.bgp.session.CapabilityNegotiator.Negotiation.Refused;
import io.bgprr.bgp.session.TestConfigs.Sketch;
import io.bgprr.bgp.wire.MessageEncoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What two OPENs come to. */
class CapabilityNegotiatorTest {

    private static Negotiation negotiate(SessionConfig config, Open theirs) {
        return CapabilityNegotiator.negotiate(config, CapabilityNegotiator.open(config, true), theirs);
    }

    private static Negotiated agreed(SessionConfig config, Open theirs) {
        return ((Agreed) negotiate(config, theirs)).negotiated();
    }

    private static @Nullable ErrorCode refusal(SessionConfig config, Open theirs) {
        var notification = ((Refused) negotiate(config, theirs)).notification();
        return ErrorCode.of(notification.code(), notification.subcode());
    }

    private static RemoteAs remoteAs(String text) {
        return switch (text) {
            case "internal" -> new RemoteAs.Internal();
            case "external" -> new RemoteAs.External();
            case "any" -> new RemoteAs.Any();
            default -> new RemoteAs.Exactly(AsNumber.parse(text));
        };
    }

    @ParameterizedTest(name = "remote-as {0}, the peer says {1}: {2}")
    @CsvSource({
        "64512,      64512,      IBGP_NON_CLIENT",
        "64512,      64513,      BAD_PEER_AS",
        "4200000000, 4200000000, EBGP",
        "4200000000, 23456,      BAD_PEER_AS",
        "internal,   64512,      IBGP_NON_CLIENT",
        "internal,   65001,      BAD_PEER_AS",
        "external,   65001,      EBGP",
        "external,   64512,      BAD_PEER_AS",
        "any,        64512,      IBGP_NON_CLIENT",
        "any,        65001,      EBGP",
        "any,        0,          BAD_PEER_AS",
    })
    void theAsDecidesWhatThePeerIs(String configured, long as, String outcome) {
        SessionConfig config = new Sketch().remoteAs(remoteAs(configured)).build();
        Open theirs = open(as, 90, "10.0.0.2");

        switch (negotiate(config, theirs)) {
            case Agreed agreed -> assertThat(agreed.negotiated().kind().name()).isEqualTo(outcome);
            case Refused _ -> assertThat(refusal(config, theirs)).isEqualTo(ErrorCode.valueOf(outcome));
        }
    }

    @Test
    void anInternalPeerMayBeAClientAndAnExternalOneNever() {
        Sketch client = new Sketch().client().remoteAs(new RemoteAs.Any());

        assertThat(agreed(client.build(), open()).kind()).isEqualTo(PeerKind.IBGP_CLIENT);
        assertThat(agreed(client.build(), open(65001, 90, "10.0.0.2")).kind()).isEqualTo(PeerKind.EBGP);
    }

    @Test
    void anIdentifierIsUniqueWithinAnAsOnly() {
        assertThat(refusal(TestConfigs.active(), open(64512, 90, "10.0.0.1"))).isEqualTo(ErrorCode.BAD_BGP_IDENTIFIER);
        assertThat(agreed(new Sketch().remoteAs(65001).build(), open(65001, 90, "10.0.0.1"))
                        .peerRouterId())
                .isEqualTo(RouterId.parse("10.0.0.1"));
        assertThat(agreed(TestConfigs.active(), open(64512, 90, "250.1.2.3")).peerRouterId())
                .as("older Calico nodes have such identifiers")
                .isEqualTo(RouterId.parse("250.1.2.3"));
    }

    @ParameterizedTest(name = "ours {0}, theirs {1}: hold {2}, keepalive {3}")
    @CsvSource({"90,180,90,30", "90,3,3,1", "0,90,0,0", "90,0,0,0", "10,90,10,3", "3,4,3,1", "65535,65535,65535,21845"})
    void theSmallerHoldTimeCounts(int ours, int theirs, int hold, int keepalive) {
        Negotiated agreed = agreed(new Sketch().holdTime(ours).build(), open(64512, theirs, "10.0.0.2"));

        assertThat(agreed.holdTimeSeconds()).isEqualTo(hold);
        assertThat(agreed.keepaliveSeconds()).isEqualTo(keepalive);
    }

    @Test
    void aFamilyNeedsBothSides() {
        Capability ipv4 = new Capability.MultiProtocol(1, 1);
        Capability ipv6 = new Capability.MultiProtocol(2, 1);
        Capability vpnv4 = new Capability.MultiProtocol(1, 128);

        assertThat(families(ipv4, ipv6)).containsExactly(AddressFamily.IPV4_UNICAST, AddressFamily.IPV6_UNICAST);
        assertThat(families(ipv6)).containsExactly(AddressFamily.IPV6_UNICAST);
        assertThat(families(ipv6, ipv6, vpnv4)).containsExactly(AddressFamily.IPV6_UNICAST);
        assertThat(families()).containsExactly(AddressFamily.IPV4_UNICAST);
        assertThat(families(new Capability.Unknown(130, new byte[3]))).containsExactly(AddressFamily.IPV4_UNICAST);
        assertThat(refusal(TestConfigs.active(), with(vpnv4))).isEqualTo(ErrorCode.UNSUPPORTED_CAPABILITY);
    }

    private static Open with(Capability... capabilities) {
        return new Open(AsNumber.of(64512), 90, RouterId.parse("10.0.0.2"), List.of(capabilities));
    }

    private static List<AddressFamily> families(Capability... capabilities) {
        return agreed(TestConfigs.active(), with(capabilities)).families();
    }

    @Test
    void whatOnlyOneSideOfferedIsNotUsed() {
        Negotiated agreed = agreed(
                TestConfigs.active(),
                with(
                        new Capability.ExtendedMessage(),
                        new Capability.AddPath(List.of(new Capability.AddPath.Entry(1, 1, 3)))));

        assertThat(agreed.messageLengthBytesMax()).isEqualTo(Message.LENGTH_BYTES_MAX);
        assertThat(agreed.addPathReceiveBits()).isZero();
        assertThat(agreed.addPathSendBits()).isZero();
        assertThat(agreed.isFourOctetAs()).isFalse();
        assertThat(agreed.isRouteRefresh()).isFalse();
    }

    @Test
    void ourOpenFitsTheOldForm() {
        List<Byte> message = new ArrayList<>();
        for (byte octet : MessageEncoder.encode(CapabilityNegotiator.open(TestConfigs.active(), true))) {
            message.add(octet);
        }

        assertThat(message).hasSizeLessThan(29 + 255);
        assertThat(message.get(28)).isEqualTo((byte) (message.size() - 29));
    }

    @Test
    void withoutCapabilitiesOurOpenHasNoParameters() {
        SessionConfig config = new Sketch().localAs(4_200_000_000L).build();

        byte[] message = MessageEncoder.encode(CapabilityNegotiator.open(config, false));

        assertThat(message).hasSize(29);
        assertThat((message[20] & 0xff) << 8 | message[21] & 0xff).isEqualTo(AsNumber.AS_TRANS);
    }
}
