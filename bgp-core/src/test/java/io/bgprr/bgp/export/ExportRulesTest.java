// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.attribute.Communities;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.policy.PrefixList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who hears what: the matrix of RFC 4456 §6, RFC 1997, RFC 8212 and the export policy. */
class ExportRulesTest {

    private static final Prefix PREFIX = Prefix.parse("198.51.100.0/24");

    /** What is special about the route or the group. */
    enum Circumstance {
        PLAIN(""),
        NO_EXPORT("no-export"),
        NO_EXPORT_SUBCONFED("no-export-subconfed"),
        NO_ADVERTISE("no-advertise"),
        BOTH_COMMUNITIES("no-export no-advertise"),
        OTHER_COMMUNITIES("64512:100 no-peer graceful-shutdown blackhole"),
        POLICY_REJECTS(""),
        POLICY_DOES_NOT_MATCH(""),
        POLICY_MATCHES(""),
        NO_POLICY(""),
        NO_NEXT_HOP(""),
        NO_POLICY_AND_NO_NEXT_HOP("");

        private final String communities;

        Circumstance(String communities) {
            this.communities = communities;
        }

        AttributeSet route() {
            return new AttributeSetBuilder()
                    .nextHop(IpAddress.parse("192.0.2.1"))
                    .communities(
                            Communities.parse(communities.isEmpty() ? List.of() : List.of(communities.split(" ", -1))))
                    .build();
        }

        UpdateGroupKey key(PeerKind kind) {
            LabKey key = LabKey.of(kind);
            return switch (this) {
                case POLICY_REJECTS -> key.policy(PolicyDefinition.REJECT).build();
                case POLICY_DOES_NOT_MATCH ->
                    key.policy(list("10.0.0.0/8 le 32")).build();
                case POLICY_MATCHES -> key.policy(list("198.51.0.0/16 le 24")).build();
                case NO_POLICY -> key.policy(new PolicyDefinition.Missing()).build();
                case NO_NEXT_HOP -> key.nextHop(null).build();
                case NO_POLICY_AND_NO_NEXT_HOP ->
                    key.policy(new PolicyDefinition.Missing()).nextHop(null).build();
                default -> key.build();
            };
        }

        private static PolicyDefinition list(String rule) {
            return new PolicyDefinition.MatchPrefixList(new PrefixList("some", List.of(PrefixList.Entry.parse(rule))));
        }
    }

    /** A row: circumstance, where the route is from, and what a client, a non-client and another AS are to hear. */
    private static final String MATRIX = """
            PLAIN                     client      ADVERTISE      ADVERTISE                 ADVERTISE
            PLAIN                     non-client  ADVERTISE      NON_CLIENT_TO_NON_CLIENT  ADVERTISE
            PLAIN                     external    ADVERTISE      ADVERTISE                 ADVERTISE
            PLAIN                     local       ADVERTISE      ADVERTISE                 ADVERTISE
            NO_EXPORT                 client      ADVERTISE      ADVERTISE                 NO_EXPORT
            NO_EXPORT                 non-client  ADVERTISE      NON_CLIENT_TO_NON_CLIENT  NO_EXPORT
            NO_EXPORT                 external    ADVERTISE      ADVERTISE                 NO_EXPORT
            NO_EXPORT                 local       ADVERTISE      ADVERTISE                 NO_EXPORT
            NO_EXPORT_SUBCONFED       client      ADVERTISE      ADVERTISE                 NO_EXPORT
            NO_EXPORT_SUBCONFED       non-client  ADVERTISE      NON_CLIENT_TO_NON_CLIENT  NO_EXPORT
            NO_EXPORT_SUBCONFED       external    ADVERTISE      ADVERTISE                 NO_EXPORT
            NO_EXPORT_SUBCONFED       local       ADVERTISE      ADVERTISE                 NO_EXPORT
            NO_ADVERTISE              client      NO_ADVERTISE   NO_ADVERTISE              NO_ADVERTISE
            NO_ADVERTISE              non-client  NO_ADVERTISE   NON_CLIENT_TO_NON_CLIENT  NO_ADVERTISE
            NO_ADVERTISE              external    NO_ADVERTISE   NO_ADVERTISE              NO_ADVERTISE
            NO_ADVERTISE              local       NO_ADVERTISE   NO_ADVERTISE              NO_ADVERTISE
            BOTH_COMMUNITIES          client      NO_ADVERTISE   NO_ADVERTISE              NO_ADVERTISE
            BOTH_COMMUNITIES          non-client  NO_ADVERTISE   NON_CLIENT_TO_NON_CLIENT  NO_ADVERTISE
            BOTH_COMMUNITIES          external    NO_ADVERTISE   NO_ADVERTISE              NO_ADVERTISE
            BOTH_COMMUNITIES          local       NO_ADVERTISE   NO_ADVERTISE              NO_ADVERTISE
            OTHER_COMMUNITIES         client      ADVERTISE      ADVERTISE                 ADVERTISE
            OTHER_COMMUNITIES         non-client  ADVERTISE      NON_CLIENT_TO_NON_CLIENT  ADVERTISE
            OTHER_COMMUNITIES         external    ADVERTISE      ADVERTISE                 ADVERTISE
            OTHER_COMMUNITIES         local       ADVERTISE      ADVERTISE                 ADVERTISE
            POLICY_REJECTS            client      POLICY         POLICY                    POLICY
            POLICY_REJECTS            non-client  POLICY         NON_CLIENT_TO_NON_CLIENT  POLICY
            POLICY_REJECTS            external    POLICY         POLICY                    POLICY
            POLICY_REJECTS            local       POLICY         POLICY                    POLICY
            POLICY_DOES_NOT_MATCH     client      POLICY         POLICY                    POLICY
            POLICY_DOES_NOT_MATCH     non-client  POLICY         NON_CLIENT_TO_NON_CLIENT  POLICY
            POLICY_DOES_NOT_MATCH     external    POLICY         POLICY                    POLICY
            POLICY_DOES_NOT_MATCH     local       POLICY         POLICY                    POLICY
            POLICY_MATCHES            client      ADVERTISE      ADVERTISE                 ADVERTISE
            POLICY_MATCHES            non-client  ADVERTISE      NON_CLIENT_TO_NON_CLIENT  ADVERTISE
            POLICY_MATCHES            external    ADVERTISE      ADVERTISE                 ADVERTISE
            POLICY_MATCHES            local       ADVERTISE      ADVERTISE                 ADVERTISE
            NO_POLICY                 client      NO_POLICY      NO_POLICY                 NO_POLICY
            NO_POLICY                 non-client  NO_POLICY      NON_CLIENT_TO_NON_CLIENT  NO_POLICY
            NO_POLICY                 external    NO_POLICY      NO_POLICY                 NO_POLICY
            NO_POLICY                 local       NO_POLICY      NO_POLICY                 NO_POLICY
            NO_NEXT_HOP               client      ADVERTISE      ADVERTISE                 NO_NEXT_HOP
            NO_NEXT_HOP               non-client  ADVERTISE      NON_CLIENT_TO_NON_CLIENT  NO_NEXT_HOP
            NO_NEXT_HOP               external    NO_NEXT_HOP    NO_NEXT_HOP               NO_NEXT_HOP
            NO_NEXT_HOP               local       NO_NEXT_HOP    NO_NEXT_HOP               NO_NEXT_HOP
            NO_POLICY_AND_NO_NEXT_HOP client      NO_POLICY      NO_POLICY                 NO_POLICY
            NO_POLICY_AND_NO_NEXT_HOP non-client  NO_POLICY      NON_CLIENT_TO_NON_CLIENT  NO_POLICY
            NO_POLICY_AND_NO_NEXT_HOP external    NO_POLICY      NO_POLICY                 NO_POLICY
            NO_POLICY_AND_NO_NEXT_HOP local       NO_POLICY      NO_POLICY                 NO_POLICY
            """;

    private static final List<PeerKind> COLUMNS =
            List.of(PeerKind.IBGP_CLIENT, PeerKind.IBGP_NON_CLIENT, PeerKind.EBGP);

    static Stream<Arguments> matrix() {
        return MATRIX.lines()
                .map(line -> line.strip().split(" +", -1))
                .flatMap(row -> Stream.of(0, 1, 2)
                        .map(column -> Arguments.of(
                                Circumstance.valueOf(row[0]),
                                row[1],
                                COLUMNS.get(column),
                                ExportVerdict.valueOf(row[2 + column]))));
    }

    @ParameterizedTest(name = "{0}: {1} to {2} is {3}")
    @MethodSource("matrix")
    void theVerdictIsThatOfTheTableAndIsWhatIsSent(
            Circumstance circumstance, String from, PeerKind to, ExportVerdict expected) {
        try (ExportLab lab = ExportLab.ipv4()) {
            LabPeer source = source(lab, from);
            lab.announce(source, PREFIX, circumstance.route());
            LabPeer member = lab.member("member", circumstance.key(to));
            lab.settle();

            assertThat(lab.verdict(member, PREFIX.toString())).isEqualTo(expected);
            assertThat(member.held().containsKey(PREFIX)).isEqualTo(expected == ExportVerdict.ADVERTISE);
        }
    }

    /** The table is whole: each circumstance and source has its row. */
    @Test
    void theTableHasARowForEachCase() {
        assertThat(MATRIX.lines().count()).isEqualTo(4L * Circumstance.values().length);
        assertThat(matrix().map(row -> row.get()[0] + " " + row.get()[1] + " " + row.get()[2]))
                .doesNotHaveDuplicates();
    }

    private static LabPeer source(ExportLab lab, String from) {
        return switch (from) {
            case "local" -> lab.local;
            case "client" -> lab.peer("source", PeerKind.IBGP_CLIENT);
            case "non-client" -> lab.peer("source", PeerKind.IBGP_NON_CLIENT);
            default -> lab.peer("source", PeerKind.EBGP);
        };
    }

    @ParameterizedTest
    @EnumSource(PeerKind.class)
    void nobodyHearsOfItsOwnRoute(PeerKind kind) {
        try (ExportLab lab = ExportLab.ipv4()) {
            LabPeer member = lab.member("member", LabKey.of(kind).build());
            lab.announce(member, PREFIX, Circumstance.PLAIN.route());
            lab.settle();

            assertThat(lab.verdict(member, PREFIX.toString())).isEqualTo(ExportVerdict.OWN_ROUTE);
            assertThat(member.held()).isEmpty();
        }
    }

    @Test
    void whatHasNoEligiblePathIsNoRoute() {
        try (ExportLab lab = ExportLab.ipv4()) {
            LabPeer source = lab.peer("source", PeerKind.IBGP_CLIENT);
            LabPeer member =
                    lab.member("member", LabKey.of(PeerKind.IBGP_CLIENT).build());
            lab.announce(source, PREFIX, Circumstance.PLAIN.route());
            lab.settle();
            member.isStalled = true; // so that the tombstone is kept
            lab.withdraw(source, PREFIX);
            lab.groups.advance();

            assertThat(lab.verdict(member, PREFIX.toString())).isEqualTo(ExportVerdict.NO_ROUTE);
            member.isStalled = false;
            lab.settle();
            assertThat(member.held()).isEmpty();
        }
    }

    /** A route of ours without a next hop goes out with the session's own address, and where there is none not at all. */
    @ParameterizedTest
    @CsvSource({"IBGP_CLIENT, 192.0.2.77, ADVERTISE", "EBGP, 192.0.2.77, ADVERTISE", "IBGP_CLIENT, , NO_NEXT_HOP"})
    void aRouteOfOursThatNamesNoNextHopNeedsALocalAddress(PeerKind kind, String self, ExportVerdict expected) {
        try (ExportLab lab = ExportLab.ipv4()) {
            AttributeSet nameless = new AttributeSetBuilder()
                    .nextHop(IpAddress.parse("0.0.0.0"))
                    .build();
            lab.announce(lab.local, PREFIX, nameless);
            LabPeer member = lab.member("member", LabKey.of(kind).self(self).build());
            lab.settle();

            assertThat(lab.verdict(member, PREFIX.toString())).isEqualTo(expected);
            assertThat(member.held().values().stream().map(set -> set.nextHop().toString()))
                    .isEqualTo(self == null ? List.of() : List.of(self));
        }
    }
}
