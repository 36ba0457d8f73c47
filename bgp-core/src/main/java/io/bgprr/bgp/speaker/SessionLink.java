// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.export.ExportMember;
import io.bgprr.bgp.export.Recipient;
import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.policy.Policy;
import io.bgprr.bgp.rib.AdjRibIn;
import io.bgprr.bgp.rib.RibPeer;
import org.jspecify.annotations.Nullable;

/**
 * One Established session as both engines know it. Its identity is the session's epoch: the next session of the same peer
 * has another link, and commands that name an ended one are dropped.
 *
 * <p>The final fields may be read by all. The others belong to one engine each.
 */
final class SessionLink implements Recipient {

    private final int loop;
    final PeerConfig configAtStart;
    final Negotiated negotiated;
    final IpAddress localAddress;

    // The SessionLoop's own.
    final MemberOutput output;

    @Nullable
    UpdateBatch batch;

    // The RibLoop's own.
    @Nullable
    RibPeer peer;

    PeerConfig ribConfig;

    @Nullable
    Policy importPolicy;

    final @Nullable AdjRibIn[] adjRibIn = new AdjRibIn[AddressFamily.COUNT];
    final @Nullable ExportMember[] members = new ExportMember[AddressFamily.COUNT];
    final @Nullable PrefixQuota[] quotas = new PrefixQuota[AddressFamily.COUNT];
    int endOfRibReceivedBits;
    int refusedCount; // of its announcements, remembered as treated as withdrawn
    boolean isOverLimit; // its end is ordered, and until it comes nothing more is taken of it
    boolean isEnded;

    SessionLink(int loop, PeerConfig config, Negotiated negotiated, IpAddress localAddress, MemberOutput output) {
        this.loop = loop;
        this.configAtStart = config;
        this.ribConfig = config;
        this.negotiated = negotiated;
        this.localAddress = localAddress;
        this.output = output;
        output.link(this);
    }

    @Override
    public int loop() {
        return loop;
    }

    IpAddress peerAddress() {
        return configAtStart.session().peerAddress();
    }
}
