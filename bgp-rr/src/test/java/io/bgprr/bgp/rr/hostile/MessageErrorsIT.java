// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import static io.bgprr.bgp.rr.hostile.RawMessages.hex;
import static io.bgprr.bgp.rr.hostile.RawMessages.two;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;

/** Messages in states where they do not belong, and messages that only the session's end answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class MessageErrorsIT {

    private static final List<String> STATES = List.of("OpenSent", "OpenConfirm", "Established");

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
    @DisplayName("A message in each state (RFC 4271 §6.1, RFC 6608)")
    Stream<DynamicTest> messagesInStates() {
        return CaseTable.read("messages.txt", 6).stream()
                .flatMap(line -> STATES.stream()
                        .filter(state -> !expected(line, state).equals("-"))
                        .map(state -> test(
                                line.get(0) + " in " + state + " -> " + expected(line, state) + " (" + line.get(5)
                                        + ")",
                                () -> play(state, line.get(1), expected(line, state)))));
    }

    private static String expected(List<String> line, String state) {
        return line.get(2 + STATES.indexOf(state));
    }

    private DynamicTest test(String name, Executable play) {
        return DynamicTest.dynamicTest(name, () -> {
            play.execute();
            arena.check();
        });
    }

    private void play(String state, String octets, String expected) {
        RawPeer peer = arena.connect(PeerRole.EXTERNAL);
        switch (state) {
            case "OpenSent" -> peer.read();
            case "OpenConfirm" -> peer.openConfirm(peer.soundOpen());
            default -> arena.awaitAlive(peer.establish());
        }
        peer.send(hex(octets.replace("M", "ff".repeat(16))));
        expect(peer, expected);
    }

    private void expect(RawPeer peer, String expected) {
        if (expected.equals("up")) {
            arena.awaitAlive(peer);
        } else if (expected.equals("end")) {
            peer.expectEnd();
        } else {
            String[] parts = expected.split("[/ ]", 3);
            byte[] data = parts.length == 3 ? hex(parts[2]) : RawMessages.NOTHING;
            peer.expectNotification(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), data);
        }
    }

    @TestFactory
    @DisplayName("An UPDATE that the session may not survive (RFC 7606 §3, §5)")
    Stream<DynamicTest> updates() {
        byte[] attributes = RawAttributes.sound(PeerRole.EXTERNAL, 65001).bytes();
        String sound = HexFormat.of().formatHex(RawMessages.join(two(attributes.length), attributes));
        return CaseTable.read("updates.txt", 4).stream()
                .map(line -> test(line.get(0) + " -> " + line.get(2) + " (" + line.get(3) + ")", () -> {
                    RawPeer peer = arena.establish(PeerRole.EXTERNAL);
                    arena.awaitAlive(peer);
                    peer.send(RawMessages.message(
                            RawMessages.UPDATE, hex(line.get(1).replace("{sound}", sound))));
                    expect(peer, line.get(2));
                }));
    }
}
