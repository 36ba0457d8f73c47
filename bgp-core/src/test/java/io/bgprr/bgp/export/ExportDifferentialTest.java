// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.attribute.Communities;
import io.bgprr.bgp.attribute.UnknownAttribute;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.policy.PrefixList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Members of several groups come, go, stall, lag, ask for refreshes and get other rules while routes come and go. Whenever all have
 * read everything, each holds exactly what the rules say of the best paths of now, with the attributes of now, and who asked was
 * sent all of that since.
 */
class ExportDifferentialTest {

    private static final int STEPS = 4000;
    private static final int MEMBERS_MAX = 8;
    private static final int PREFIXES = 60;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void membersHoldWhatTheRulesSayWheneverAllIsQuiet(long seed) {
        try (ExportLab lab = ExportLab.withLimits(600, 300)) {
            new Run(lab, seed).run();
        }
    }

    private static final class Run {

        private static final List<UpdateGroupKey> KEYS = List.of(
                LabKey.of(PeerKind.IBGP_CLIENT).build(),
                LabKey.of(PeerKind.IBGP_CLIENT)
                        .policy(only("10.0.0.0/27 le 32"))
                        .build(),
                LabKey.of(PeerKind.IBGP_NON_CLIENT).build(),
                LabKey.of(PeerKind.EBGP).build(),
                LabKey.of(PeerKind.EBGP).nextHop("192.0.2.254").build());

        private final ExportLab lab;
        private final SplittableRandom random;
        private final List<LabPeer> members = new ArrayList<>();
        private final List<LabPeer> talkers = new ArrayList<>();
        private final Set<LabPeer> asked = new HashSet<>();
        private int named;

        Run(ExportLab lab, long seed) {
            this.lab = lab;
            this.random = new SplittableRandom(seed);
            talkers.add(lab.local);
            for (PeerKind kind : PeerKind.values()) {
                talkers.add(lab.peer("talker " + kind, kind));
            }
        }

        private static PolicyDefinition only(String rule) {
            return new PolicyDefinition.MatchPrefixList(new PrefixList(rule, List.of(PrefixList.Entry.parse(rule))));
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                act();
                if (random.nextInt(40) == 0) {
                    settle();
                    assertAllHoldWhatTheyShould();
                }
            }
        }

        private void act() {
            switch (random.nextInt(16)) {
                case 0 -> join();
                case 1 -> member().ifPresent(this::leave);
                case 2 -> member().ifPresent(member -> member.isStalled = !member.isStalled);
                case 3 -> member().filter(member -> !member.unread.isEmpty()).ifPresent(lab::lag);
                case 4 -> member().ifPresent(this::refresh);
                case 5 -> member().ifPresent(this::move);
                case 6 -> member().filter(member -> !member.unread.isEmpty()).ifPresent(ExportLab::readPiece);
                case 7, 8 -> lab.groups.advance();
                case 9 -> {
                    lab.read();
                    lab.rib.reap(random.nextInt(40));
                }
                case 10, 11 -> lab.withdraw(talker(), prefix());
                default -> lab.announce(talker(), prefix(), route());
            }
        }

        private Optional<LabPeer> member() {
            return members.isEmpty() ? Optional.empty() : Optional.of(members.get(random.nextInt(members.size())));
        }

        private void join() {
            if (members.size() < MEMBERS_MAX) {
                LabPeer member = lab.member("member " + ++named, KEYS.get(random.nextInt(KEYS.size())));
                members.add(member);
                talkers.add(member);
            }
        }

        private void leave(LabPeer member) {
            members.remove(member);
            talkers.remove(member);
            asked.remove(member);
            lab.leave(member);
            lab.withdrawAll(member);
            lab.rib.watch(() -> lab.peers.release(member.peer));
        }

        private void refresh(LabPeer member) {
            if (random.nextInt(3) == 0) { // it has read all that came before: what it reads from now on is the answer
                while (!member.unread.isEmpty()) {
                    ExportLab.readPiece(member);
                }
                lab.report();
                member.takeEvents();
                asked.add(member);
            }
            lab.refresh(member);
        }

        /** To other rules of the same kind. */
        private void move(LabPeer member) {
            List<UpdateGroupKey> same = KEYS.stream()
                    .filter(key -> key.kind() == member.peer.kind())
                    .toList();
            lab.move(member, same.get(random.nextInt(same.size())));
        }

        private LabPeer talker() {
            return talkers.get(random.nextInt(talkers.size()));
        }

        private Prefix prefix() {
            return Prefix.containing(IpAddress.ofIpv4(0x0a00_0000 | random.nextInt(PREFIXES)), 32);
        }

        /** Some may not leave the AS, some fit into no message. */
        private AttributeSet route() {
            AttributeSetBuilder builder = new AttributeSetBuilder()
                    .nextHop(IpAddress.parse("192.0.2.1"))
                    .localPref(100 + random.nextInt(4))
                    .med(random.nextInt(3));
            if (random.nextInt(6) == 0) {
                builder.communities(Communities.parse(List.of(random.nextBoolean() ? "no-export" : "no-advertise")));
            }
            if (random.nextInt(10) == 0) {
                builder.unknown(new UnknownAttribute(222, true, new byte[4020 + random.nextInt(40)]));
            }
            return builder.build();
        }

        private void settle() {
            members.forEach(member -> member.isStalled = false);
            lab.settle();
            for (LabPeer member : members) {
                List<String> events = member.takeEvents();
                if (asked.contains(member)) {
                    assertThat(events)
                            .as("what %s was sent since it asked", member)
                            .containsAll(expected(member).keySet().stream()
                                    .map(prefix -> "+" + prefix)
                                    .toList());
                }
            }
            asked.clear();
            members.forEach(member -> member.takeMessages());
        }

        private void assertAllHoldWhatTheyShould() {
            for (LabPeer member : members) {
                Map<String, String> expected = expected(member);
                assertThat(member.heldText())
                        .as("%s of %s", member, member.member().group().key())
                        .isEqualTo(expected);
                assertThat(member.member().advertisedCount())
                        .as("%s counts", member)
                        .isEqualTo(expected.size());
                assertThat(member.member().isEndOfRibSent()).isTrue();
            }
            assertThat(lab.groups.subgroupCount()).as("all have merged").isEqualTo(lab.groups.groupCount());
            assertThat(lab.groups.liveBytes()).isZero();
        }

        private Map<String, String> expected(LabPeer member) {
            UpdateGroup group = member.member().group();
            Map<String, String> expected = new TreeMap<>();
            for (int destination = 1; destination < lab.rib.destinationLimit(); destination++) {
                if (lab.rib.isInUse(destination)
                        && group.verdict(member.member(), destination) == ExportVerdict.ADVERTISE) {
                    AttributeSet outgoing = Objects.requireNonNull(group.outgoing(lab.rib.best(destination)));
                    expected.put(lab.rib.prefix(destination).toString(), LabPeer.text(outgoing));
                }
            }
            return expected;
        }
    }
}
