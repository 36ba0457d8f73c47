// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.metrics;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.speaker.PeerSnapshot;
import io.bgprr.bgp.speaker.SpeakerSnapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What each peer of a snapshot is called: its address, as every tool calls it. Where two peers share an address, both are
 * called {@code address:port}, so that a name says one peer; two time series of one name would spoil a whole scrape.
 */
public final class PeerNames {

    private final Set<IpAddress> shared;

    private PeerNames(Set<IpAddress> shared) {
        this.shared = shared;
    }

    public static PeerNames of(SpeakerSnapshot snapshot) {
        return of(snapshot.peers());
    }

    static PeerNames of(List<PeerSnapshot> peers) {
        Set<IpAddress> seen = HashSet.newHashSet(peers.size());
        Set<IpAddress> shared = new HashSet<>();
        for (PeerSnapshot peer : peers) {
            if (!seen.add(peer.address())) {
                shared.add(peer.address());
            }
        }
        return new PeerNames(shared);
    }

    public String of(PeerSnapshot peer) {
        IpAddress address = peer.address();
        if (!shared.contains(address)) {
            return address.toString();
        }
        int port = peer.config().session().peerPort();
        return address.isIpv6() ? "[" + address + "]:" + port : address + ":" + port;
    }
}
