// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import static io.bgprr.bgp.rr.hostile.RawMessages.attribute;
import static io.bgprr.bgp.rr.hostile.RawMessages.four;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * RFC 7606 for every attribute that the daemon knows, from an external peer, a client and a non-client. Each case spoils a route
 * that the bystanders have heard before, and looks at what they hold then.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class AttributeErrorsIT {

    /** A community that only the older copy of a route has. */
    private static final long OLDER = 0xfde9_ffffL;

    private static final int COMMUNITIES = 8;

    private Arena arena;

    @BeforeAll
    void start() {
        arena = Arena.start();
    }

    @AfterAll
    void end() {
        arena.close();
    }

    @TestFactory
    @DisplayName("One malformed attribute (RFC 7606)")
    Stream<DynamicTest> malformedAttributes() {
        return AttributeCase.readAll().stream()
                .flatMap(one -> Stream.of(PeerRole.values()).map(role -> test(one, role)));
    }

    private DynamicTest test(AttributeCase one, PeerRole role) {
        String name =
                one.name() + " from " + role.label() + " -> " + one.expectedFrom(role) + " (" + one.clause() + ")";
        return DynamicTest.dynamicTest(name, () -> {
            play(one, role);
            arena.check();
        });
    }

    private void play(AttributeCase one, PeerRole role) {
        RawPeer peer = arena.establish(role);
        String prefix = arena.newPrefix();
        RawAttributes sound = RawAttributes.sound(role, 65001);
        peer.send(sound.plus(attribute(0xc0, COMMUNITIES, four(OLDER))).announce(prefix));
        arena.awaitRoute(role, prefix);
        peer.send(one.apply(sound).announce(prefix));
        arena.awaitAlive(peer);
        for (Bystander bystander : arena.listeners(role)) {
            expect(bystander, prefix, one, role);
        }
    }

    private static void expect(Bystander bystander, String prefix, AttributeCase one, PeerRole source) {
        String expected = one.expectedFrom(source);
        if (expected.equals("withdraw")) {
            bystander.awaitGone(prefix);
            return;
        }
        bystander.awaitRoute(prefix, attributes -> !isOlder(attributes));
        HeardUpdate.Attribute heard = bystander.attributes(prefix).get(one.type());
        boolean isReflected = !source.isExternal() && !bystander.role().isExternal();
        boolean isAddedByReflection = isReflected && (one.type() == 9 || one.type() == 10);
        if (expected.equals("lacks") && !isAddedByReflection) {
            assertThat(heard)
                    .as("attribute %s at %s", one.type(), bystander.role())
                    .isNull();
        } else if (expected.contains(":") && isPassedOn(one, bystander.role())) {
            assertThat(heard)
                    .as("attribute %s at %s", one.type(), bystander.role())
                    .hasToString(expected);
        }
    }

    /** Whether an attribute is passed on unchanged to such a peer: NEXT_HOP and what concerns one AS only is not. */
    private static boolean isPassedOn(AttributeCase one, PeerRole to) {
        return !to.isExternal()
                || one.type() != 3 && one.type() != 4 && one.type() != 5 && one.type() != 9 && one.type() != 10;
    }

    private static boolean isOlder(SortedMap<Integer, HeardUpdate.Attribute> attributes) {
        HeardUpdate.Attribute communities = attributes.get(COMMUNITIES);
        return communities != null && communities.toString().equals("c0:fde9ffff");
    }
}
