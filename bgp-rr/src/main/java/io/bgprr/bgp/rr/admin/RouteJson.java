// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.bgprr.bgp.attribute.Aggregator;
import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeType;
import io.bgprr.bgp.attribute.ClusterList;
import io.bgprr.bgp.attribute.Communities;
import io.bgprr.bgp.attribute.ExtendedCommunities;
import io.bgprr.bgp.attribute.LargeCommunities;
import io.bgprr.bgp.attribute.UnknownAttribute;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.speaker.Explanation;
import io.bgprr.bgp.speaker.RouteView;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Routes and explanations as JSON. Attributes that a route does not carry are left out. */
final class RouteJson {

    private RouteJson() {}

    static void write(JsonWriter json, RouteView route) {
        json.beginObject();
        json.field("prefix", route.prefix().toString());
        writeBody(json, route);
        json.endObject();
    }

    private static void writeBody(JsonWriter json, RouteView route) {
        json.field("best", route.isBest());
        json.field("accepted", route.isAccepted());
        if (route.isPending()) {
            json.field("pending", true);
        }
        json.nullable("peer", route.peer());
        json.nullable("peerRouterId", route.peerRouterId());
        json.field("peerKind", route.peerKind());
        if (route.pathId() != 0) {
            json.field("pathId", Integer.toUnsignedLong(route.pathId()));
        }
        writeAttributes(json, route.attributes());
        if (!route.refusal().isEmpty()) {
            json.field("refusal", route.refusal());
        }
        if (!route.reason().isEmpty()) {
            json.field("reason", route.reason());
        }
    }

    private static void writeAttributes(JsonWriter json, AttributeSet attributes) {
        json.field("nextHop", attributes.nextHop().address().toString());
        if (attributes.nextHop().linkLocal() != null) {
            json.nullable("nextHopLinkLocal", attributes.nextHop().linkLocal());
        }
        json.field("origin", attributes.origin().name().toLowerCase(Locale.ROOT));
        json.field("asPath", AsPath.of(attributes).toString());
        if (attributes.hasLocalPref()) {
            json.field("localPref", Integer.toUnsignedLong(attributes.localPref()));
        }
        if (attributes.hasMed()) {
            json.field("med", Integer.toUnsignedLong(attributes.med()));
        }
        if (attributes.find(AttributeType.ATOMIC_AGGREGATE) >= 0) {
            json.field("atomicAggregate", true);
        }
        Aggregator aggregator = Aggregator.of(attributes);
        if (aggregator != null) {
            json.field("aggregator", aggregator.toString());
        }
        list(json, "communities", Communities.of(attributes).texts());
        list(json, "extendedCommunities", ExtendedCommunities.of(attributes).texts());
        list(json, "ipv6ExtendedCommunities", ipv6ExtendedCommunities(attributes));
        list(json, "largeCommunities", LargeCommunities.of(attributes).texts());
        if (attributes.hasOriginatorId()) {
            json.field(
                    "originatorId", IpAddress.ofIpv4(attributes.originatorId()).toString());
        }
        list(json, "clusterList", ClusterList.of(attributes).texts());
        list(json, "unknownAttributes", unknown(attributes));
    }

    /** Twenty octets each: rarely met, so shown as they are (RFC 5701 §2). */
    private static List<String> ipv6ExtendedCommunities(AttributeSet attributes) {
        byte[] value = attributes.value(AttributeType.IPV6_EXTENDED_COMMUNITIES);
        List<String> texts = new ArrayList<>(value.length / 20);
        for (int at = 0; at + 20 <= value.length; at += 20) {
            texts.add("0x" + HexFormat.of().formatHex(value, at, at + 20));
        }
        return texts;
    }

    private static List<String> unknown(AttributeSet attributes) {
        return UnknownAttribute.allOf(attributes).stream()
                .map(UnknownAttribute::toString)
                .toList();
    }

    private static void list(JsonWriter json, String name, List<String> values) {
        if (!values.isEmpty()) {
            json.strings(name, values);
        }
    }

    static byte[] explanation(Explanation explanation) {
        JsonWriter json = new JsonWriter();
        json.beginObject();
        json.field("asked", explanation.asked().toString());
        json.nullable("prefix", explanation.prefix());
        json.field("verdict", explanation.verdict());
        json.beginArray("paths");
        explanation.paths().forEach(path -> write(json, path));
        json.endArray();
        json.beginArray("exports");
        for (Explanation.Export export : explanation.exports()) {
            json.beginObject();
            json.field("peer", export.peer().toString());
            json.field("advertised", export.isAdvertised());
            json.field("pending", export.isPending());
            json.field("text", export.text());
            json.endObject();
        }
        json.endArray();
        json.endObject();
        return json.takeDocument();
    }
}
