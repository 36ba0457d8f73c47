// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** AGGREGATOR for people and policies (RFC 4271 §5.1.7): who made the aggregate. */
public record Aggregator(AsNumber as, IpAddress address) {

    public Aggregator {
        if (address.isIpv6()) {
            throw new IllegalArgumentException("an aggregator's address is IPv4, not " + address);
        }
    }

    /** The set's AGGREGATOR, or null. */
    public static @Nullable Aggregator of(AttributeSet set) {
        byte[] value = set.value(AttributeType.AGGREGATOR);
        if (value.length == 0) {
            return null;
        }
        return new Aggregator(new AsNumber(ByteBuffer.wrap(value).getInt()), IpAddress.ofBytes(value, 4, false));
    }

    /**
     * Parses an AS number and an IPv4 address, parted by a blank.
     *
     * @throws IllegalArgumentException with the text
     */
    public static Aggregator parse(String text) {
        int blank = text.indexOf(' ');
        if (blank < 0) {
            throw new IllegalArgumentException("'" + text + "' is not an AS number and an address");
        }
        return new Aggregator(
                AsNumber.parse(text.substring(0, blank)),
                IpAddress.parse(text.substring(blank + 1).strip()));
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(8)
                .putInt(as.bits())
                .putInt(address.ipv4Bits())
                .array();
    }

    @Override
    public String toString() {
        return as + " " + address;
    }
}
