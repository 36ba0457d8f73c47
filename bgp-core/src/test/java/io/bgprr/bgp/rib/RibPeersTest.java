// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RibPeersTest {

    private final RibPeers peers = new RibPeers(RouterId.parse("192.0.2.255"));

    @Test
    void anIndexIsGivenOutAgainOnceItIsReleased() {
        RibPeer first = add(1);
        add(2);
        assertThat(first.index()).isEqualTo((char) 2);
        assertThat(peers.size()).isEqualTo(2);
        peers.release(first);
        assertThat(peers.size()).isEqualTo(1);
        assertThatThrownBy(() -> peers.get(first.index())).isInstanceOf(IllegalStateException.class);
        assertThat(add(3).index()).isEqualTo(first.index());
    }

    private RibPeer add(int number) {
        return Objects.requireNonNull(
                peers.add(PeerKind.IBGP_CLIENT, new RouterId(number), IpAddress.ofIpv4(number), 0));
    }
}
