// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** AGGREGATOR for people and policies (RFC 4271 §5.1.7): who made the aggregate. */
public record Aggregator(AsNumber as, IpAddress address) {

    /** The set's AGGREGATOR, or null. */
    public static @Nullable Aggregator of(AttributeSet set) {
        byte[] value = set.value(AttributeType.AGGREGATOR);
        if (value.length == 0) {
            return null;
        }
        return new Aggregator(new AsNumber(ByteBuffer.wrap(value).getInt()), IpAddress.ofBytes(value, 4, false));
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
