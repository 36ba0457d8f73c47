// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import java.util.List;

/**
 * The whole speaker at one moment, immutable.
 *
 * @param startedMillis wall clock
 * @param listen the addresses bound, with their real ports
 * @param peers by address; two peers may share an address with different ports
 * @param strangersRefused connections from addresses that nothing covers
 * @param dynamicRefused connections refused because a range's limit was reached
 */
public record SpeakerSnapshot(
        SpeakerConfig config,
        long startedMillis,
        List<ListenAddress> listen,
        List<PeerSnapshot> peers,
        RibSnapshot rib,
        long strangersRefused,
        long dynamicRefused) {}
