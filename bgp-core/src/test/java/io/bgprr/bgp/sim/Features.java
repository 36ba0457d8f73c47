// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.attribute.Communities;
import io.bgprr.bgp.attribute.LargeCommunities;
import io.bgprr.bgp.attribute.NextHop;
import io.bgprr.bgp.attribute.Origin;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.policy.PrefixList;
import io.bgprr.bgp.sim.SimModel.Adjacency;
import io.bgprr.bgp.sim.SimModel.Node;
import io.bgprr.bgp.speaker.Limits;
import io.bgprr.bgp.speaker.NextHopRule;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What a seed picks of everything that can be configured: rules, limits, routes. */
final class Features {

    private static final int BLOCK_PREFIXES = 700; // of 7 octets each

    private final Random random;
    private final int prefixCount;
    private final boolean hasFourOctetAs;

    /** Speakers announce more prefixes with equal attributes than one message holds. */
    final boolean hasBlocks;

    /** Sessions end the moment after they began, over and over. */
    final boolean hasShortLives;

    /** Hosts crash and links swallow: then only a hold time ends what is half open. */
    final boolean hasSilentFaults;

    Features(Random random, int prefixCountMax) {
        this.random = random;
        prefixCount = random.nextInt(4) == 0 ? prefixCountMax : Math.min(prefixCountMax, 4 + random.nextInt(30));
        hasFourOctetAs = random.nextInt(3) == 0;
        hasSilentFaults = random.nextBoolean();
        hasShortLives = random.nextInt(5) == 0;
        hasBlocks = prefixCountMax == Topology.Shape.HUBS.prefixCountMax && random.nextInt(4) == 0;
    }

    int prefixCount() {
        return prefixCount;
    }

    Limits limits() {
        return hasBlocks || random.nextInt(4) == 0
                ? Limits.DEFAULT
                : new Limits(
                        4,
                        200 + random.nextInt(5000),
                        2000 + random.nextInt(9000),
                        100 + random.nextInt(3000),
                        50 + random.nextInt(1000),
                        random.nextInt(8) == 0 ? 20 + random.nextInt(100) : 1_000_000);
    }

    int families() {
        return switch (random.nextInt(6)) {
            case 0 -> AddressFamily.IPV4_UNICAST.bit();
            case 1 -> AddressFamily.IPV6_UNICAST.bit();
            default -> AddressFamily.IPV4_UNICAST.bit() | AddressFamily.IPV6_UNICAST.bit();
        };
    }

    int holdTimeSeconds() {
        return switch (random.nextInt(12)) {
            case 0 -> hasSilentFaults ? 90 : 0;
            case 1 -> 3;
            case 2, 3 -> 9 + random.nextInt(30);
            case 4 -> 180;
            default -> 90;
        };
    }

    /** Picks how two neighbours make and keep their session; the second may not dial. */
    void begin(Node hub, Node leaf) {
        Adjacency adjacency = hub.towards(leaf);
        adjacency.isDynamic = random.nextInt(6) == 0;
        adjacency.isPassive = random.nextInt(4) == 0;
        adjacency.holdTimeSeconds = holdTimeSeconds();
        Adjacency back = leaf.towards(hub);
        back.familyBits = families();
        back.holdTimeSeconds = holdTimeSeconds();
        if (!leaf.isInternalTo(hub) && random.nextInt(4) == 0) {
            back.nextHop = new NextHopRule.Keep();
        }
    }

    /** Gives a neighbour other rules, none of which its session would notice. */
    void vary(Node hub, Node leaf, RouterId usualCluster) {
        Adjacency adjacency = hub.towards(leaf);
        adjacency.importPolicy = policy();
        adjacency.exportPolicy = policy();
        adjacency.clusterId =
                random.nextInt(3) == 0 ? RouterId.parse("9.9.9." + (1 + random.nextInt(2))) : usualCluster;
        adjacency.nextHop = switch (random.nextInt(leaf.isInternalTo(hub) ? 8 : 4)) {
            case 0 -> new NextHopRule.Self();
            case 1 -> new NextHopRule.Keep();
            case 2 -> new NextHopRule.Address(IpAddress.parse("192.0.2.99"), IpAddress.parse("2001:db8::99"));
            default -> null;
        };
    }

    private @Nullable PolicyDefinition policy() {
        return switch (random.nextInt(12)) {
            case 0 -> null;
            case 1 -> PolicyDefinition.REJECT;
            case 2, 3 ->
                new PolicyDefinition.MatchPrefixList(new PrefixList(
                        "some",
                        List.of(
                                PrefixList.Entry.parse("10.1." + random.nextInt(8) * 32 + ".0/19 ge 20 le 24"),
                                PrefixList.Entry.parse("2001:db8::/33 le 64"))));
            default -> PolicyDefinition.ACCEPT;
        };
    }

    // --- Routes.

    /** A prefix that others announce too. */
    Prefix prefix() {
        int number = random.nextInt(prefixCount);
        return random.nextInt(3) == 0
                ? Prefix.parse("2001:db8:%x::/48".formatted(number * 199 & 0xffff))
                : Prefix.parse("10.1.%d.0/24".formatted(number & 0xff));
    }

    AttributeSet attributes(Prefix prefix, Node node) {
        boolean isIpv6 = prefix.family() == AddressFamily.IPV6_UNICAST;
        String last = node.address.toString().replaceAll(".*\\.", "");
        String nextHop =
                random.nextInt(5) == 0 ? isIpv6 ? "::" : "0.0.0.0" : (isIpv6 ? "2001:db8::" : "192.0.2.") + last;
        AttributeSetBuilder set = new AttributeSetBuilder()
                .nextHop(NextHop.of(IpAddress.parse(nextHop)))
                .origin(Origin.values()[random.nextInt(8) == 0 ? 2 : 0]);
        switch (random.nextInt(6)) {
            case 0 -> set.asPath(AsPath.parse("64600"));
            case 1 -> set.asPath(AsPath.parse("64600 64601"));
            case 2 -> set.asPath(AsPath.parse(hasFourOctetAs ? "4200000001 64601 4200000002" : "64601"));
            default -> {
                // empty
            }
        }
        if (random.nextInt(4) == 0) {
            set.localPref(100 + 50L * random.nextInt(3));
        }
        if (random.nextInt(4) == 0) {
            set.med(10L * random.nextInt(3));
        }
        switch (random.nextInt(12)) {
            case 0 -> set.communities(Communities.parse(List.of("no-export")));
            case 1 -> set.communities(Communities.parse(List.of("no-advertise")));
            case 2, 3 -> set.communities(Communities.parse(List.of("65000:" + random.nextInt(3), "65000:7")));
            case 4 -> set.largeCommunities(LargeCommunities.parse(List.of("65000:1:" + random.nextInt(3))));
            default -> {
                // none
            }
        }
        return set.build();
    }

    /** Announces, or withdraws, as many prefixes with equal attributes as take more than the 4,096 octets of a message. */
    void changeBlock(Node node) {
        AttributeSet set = attributes(blockPrefix(0), node);
        boolean isThere = node.networks.containsKey(blockPrefix(0));
        for (int i = 0; i < BLOCK_PREFIXES; i++) {
            if (isThere) {
                node.networks.remove(blockPrefix(i));
            } else {
                node.networks.put(blockPrefix(i), set);
            }
        }
    }

    private static Prefix blockPrefix(int number) {
        return Prefix.parse("2001:db9:%x::/48".formatted(number));
    }

    /** Announces and withdraws some of a speaker's routes; in part with equal attributes, which share an UPDATE. */
    void change(Node node, int count) {
        boolean alike = random.nextInt(3) == 0;
        AttributeSet common = null;
        for (int i = 0; i < count; i++) {
            Prefix prefix = prefix();
            if (random.nextInt(3) == 0) {
                node.networks.remove(prefix);
            } else {
                AttributeSet set = attributes(prefix, node);
                if (alike && prefix.family() == AddressFamily.IPV4_UNICAST) {
                    common = common == null ? set : common;
                    set = AttributeSetBuilder.from(common).build();
                }
                node.networks.put(prefix, set);
            }
        }
    }
}
