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
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One Established session as both engines know it. Its identity is the session's epoch: the next session of the same peer
 * has another link, and commands that name an ended one are dropped.
 *
 * <p>The final fields may be read by all. The others belong to one engine each, but for the requests of a refresh, which wait here
 * and take no more room however often they come.
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

    private final AtomicInteger refreshesWaiting = new AtomicInteger(); // bits of families, of both

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

    /** The peer asks for a family's routes; false when such a request waits already, which then serves this one too. */
    boolean refreshAsked(AddressFamily family) {
        return (refreshesWaiting.getAndUpdate(bits -> bits | family.bit()) & family.bit()) == 0;
    }

    /** The request is about to be served: one that comes from here on is another. */
    void refreshTaken(AddressFamily family) {
        refreshesWaiting.getAndUpdate(bits -> bits & ~family.bit());
    }

    IpAddress peerAddress() {
        return configAtStart.session().peerAddress();
    }
}
