// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

import io.bgprr.bgp.attribute.AttributeType.Flags;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes an {@link AttributeSet} from values: for configuration, policies that edit rarely, and tests. Begins with ORIGIN IGP
 * and an empty AS_PATH, or with the attributes of another set; what is put replaces what was there. An empty list removes
 * its attribute, for on the wire it would be malformed (RFC 7606 §4).
 */
public final class AttributeSetBuilder {

    private static final byte[] NO_VALUE = {};

    private record Attribute(int flags, byte[] value) {}

    private final TreeMap<Integer, Attribute> attributes = new TreeMap<>();
    private @Nullable NextHop nextHop;

    public AttributeSetBuilder() {
        origin(Origin.IGP);
        asPath(AsPath.EMPTY);
    }

    /** A builder that begins with the attributes and the next hop of a set. */
    public static AttributeSetBuilder from(AttributeSet set) {
        AttributeSetBuilder builder = new AttributeSetBuilder();
        builder.attributes.clear();
        byte[] bytes = set.canonicalBytes();
        for (int at = 0; at < bytes.length; at = set.end(at)) {
            byte[] value = Arrays.copyOfRange(bytes, set.valueOffset(at), set.end(at));
            int flags = set.flags(at) & ~Flags.EXTENDED_LENGTH;
            builder.attributes.put(set.typeCode(at), new Attribute(flags, value));
        }
        builder.nextHop = set.nextHop();
        return builder;
    }

    public AttributeSetBuilder nextHop(IpAddress address) {
        return nextHop(NextHop.of(address));
    }

    public AttributeSetBuilder nextHop(NextHop hop) {
        nextHop = hop;
        return this;
    }

    public AttributeSetBuilder origin(Origin origin) {
        return put(AttributeType.ORIGIN, new byte[] {(byte) origin.ordinal()});
    }

    public AttributeSetBuilder asPath(AsPath path) {
        return put(AttributeType.AS_PATH, path.toBytes());
    }

    /** @param value unsigned 32 bits */
    public AttributeSetBuilder med(long value) {
        return put(AttributeType.MULTI_EXIT_DISC, unsigned(value));
    }

    /** @param value unsigned 32 bits */
    public AttributeSetBuilder localPref(long value) {
        return put(AttributeType.LOCAL_PREF, unsigned(value));
    }

    public AttributeSetBuilder atomicAggregate() {
        return put(AttributeType.ATOMIC_AGGREGATE, NO_VALUE);
    }

    public AttributeSetBuilder aggregator(Aggregator aggregator) {
        return put(AttributeType.AGGREGATOR, aggregator.toBytes());
    }

    public AttributeSetBuilder communities(Communities communities) {
        return putList(AttributeType.COMMUNITIES, communities.toBytes());
    }

    public AttributeSetBuilder originatorId(RouterId originator) {
        return put(AttributeType.ORIGINATOR_ID, bytesOf(originator.bits()));
    }

    public AttributeSetBuilder clusterList(ClusterList clusters) {
        return putList(AttributeType.CLUSTER_LIST, clusters.toBytes());
    }

    public AttributeSetBuilder extendedCommunities(ExtendedCommunities communities) {
        return putList(AttributeType.EXTENDED_COMMUNITIES, communities.toBytes());
    }

    public AttributeSetBuilder largeCommunities(LargeCommunities communities) {
        return putList(AttributeType.LARGE_COMMUNITIES, communities.toBytes());
    }

    public AttributeSetBuilder unknown(UnknownAttribute attribute) {
        int flags = Flags.OPTIONAL | Flags.TRANSITIVE | (attribute.isPartial() ? Flags.PARTIAL : 0);
        attributes.put(attribute.code(), new Attribute(flags, attribute.value().clone()));
        return this;
    }

    public AttributeSetBuilder without(AttributeType type) {
        attributes.remove(type.code());
        return this;
    }

    /**
     * The set.
     *
     * @throws IllegalStateException when no next hop was given
     */
    public AttributeSet build() {
        if (nextHop == null) {
            throw new IllegalStateException("an attribute set needs a next hop");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(64);
        attributes.forEach((code, attribute) -> {
            int length = attribute.value().length;
            boolean isExtended = length > 255;
            out.write(attribute.flags() | (isExtended ? Flags.EXTENDED_LENGTH : 0));
            out.write(code);
            if (isExtended) {
                out.write(length >>> 8);
            }
            out.write(length);
            out.writeBytes(attribute.value());
        });
        return new AttributeSet(out.toByteArray(), nextHop);
    }

    private AttributeSetBuilder putList(AttributeType type, byte[] value) {
        return value.length == 0 ? without(type) : put(type, value);
    }

    private AttributeSetBuilder put(AttributeType type, byte[] value) {
        if (value.length > 0xffff) {
            throw new IllegalArgumentException(type + " of " + value.length + " octets");
        }
        attributes.put(type.code(), new Attribute(type.flags(), value));
        return this;
    }

    private static byte[] unsigned(long value) {
        if (value < 0 || value > 0xffff_ffffL) {
            throw new IllegalArgumentException(value + " is not in 0..4294967295");
        }
        return bytesOf((int) value);
    }

    private static byte[] bytesOf(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }
}
