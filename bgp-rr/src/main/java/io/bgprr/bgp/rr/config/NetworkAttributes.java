// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import static io.bgprr.bgp.rr.config.ConfigSchema.*;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.attribute.Communities;
import io.bgprr.bgp.attribute.Communities.Community;
import io.bgprr.bgp.attribute.ExtendedCommunities;
import io.bgprr.bgp.attribute.ExtendedCommunities.ExtendedCommunity;
import io.bgprr.bgp.attribute.LargeCommunities;
import io.bgprr.bgp.attribute.LargeCommunities.LargeCommunity;
import io.bgprr.bgp.net.IpAddress;
import java.util.Comparator;
import java.util.List;

/** The attributes of an originated route. */
final class NetworkAttributes {

    private NetworkAttributes() {}

    static AttributeSet of(Block network, IpAddress nextHop) {
        AttributeSetBuilder set =
                new AttributeSetBuilder().origin(network.get(ORIGIN)).nextHop(nextHop);
        Integer med = network.valueOf(MED);
        if (med != null) {
            set.med(Integer.toUnsignedLong(med));
        }
        Integer localPref = network.valueOf(LOCAL_PREF);
        if (localPref != null) {
            set.localPref(Integer.toUnsignedLong(localPref));
        }
        set.communities(new Communities(
                sorted(network.get(COMMUNITIES), Comparator.comparing(Community::bits, Integer::compareUnsigned))));
        set.extendedCommunities(new ExtendedCommunities(sorted(
                network.get(EXTENDED_COMMUNITIES),
                Comparator.comparing(ExtendedCommunity::bits, Long::compareUnsigned))));
        set.largeCommunities(new LargeCommunities(sorted(
                network.get(LARGE_COMMUNITIES),
                Comparator.comparing(LargeCommunity::globalAdministrator, Integer::compareUnsigned)
                        .thenComparing(LargeCommunity::localData1, Integer::compareUnsigned)
                        .thenComparing(LargeCommunity::localData2, Integer::compareUnsigned))));
        return set.build();
    }

    /** In the customary order and without repetition: the order in the file makes no difference. */
    private static <T> List<T> sorted(List<Located<T>> listed, Comparator<T> order) {
        return listed.stream().map(Located::value).sorted(order).distinct().toList();
    }
}
