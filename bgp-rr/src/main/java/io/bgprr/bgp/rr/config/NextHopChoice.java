// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import com.typesafe.config.ConfigObject;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.speaker.NextHopRule;
import org.jspecify.annotations.Nullable;

/** What {@code next-hop} says: {@code self}, {@code keep}, an address, or one address for each family. */
record NextHopChoice(NextHopRule rule) {

    private static final String ALLOWED = "self | keep | an address | { ipv4 = ADDRESS, ipv6 = ADDRESS }";

    private static final ValueType.Scalar<NextHopChoice> WORD = ValueType.Scalar.of(ALLOWED, NextHopChoice::ofWord);

    /** The type of a peer's {@code next-hop}. */
    record Type() implements ValueType<NextHopChoice> {

        @Override
        public String allowed() {
            return ALLOWED;
        }

        @Override
        public @Nullable NextHopChoice read(Place place, Problems problems) {
            if (!(place.value() instanceof ConfigObject)) {
                return WORD.read(place, problems);
            }
            Block addresses = ConfigSchema.NEXT_HOP.read(place, problems);
            if (addresses == null) {
                return null;
            }
            IpAddress ipv4 = addresses.valueOf(ConfigSchema.NEXT_HOP_IPV4);
            IpAddress ipv6 = addresses.valueOf(ConfigSchema.NEXT_HOP_IPV6);
            if (ipv4 == null && ipv6 == null) {
                if (((ConfigObject) place.value()).isEmpty()) {
                    problems.error(place, "names no address; allowed: " + ALLOWED);
                }
                return null;
            }
            return new NextHopChoice(new NextHopRule.Address(ipv4, ipv6));
        }
    }

    private static NextHopChoice ofWord(String text) {
        return new NextHopChoice(
                switch (text) {
                    case "self" -> new NextHopRule.Self();
                    case "keep" -> new NextHopRule.Keep();
                    default -> {
                        IpAddress address = BgpText.requireHost(IpAddress.parse(text));
                        yield address.isIpv6()
                                ? new NextHopRule.Address(null, address)
                                : new NextHopRule.Address(address, null);
                    }
                });
    }

    /** An originated route has nothing to keep. */
    static NextHopChoice forNetwork(String text) {
        if (text.equals("keep")) {
            throw new IllegalArgumentException("an originated route has no next hop to keep");
        }
        return ofWord(text);
    }

    /** The address that is told for routes of the family, or null when it depends on the route or the session. */
    @Nullable
    IpAddress addressFor(AddressFamily family) {
        return rule instanceof NextHopRule.Address address
                ? family == AddressFamily.IPV4_UNICAST ? address.ipv4() : address.ipv6()
                : null;
    }
}
