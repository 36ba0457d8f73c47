// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.attribute.NextHop;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.policy.PolicyCompiler;
import io.bgprr.bgp.policy.PolicyDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Makes an {@link UpdateGroupKey} out of what differs from the usual: everything is accepted, the next hop is kept, AS numbers
 * take four octets, messages 4096, our AS is 64512 and clients are of cluster 10.99.0.1.
 */
final class LabKey {

    static final AsNumber LOCAL_AS = AsNumber.of(64512);
    static final RouterId CLUSTER = RouterId.parse("10.99.0.1");

    private final PeerKind kind;
    private AddressFamily family = AddressFamily.IPV4_UNICAST;
    private PolicyDefinition policy = PolicyDefinition.ACCEPT;
    private OutgoingNextHop nextHop = OutgoingNextHop.KEEP;
    private boolean isFourOctetAs = true;
    private int messageLengthBytesMax = Message.LENGTH_BYTES_MAX;
    private RouterId cluster = CLUSTER;

    private LabKey(PeerKind kind) {
        this.kind = kind;
    }

    static LabKey of(PeerKind kind) {
        return new LabKey(kind);
    }

    LabKey family(AddressFamily value) {
        family = value;
        return this;
    }

    LabKey policy(PolicyDefinition value) {
        policy = value;
        return this;
    }

    LabKey twoOctetAs() {
        isFourOctetAs = false;
        return this;
    }

    LabKey extendedMessages() {
        messageLengthBytesMax = Message.EXTENDED_LENGTH_BYTES_MAX;
        return this;
    }

    LabKey cluster(String value) {
        cluster = RouterId.parse(value);
        return this;
    }

    /** The next hop is this address, or, when null, ought to be one that there is not. */
    LabKey nextHop(@Nullable String address) {
        nextHop = new OutgoingNextHop(false, address == null ? null : NextHop.of(IpAddress.parse(address)), null);
        return this;
    }

    /** The next hop is kept; for our own routes that name none it is this address, null = there is none. */
    LabKey self(@Nullable String address) {
        nextHop = new OutgoingNextHop(true, null, address == null ? null : NextHop.of(IpAddress.parse(address)));
        return this;
    }

    UpdateGroupKey build() {
        return new UpdateGroupKey(
                family,
                kind,
                PolicyCompiler.compile(policy, kind, true),
                nextHop,
                isFourOctetAs,
                messageLengthBytesMax,
                LOCAL_AS,
                kind == PeerKind.IBGP_CLIENT ? cluster.bits() : 0);
    }
}
