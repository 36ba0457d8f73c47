// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeType;
import io.bgprr.bgp.speaker.Explanation;
import io.bgprr.bgp.speaker.RouteView;
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
        json.field("asPath", AttributeText.asPath(attributes));
        if (attributes.hasLocalPref()) {
            json.field("localPref", Integer.toUnsignedLong(attributes.localPref()));
        }
        if (attributes.hasMed()) {
            json.field("med", Integer.toUnsignedLong(attributes.med()));
        }
        if (attributes.find(AttributeType.ATOMIC_AGGREGATE) >= 0) {
            json.field("atomicAggregate", true);
        }
        String aggregator = AttributeText.aggregator(attributes);
        if (aggregator != null) {
            json.field("aggregator", aggregator);
        }
        list(json, "communities", AttributeText.communities(attributes));
        list(json, "extendedCommunities", AttributeText.extendedCommunities(attributes));
        list(json, "largeCommunities", AttributeText.largeCommunities(attributes));
        String originator = AttributeText.originatorId(attributes);
        if (originator != null) {
            json.field("originatorId", originator);
        }
        list(json, "clusterList", AttributeText.clusterList(attributes));
        list(json, "unknownAttributes", AttributeText.unknown(attributes));
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
