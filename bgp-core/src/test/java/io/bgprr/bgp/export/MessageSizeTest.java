// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.attribute.UnknownAttribute;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages at the edges of their size (RFC 4271 §4.1, RFC 8654 §4): exactly full ones are sent, and a route that does not fit is
 * withdrawn from whoever held it, never cut and never sent too long.
 */
class MessageSizeTest {

    private static final Prefix ROUTE = Prefix.parse("198.51.100.0/24");
    private static final int FILLER = 222;

    /**
     * A group, and how many octets a filler must have for a message with one prefix to be full. Header and lengths take 23 octets,
     * ORIGIN 4, NEXT_HOP 7, the filler's own head 4.
     */
    record Edge(String name, UpdateGroupKey key, int fillerBytes, String prefix) {

        /** With an empty AS_PATH 3, LOCAL_PREF 7, ORIGINATOR_ID 7, CLUSTER_LIST 7, NLRI 4. */
        static final Edge CLIENT =
                new Edge("client", LabKey.of(PeerKind.IBGP_CLIENT).build(), 4096 - 66, "198.51.100.0/24");

        /** With AS_PATH 9, NLRI 4. */
        static final Edge EXTERNAL =
                new Edge("external", LabKey.of(PeerKind.EBGP).build(), 4096 - 51, "198.51.100.0/24");

        /** With AS_PATH 7. */
        static final Edge EXTERNAL_AS2 =
                new Edge("2-octet AS", LabKey.of(PeerKind.EBGP).twoOctetAs().build(), 4096 - 49, "198.51.100.0/24");

        static final Edge EXTENDED = new Edge(
                "extended message",
                LabKey.of(PeerKind.EBGP).extendedMessages().build(),
                65_535 - 51,
                "198.51.100.0/24");

        /** NLRI 1. */
        static final Edge SHORT_PREFIX =
                new Edge("short prefix", LabKey.of(PeerKind.EBGP).build(), 4096 - 48, "0.0.0.0/0");

        /** NLRI 5. */
        static final Edge HOST_PREFIX =
                new Edge("host prefix", LabKey.of(PeerKind.EBGP).build(), 4096 - 52, "198.51.100.1/32");

        private static final UpdateGroupKey IPV6_KEY =
                LabKey.of(PeerKind.EBGP).family(AddressFamily.IPV6_UNICAST).build();

        /** Instead of NEXT_HOP, MP_REACH_NLRI 4 + 5 + 16 with NLRI 7. */
        static final Edge IPV6 = new Edge("IPv6", IPV6_KEY, 4096 - 72, "2001:db8:1::/48");

        static final Edge IPV6_SHORT_PREFIX = new Edge("IPv6 short prefix", IPV6_KEY, 4096 - 66, "::/0");

        ExportLab lab() {
            return key.family() == AddressFamily.IPV4_UNICAST ? ExportLab.ipv4() : ExportLab.ipv6();
        }

        AttributeSet route(int more) {
            return MessageSizeTest.route(key.family(), fillerBytes + more);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Edge> edges() {
        return Stream.of(
                Edge.CLIENT,
                Edge.EXTERNAL,
                Edge.EXTERNAL_AS2,
                Edge.EXTENDED,
                Edge.SHORT_PREFIX,
                Edge.HOST_PREFIX,
                Edge.IPV6,
                Edge.IPV6_SHORT_PREFIX);
    }

    private static AttributeSet route(AddressFamily family, int fillerBytes) {
        return new AttributeSetBuilder()
                .localPref(100)
                .nextHop(IpAddress.parse(family == AddressFamily.IPV4_UNICAST ? "10.0.0.2" : "2001:db8::2"))
                .unknown(new UnknownAttribute(FILLER, true, new byte[fillerBytes]))
                .build();
    }

    private static AttributeSet ipv4Route(int fillerBytes) {
        return route(AddressFamily.IPV4_UNICAST, fillerBytes);
    }

    @ParameterizedTest
    @MethodSource("edges")
    void aMessageMayBeExactlyFull(Edge edge) {
        try (ExportLab lab = edge.lab()) {
            LabPeer source = lab.peer("source", PeerKind.IBGP_CLIENT);
            lab.announce(source, Prefix.parse(edge.prefix), edge.route(0));
            LabPeer member = lab.member("member", edge.key);
            lab.settle();

            assertThat(member.held()).containsOnlyKeys(Prefix.parse(edge.prefix));
            assertThat(member.takeMessages().getFirst()).hasSize(edge.key.messageLengthBytesMax());
        }
    }

    @ParameterizedTest
    @MethodSource("edges")
    void oneOctetMoreIsNotSent(Edge edge) {
        try (ExportLab lab = edge.lab()) {
            LabPeer source = lab.peer("source", PeerKind.IBGP_CLIENT);
            lab.announce(source, Prefix.parse(edge.prefix), edge.route(1));
            LabPeer member = lab.member("member", edge.key);
            lab.settle();

            assertThat(member.takeEvents())
                    .as("nothing was held, so nothing is withdrawn")
                    .containsExactly("end-of-rib");
            assertThat(lab.verdict(member, edge.prefix)).isEqualTo(ExportVerdict.TOO_LONG);
            assertThat(lab.tooLong)
                    .containsExactly(edge.prefix + " to " + edge.key.kind().label());
            assertThat(member.member().advertisedCount()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("edges")
    void aRouteThatGrowsTooLongIsWithdrawnAndComesBackWhenItIsShorter(Edge edge) {
        try (ExportLab lab = edge.lab()) {
            LabPeer source = lab.peer("source", PeerKind.IBGP_CLIENT);
            Prefix prefix = Prefix.parse(edge.prefix);
            LabPeer member = lab.member("member", edge.key);
            lab.announce(source, prefix, edge.route(-1));
            lab.settle();
            assertThat(member.takeEvents()).containsExactly("+" + prefix, "end-of-rib");

            lab.announce(source, prefix, edge.route(1));
            lab.settle();
            assertThat(member.takeEvents()).containsExactly("-" + prefix);
            assertThat(member.member().advertisedCount()).isZero();

            lab.announce(source, prefix, edge.route(2));
            lab.settle();
            assertThat(member.takeEvents()).as("withdrawn once").isEmpty();

            lab.announce(source, prefix, edge.route(0));
            lab.settle();
            assertThat(member.takeEvents()).containsExactly("+" + prefix);
            assertThat(lab.verdict(member, edge.prefix)).isEqualTo(ExportVerdict.ADVERTISE);
        }
    }

    @Test
    void routesThatShareAttributesFitOrNotByTheirOwnLength() {
        try (ExportLab lab = ExportLab.ipv4()) {
            LabPeer source = lab.peer("source", PeerKind.IBGP_CLIENT);
            AttributeSet set = ipv4Route(Edge.EXTERNAL.fillerBytes + 1);
            for (String prefix : List.of("0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.1.0/24", "10.1.1.1/32")) {
                lab.announce(source, Prefix.parse(prefix), set);
            }
            LabPeer member = lab.member("member", Edge.EXTERNAL.key);
            lab.settle();

            assertThat(member.takeEvents()).containsExactly("+0.0.0.0/0", "+10.0.0.0/8", "+10.1.0.0/16", "end-of-rib");
            assertThat(lab.tooLong).containsExactly("10.1.1.0/24 of 2 to external");
            // Three octets are left for prefixes: the first two share a message.
            assertThat(member.takeMessages().subList(0, 2))
                    .allSatisfy(message -> assertThat(message).hasSize(4096));
        }
    }

    @Test
    void attributesThatLeaveRoomForOnePrefixTakeAMessageForEach() {
        try (ExportLab lab = ExportLab.ipv4()) {
            LabPeer source = lab.peer("source", PeerKind.IBGP_CLIENT);
            for (int i = 0; i < 20; i++) {
                lab.announce(source, Prefix.parse("10.0." + i + ".0/24"), Edge.EXTERNAL.route(0));
            }
            LabPeer member = lab.member("member", Edge.EXTERNAL.key);
            lab.settle();

            assertThat(member.held()).hasSize(20);
            assertThat(member.takeMessages().subList(0, 20))
                    .allSatisfy(message -> assertThat(message).hasSize(4096));
        }
    }

    @Test
    void whatIsTooLongForSomeGoesToThoseWhoTakeLongerMessages() {
        try (ExportLab lab = ExportLab.ipv4()) {
            LabPeer source = lab.peer("source", PeerKind.IBGP_CLIENT);
            LabPeer plain = lab.member("plain", LabKey.of(PeerKind.EBGP).build());
            LabPeer extended = lab.member(
                    "extended", LabKey.of(PeerKind.EBGP).extendedMessages().build());
            lab.announce(source, ROUTE, ipv4Route(Message.LENGTH_BYTES_MAX));
            lab.settle();

            assertThat(plain.held()).isEmpty();
            assertThat(extended.held()).containsOnlyKeys(ROUTE);
        }
    }

    /** AS4_PATH repeats the path: what fits with four octets need not fit with two (RFC 6793 §4.2.2). */
    @Test
    void theSecondPathOfAnOldSpeakerCounts() {
        try (ExportLab lab = ExportLab.ipv4()) {
            LabPeer source = lab.peer("source", PeerKind.IBGP_CLIENT);
            AttributeSet set = new AttributeSetBuilder()
                    .asPath(AsPath.parse("4200000001 ".repeat(800).strip()))
                    .nextHop(IpAddress.parse("10.0.0.2"))
                    .build();
            LabPeer current = lab.member("current", LabKey.of(PeerKind.EBGP).build());
            LabPeer old =
                    lab.member("old", LabKey.of(PeerKind.EBGP).twoOctetAs().build());
            lab.announce(source, ROUTE, set);
            lab.settle();

            assertThat(current.held()).containsOnlyKeys(ROUTE);
            assertThat(old.held()).isEmpty();
            assertThat(lab.verdict(old, ROUTE.toString())).isEqualTo(ExportVerdict.TOO_LONG);
        }
    }

    // --- What is known of it where the source itself is a member.

    @Test
    void theSourceAloneIsNotBelievedToHaveSharedWhatIsTooLong() {
        try (ExportLab lab = ExportLab.ipv4()) {
            LabPeer source = lab.member("source", Edge.CLIENT.key);
            lab.announce(source, ROUTE, Edge.CLIENT.route(1));
            lab.settle();
            LabPeer late = lab.member("late", Edge.CLIENT.key);
            lab.settle();
            assertThat(lab.groups.subgroupCount()).isEqualTo(1);

            assertThat(lab.tooLong).as("said once there is somebody to miss it").containsExactly(ROUTE + " to client");
            assertThat(late.held()).isEmpty();
            assertThat(late.member().advertisedCount()).isZero();
            assertThat(lab.verdict(late, ROUTE.toString())).isEqualTo(ExportVerdict.TOO_LONG);
            lab.withdraw(source, ROUTE);
            lab.settle();
            assertThat(late.takeEvents())
                    .as("nothing was held, so nothing is withdrawn")
                    .containsExactly("end-of-rib");
        }
    }

    @Test
    void aMemberThatHeldAnothersRouteLosesItWhenItsOwnIsBestAndTooLong() {
        try (ExportLab lab = ExportLab.ipv4()) {
            LabPeer one = lab.member("one", Edge.CLIENT.key);
            LabPeer other = lab.member("other", Edge.CLIENT.key);
            LabPeer third = lab.member("third", Edge.CLIENT.key);
            lab.announce(one, ROUTE, ipv4Route(1));
            lab.settle();
            lab.announce(
                    other,
                    ROUTE,
                    AttributeSetBuilder.from(Edge.CLIENT.route(1))
                            .localPref(200)
                            .build());
            lab.settle();

            assertThat(List.of(one.held(), other.held(), third.held()))
                    .allSatisfy(held -> assertThat(held).isEmpty());
            lab.withdraw(other, ROUTE);
            lab.settle();
            assertThat(one.held()).isEmpty();
            assertThat(other.held()).containsOnlyKeys(ROUTE);
            assertThat(third.held()).containsOnlyKeys(ROUTE);
        }
    }
}
