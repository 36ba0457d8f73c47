// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.attribute.NextHop;
import io.bgprr.bgp.export.OutgoingNextHop;
import io.bgprr.bgp.export.UpdateGroupKey;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.policy.PolicyCompiler;
import org.jspecify.annotations.Nullable;

/** Which update group a session belongs to: its configuration and what was negotiated, boiled down. */
final class ExportKeys {

    private ExportKeys() {}

    static UpdateGroupKey of(SpeakerConfig config, SessionLink link, AddressFamily family) {
        PeerKind kind = link.negotiated.kind();
        PeerConfig peer = link.ribConfig;
        return new UpdateGroupKey(
                family,
                kind,
                PolicyCompiler.compile(peer.exportPolicy(), kind, config.ebgpRequiresPolicy()),
                nextHop(config, link, family),
                link.negotiated.isFourOctetAs(),
                link.negotiated.messageLengthBytesMax(),
                peer.session().localAs(),
                kind == PeerKind.IBGP_CLIENT ? peer.clusterId().bits() : 0);
    }

    private static OutgoingNextHop nextHop(SpeakerConfig config, SessionLink link, AddressFamily family) {
        NextHopRule rule = link.ribConfig.nextHop();
        if (rule == null) {
            rule = link.negotiated.kind().isInternal() ? new NextHopRule.Keep() : new NextHopRule.Self();
        }
        if (rule instanceof NextHopRule.Address(IpAddress ipv4, IpAddress ipv6)) {
            IpAddress address = family == AddressFamily.IPV6_UNICAST ? ipv6 : ipv4;
            return new OutgoingNextHop(false, ofFamily(address, family), null);
        }
        // The local address is part of the key only where it is used: else it would split groups for nothing.
        if (rule instanceof NextHopRule.Keep && !originatesWithoutNextHop(config, family)) {
            return OutgoingNextHop.KEEP;
        }
        NextHop self = ofFamily(link.localAddress, family);
        if (rule instanceof NextHopRule.Keep) {
            return new OutgoingNextHop(true, null, self);
        }
        if (rule instanceof NextHopRule.Self) {
            return new OutgoingNextHop(false, self, null);
        }
        throw new IllegalStateException("a rule of no kind: " + rule);
    }

    private static boolean originatesWithoutNextHop(SpeakerConfig config, AddressFamily family) {
        return config.networks().stream()
                .anyMatch(network -> network.prefix().family() == family
                        && network.attributes().nextHop().address().isUnspecified());
    }

    private static @Nullable NextHop ofFamily(@Nullable IpAddress address, AddressFamily family) {
        boolean fits = address != null && address.isIpv6() == (family == AddressFamily.IPV6_UNICAST);
        return fits && address != null ? NextHop.of(address) : null;
    }
}
