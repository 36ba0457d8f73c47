// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.Capability.MultiProtocol;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.session.CapabilityNegotiator;
import io.bgprr.bgp.session.CapabilityNegotiator.Negotiation.Agreed;
import io.bgprr.bgp.session.CapabilityNegotiator.Negotiation.Refused;
import io.bgprr.bgp.session.RemoteAs;
import io.bgprr.bgp.session.SessionConfig;
import io.bgprr.bgp.session.SocketSecurity;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What other projects test their decoders with. */
class BgpVectorTest {

    private static final SessionConfig CONFIG = new SessionConfig(
            IpAddress.parse("192.0.2.2"),
            179,
            null,
            AsNumber.of(64512),
            RouterId.parse("192.0.2.1"),
            new RemoteAs.Any(),
            false,
            3,
            90,
            120,
            600,
            SessionConfig.SEND_HOLD_BY_RFC,
            false,
            false,
            false,
            SocketSecurity.NONE,
            true);

    static Stream<BgpVector> vectors() {
        return BgpVector.all().stream();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void theDecoderDoesWhatTheRfcAsksFor(BgpVector vector) {
        VectorOutcome outcome = VectorOutcome.of(vector.octets(), vector.context());
        assertThat(vector.isMet(outcome.action()))
                .as(
                        "%s %s: %s instead of %s, because of %s; %s",
                        vector, vector.source(), outcome.action(), vector.expected(), outcome.reasons(), vector.why())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void whatIsUnderstoodIsWrittenAndReadAgain(BgpVector vector) {
        for (Message message :
                VectorOutcome.of(vector.octets(), vector.context()).messages()) {
            if (message instanceof Update update) {
                RoundTrip.check(update, vector.context());
            }
        }
    }

    /** RFC 4760 §8, RFC 5492 §5: a session without a common family would be of no use. */
    @ParameterizedTest
    @MethodSource("opens")
    void anOpenIsRefusedOnlyForWantOfAFamily(Open open) {
        boolean isListing = open.capabilities().stream().anyMatch(MultiProtocol.class::isInstance);
        boolean hasCommon = open.capabilities().stream()
                .anyMatch(capability ->
                        capability instanceof MultiProtocol(int afi, int safi) && AddressFamily.of(afi, safi) != null);
        Open ours = CapabilityNegotiator.open(CONFIG, true);
        switch (CapabilityNegotiator.negotiate(CONFIG, ours, open)) {
            case Agreed(Negotiated negotiated) ->
                assertThat(negotiated.families()).isNotEmpty();
            case Refused(Notification notification, String reason) -> {
                assertThat(isListing && !hasCommon).as(reason).isTrue();
                assertThat(notification.code()).isEqualTo(2);
                assertThat(notification.subcode()).isEqualTo(7);
            }
        }
    }

    static Stream<Open> opens() {
        return vectors()
                .flatMap(vector -> VectorOutcome.of(vector.octets(), vector.context()).messages().stream())
                .filter(Open.class::isInstance)
                .map(Open.class::cast);
    }

    @Test
    void noVectorIsMissing() {
        assertThat(vectors().map(BgpVector::id)).hasSizeGreaterThanOrEqualTo(503);
        assertThat(vectors().map(BgpVector::id).distinct()).hasSize(503);
    }
}
