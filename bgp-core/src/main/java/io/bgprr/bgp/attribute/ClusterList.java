// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** CLUSTER_LIST for people and policies (RFC 4456 §8): the clusters a route was reflected through, the last one first. */
public record ClusterList(List<IpAddress> clusters) {

    public ClusterList {
        clusters = List.copyOf(clusters);
    }

    public static ClusterList of(AttributeSet set) {
        ByteBuffer buffer = ByteBuffer.wrap(set.value(AttributeType.CLUSTER_LIST));
        List<IpAddress> clusters = new ArrayList<>();
        while (buffer.hasRemaining()) {
            clusters.add(IpAddress.ofIpv4(buffer.getInt()));
        }
        return new ClusterList(clusters);
    }

    /** From cluster identifiers, the latest first. */
    public static ClusterList ofIds(List<RouterId> ids) {
        return new ClusterList(
                ids.stream().map(id -> IpAddress.ofIpv4(id.bits())).toList());
    }

    /**
     * Parses dotted quads, the latest first.
     *
     * @throws IllegalArgumentException for the first that is none
     */
    public static ClusterList parse(List<String> texts) {
        return new ClusterList(texts.stream().map(ClusterList::parse).toList());
    }

    /** Any four octets: a peer may have a cluster identifier that no BGP identifier is, 0.0.0.0. */
    private static IpAddress parse(String text) {
        IpAddress cluster = IpAddress.parse(text);
        if (cluster.isIpv6()) {
            throw new IllegalArgumentException("'" + text + "' is not a cluster identifier such as 192.0.2.1");
        }
        return cluster;
    }

    byte[] toBytes() {
        ByteBuffer buffer = ByteBuffer.allocate(4 * clusters.size());
        clusters.forEach(cluster -> buffer.putInt(cluster.ipv4Bits()));
        return buffer.array();
    }

    public List<String> texts() {
        return clusters.stream().map(IpAddress::toString).toList();
    }

    @Override
    public String toString() {
        return String.join(" ", texts());
    }
}
