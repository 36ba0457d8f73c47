// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import java.util.List;
import java.util.Map;

/**
 * The whole speaker at one moment, immutable.
 *
 * @param startedMillis wall clock
 * @param listen the addresses bound, with their real ports
 * @param peers by address; two peers may share an address with different ports
 * @param connectionsRefused how many were reset before anything was made for them, by reason
 * @param halfOpen accepted connections that are not Established
 */
public record SpeakerSnapshot(
        SpeakerConfig config,
        long startedMillis,
        List<ListenAddress> listen,
        List<PeerSnapshot> peers,
        RibSnapshot rib,
        Map<ConnectionRefusal, Long> connectionsRefused,
        int halfOpen) {

    public long refused(ConnectionRefusal reason) {
        return connectionsRefused.getOrDefault(reason, 0L);
    }
}
