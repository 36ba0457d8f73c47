// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** What next hop a peer is told. It never applies to routes that are reflected (RFC 4456 §10). */
public sealed interface NextHopRule {

    /** For people: {@code self}, {@code keep}, or the addresses. */
    String describe();

    /** The session's local address; a family for which there is none is not advertised. */
    record Self() implements NextHopRule {
        @Override
        public String describe() {
            return "self";
        }
    }

    /** The next hop as received. */
    record Keep() implements NextHopRule {
        @Override
        public String describe() {
            return "keep";
        }
    }

    /** These addresses; a family without one is not advertised. */
    record Address(@Nullable IpAddress ipv4, @Nullable IpAddress ipv6) implements NextHopRule {
        @Override
        public String describe() {
            return ipv4 == null ? String.valueOf(ipv6) : ipv6 == null ? ipv4.toString() : ipv4 + " " + ipv6;
        }
    }
}
