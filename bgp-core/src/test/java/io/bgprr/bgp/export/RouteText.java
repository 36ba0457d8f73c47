// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.attribute.Aggregator;
import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.attribute.ClusterList;
import io.bgprr.bgp.attribute.Communities;
import io.bgprr.bgp.attribute.ExtendedCommunities;
import io.bgprr.bgp.attribute.LargeCommunities;
import io.bgprr.bgp.attribute.NextHop;
import io.bgprr.bgp.attribute.Origin;
import io.bgprr.bgp.attribute.UnknownAttribute;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Attributes as the golden files of export write them, parted by bars: {@code next-hop 10.0.0.2 | as-path 65001*3 {1,2} | med
 * 50}. {@code 65001*3} is that AS three times; {@code octets HEX} is a whole attribute as it stands on the wire.
 */
final class RouteText {

    private RouteText() {}

    static AttributeSet parse(String text) {
        AttributeSetBuilder builder = new AttributeSetBuilder();
        byte[] whole = {};
        for (String part : text.replace('\n', ' ').split("\\|", -1)) {
            String[] words = part.strip().split(" +", 2);
            String value = words.length > 1 ? words[1] : "";
            List<String> list = List.of(value.split(" +", -1));
            switch (words[0]) {
                case "origin" -> builder.origin(Origin.valueOf(value.toUpperCase(Locale.ROOT)));
                case "as-path" -> builder.asPath(AsPath.parse(repeated(list)));
                case "next-hop" -> builder.nextHop(nextHop(list));
                case "med" -> builder.med(Long.parseLong(value));
                case "local-pref" -> builder.localPref(Long.parseLong(value));
                case "atomic-aggregate" -> builder.atomicAggregate();
                case "aggregator" -> builder.aggregator(Aggregator.parse(value));
                case "communities" -> builder.communities(Communities.parse(list));
                case "originator-id" -> builder.originatorId(RouterId.parse(value));
                case "cluster-list" -> builder.clusterList(ClusterList.parse(list));
                case "extended-communities" -> builder.extendedCommunities(ExtendedCommunities.parse(list));
                case "large-communities" -> builder.largeCommunities(LargeCommunities.parse(list));
                case "unknown" -> builder.unknown(unknown(list));
                case "octets" -> whole = HexFormat.of().parseHex(value);
                default -> throw new IllegalArgumentException("'" + part + "' is no attribute");
            }
        }
        AttributeSet set = builder.build();
        return whole.length == 0 ? set : inserted(set, whole);
    }

    private static String repeated(List<String> words) {
        StringBuilder text = new StringBuilder();
        for (String word : words) {
            int star = word.indexOf('*');
            text.append(
                    star < 0
                            ? word + " "
                            : (word.substring(0, star) + " ").repeat(Integer.parseInt(word.substring(star + 1))));
        }
        return text.toString().strip();
    }

    private static NextHop nextHop(List<String> addresses) {
        return new NextHop(
                IpAddress.parse(addresses.getFirst()), addresses.size() > 1 ? IpAddress.parse(addresses.get(1)) : null);
    }

    private static UnknownAttribute unknown(List<String> words) {
        return new UnknownAttribute(
                Integer.parseInt(words.getFirst()),
                words.contains("partial"),
                HexFormat.of().parseHex(words.getLast()));
    }

    /** The set with one more attribute, in its place by type. */
    private static AttributeSet inserted(AttributeSet set, byte[] attribute) {
        int at = 0;
        while (at < set.lengthBytes() && set.typeCode(at) < (attribute[1] & 0xff)) {
            at = set.end(at);
        }
        byte[] bytes = set.canonicalBytes();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(Arrays.copyOf(bytes, at));
        all.writeBytes(attribute);
        all.writeBytes(Arrays.copyOfRange(bytes, at, bytes.length));
        return new AttributeSet(all.toByteArray(), set.nextHop());
    }
}
