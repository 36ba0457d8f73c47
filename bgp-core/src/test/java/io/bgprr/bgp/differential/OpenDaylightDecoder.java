// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.differential;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.opendaylight.protocol.bgp.parser.BGPDocumentedException;
import org.opendaylight.protocol.bgp.parser.BGPParsingException;
import org.opendaylight.protocol.bgp.parser.spi.BGPExtensionConsumerContext;
import org.opendaylight.protocol.bgp.parser.spi.MessageRegistry;
import org.opendaylight.yang.gen.v1.urn.opendaylight.params.xml.ns.yang.bgp.message.rev200120.Update;
import org.opendaylight.yang.gen.v1.urn.opendaylight.params.xml.ns.yang.bgp.message.rev200120.path.attributes.Attributes;
import org.opendaylight.yang.gen.v1.urn.opendaylight.params.xml.ns.yang.bgp.message.rev200120.path.attributes.attributes.as.path.Segments;
import org.opendaylight.yang.gen.v1.urn.opendaylight.params.xml.ns.yang.bgp.multiprotocol.rev180329.AttributesReach;
import org.opendaylight.yang.gen.v1.urn.opendaylight.params.xml.ns.yang.bgp.multiprotocol.rev180329.AttributesUnreach;
import org.opendaylight.yang.gen.v1.urn.opendaylight.params.xml.ns.yang.bgp.types.rev200120.next.hop.CNextHop;
import org.opendaylight.yang.gen.v1.urn.opendaylight.params.xml.ns.yang.bgp.types.rev200120.next.hop.c.next.hop.Ipv4NextHopCase;
import org.opendaylight.yang.gen.v1.urn.opendaylight.params.xml.ns.yang.bgp.types.rev200120.next.hop.c.next.hop.Ipv6NextHopCase;
import org.opendaylight.yangtools.binding.Notification;

/** The parser of the OpenDaylight project, which knows 4-octet AS numbers and every family at once. */
final class OpenDaylightDecoder {

    private OpenDaylightDecoder() {}

    /** One message, in the words of {@link PlainUpdate}; "crash" when the parser fails in a way that it does not declare. */
    static String decode(byte[] octets) {
        ByteBuf buffer = Unpooled.wrappedBuffer(octets);
        Notification<?> message;
        try {
            message = parser().parseMessage(buffer, null);
        } catch (BGPDocumentedException | BGPParsingException e) {
            return "error";
        } catch (RuntimeException e) {
            return "crash";
        }
        return message instanceof Update update
                ? text(update)
                : message.implementedInterface().getSimpleName().replace("Notify", "Notification");
    }

    /** A new one for each message: it remembers unrecognized attributes, and refuses to see one of the same type again. */
    private static MessageRegistry parser() {
        return ServiceLoader.load(BGPExtensionConsumerContext.class)
                .findFirst()
                .orElseThrow()
                .getMessageRegistry();
    }

    private static String text(Update update) {
        List<String> lines = new ArrayList<>();
        Attributes attributes = update.getAttributes();
        update.nonnullNlri()
                .forEach(nlri -> prefix(lines, "announced", nlri.getPrefix().getValue()));
        CNextHop nextHop = attributes == null ? null : attributes.getCNextHop();
        AttributesReach reachable = attributes == null ? null : attributes.augmentation(AttributesReach.class);
        var reach = reachable == null ? null : reachable.getMpReachNlri();
        if (reach != null && reach.getAdvertizedRoutes() != null) {
            destinations(lines, "announced", reach.getAdvertizedRoutes().getDestinationType());
            nextHop = nextHop == null ? reach.getCNextHop() : nextHop;
        }
        update.nonnullWithdrawnRoutes()
                .forEach(nlri -> prefix(lines, "withdrawn", nlri.getPrefix().getValue()));
        AttributesUnreach unreachable = attributes == null ? null : attributes.augmentation(AttributesUnreach.class);
        var unreach = unreachable == null ? null : unreachable.getMpUnreachNlri();
        if (unreach != null && unreach.getWithdrawnRoutes() != null) {
            destinations(lines, "withdrawn", unreach.getWithdrawnRoutes().getDestinationType());
        }
        boolean isAnnouncing = lines.stream().anyMatch(line -> line.startsWith("announced"));
        if (attributes != null && isAnnouncing) {
            nextHop(lines, nextHop);
            attributes(lines, attributes);
        }
        return String.join("; ", lines);
    }

    /** Host bits are legal on the wire and irrelevant (RFC 4271 §4.3); OpenDaylight keeps those of MP_REACH_NLRI. */
    private static void prefix(List<String> lines, String what, String text) {
        int slash = text.indexOf('/');
        int lengthBits = Integer.parseInt(text.substring(slash + 1));
        lines.add(what + " " + Prefix.containing(IpAddress.parse(text.substring(0, slash)), lengthBits));
    }

    /** Unicast of both versions; other families are not ours. */
    private static void destinations(List<String> lines, String what, @Nullable Object type) {
        switch (type) {
            case org.opendaylight.yang.gen.v1.urn.opendaylight.params.xml.ns.yang.bgp.inet.rev180329.update.attributes
                            .mp.reach.nlri.advertized.routes.destination.type.DestinationIpv6Case
                    v6 ->
                v6.getDestinationIpv6()
                        .nonnullIpv6Prefixes()
                        .forEach(entry -> prefix(lines, what, entry.getPrefix().getValue()));
            case org.opendaylight.yang.gen.v1.urn.opendaylight.params.xml.ns.yang.bgp.inet.rev180329.update.attributes
                            .mp.unreach.nlri.withdrawn.routes.destination.type.DestinationIpv6Case
                    v6 ->
                v6.getDestinationIpv6()
                        .nonnullIpv6Prefixes()
                        .forEach(entry -> prefix(lines, what, entry.getPrefix().getValue()));
            case org.opendaylight.yang.gen.v1.urn.opendaylight.params.xml.ns.yang.bgp.inet.rev180329.update.attributes
                            .mp.reach.nlri.advertized.routes.destination.type.DestinationIpv4Case
                    v4 ->
                v4.getDestinationIpv4()
                        .nonnullIpv4Prefixes()
                        .forEach(entry -> prefix(lines, what, entry.getPrefix().getValue()));
            case org.opendaylight.yang.gen.v1.urn.opendaylight.params.xml.ns.yang.bgp.inet.rev180329.update.attributes
                            .mp.unreach.nlri.withdrawn.routes.destination.type.DestinationIpv4Case
                    v4 ->
                v4.getDestinationIpv4()
                        .nonnullIpv4Prefixes()
                        .forEach(entry -> prefix(lines, what, entry.getPrefix().getValue()));
            case null, default -> {
                // a family that this speaker does not know
            }
        }
    }

    private static void nextHop(List<String> lines, @Nullable CNextHop nextHop) {
        String text = switch (nextHop) {
            case Ipv4NextHopCase v4 ->
                Objects.requireNonNull(v4.getIpv4NextHop().getGlobal()).getValue();
            case Ipv6NextHopCase v6 ->
                Objects.requireNonNull(v6.getIpv6NextHop().getGlobal()).getValue();
            case null, default -> "";
        };
        if (!text.isEmpty()) {
            lines.add("next-hop " + IpAddress.parse(text));
        }
    }

    private static void attributes(List<String> lines, Attributes attributes) {
        if (attributes.getOrigin() != null) {
            lines.add("origin " + attributes.getOrigin().getValue().name().toUpperCase(Locale.ROOT));
        }
        if (attributes.getAsPath() != null) {
            List<String> segments = new ArrayList<>();
            for (Segments segment : attributes.getAsPath().nonnullSegments()) {
                segments.add(text(segment));
            }
            lines.add("as-path " + String.join(" ", segments));
        }
        if (attributes.getMultiExitDisc() != null) {
            lines.add("med " + attributes.getMultiExitDisc().getMed());
        }
        if (attributes.getLocalPref() != null) {
            lines.add("local-pref " + attributes.getLocalPref().getPref());
        }
        List<String> communities = attributes.nonnullCommunities().stream()
                .map(community -> community.getAsNumber().getValue() + ":" + community.getSemantics())
                .toList();
        if (!communities.isEmpty()) {
            lines.add("communities " + String.join(" ", communities));
        }
    }

    private static String text(Segments segment) {
        boolean isSet = segment.getAsSet() != null;
        List<String> numbers = new ArrayList<>();
        for (var as : isSet ? segment.requireAsSet() : segment.requireAsSequence()) {
            numbers.add(as.getValue().toString());
        }
        return isSet ? "{" + String.join(",", numbers) + "}" : String.join(" ", numbers);
    }
}
