// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import static io.bgprr.bgp.rr.hostile.RawMessages.address;
import static io.bgprr.bgp.rr.hostile.RawMessages.attribute;
import static io.bgprr.bgp.rr.hostile.RawMessages.capability;
import static io.bgprr.bgp.rr.hostile.RawMessages.fourOctetAs;
import static io.bgprr.bgp.rr.hostile.RawMessages.header;
import static io.bgprr.bgp.rr.hostile.RawMessages.join;
import static io.bgprr.bgp.rr.hostile.RawMessages.keepalive;
import static io.bgprr.bgp.rr.hostile.RawMessages.message;
import static io.bgprr.bgp.rr.hostile.RawMessages.multiprotocol;
import static io.bgprr.bgp.rr.hostile.RawMessages.octets;
import static io.bgprr.bgp.rr.hostile.RawMessages.open;
import static io.bgprr.bgp.rr.hostile.RawMessages.parameter;
import static io.bgprr.bgp.rr.hostile.RawMessages.repeat;
import static io.bgprr.bgp.rr.hostile.RawMessages.routeRefresh;
import static io.bgprr.bgp.rr.hostile.RawMessages.shortSequence;
import static io.bgprr.bgp.rr.hostile.RawMessages.two;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** OPEN, right and wrong: what the daemon offers, what it accepts, and what it answers to everything else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class OpenIT {

    private static final PeerRole ROLE = PeerRole.EXTERNAL;

    private Arena arena;

    @BeforeAll
    void start() {
        arena = Arena.start();
    }

    @AfterEach
    void check() {
        arena.check();
    }

    @AfterAll
    void end() {
        arena.close();
    }

    @Test
    @DisplayName("A01-open-fields (RFC 4271 §4.2): the OPEN has version 4, the daemon's AS, hold time and identifier")
    void openFields() {
        RawPeer peer = arena.connect(ROLE);
        HeardMessage open = peer.send(peer.soundOpen()).read();
        assertThat(open.type()).isEqualTo(RawMessages.OPEN);
        assertThat(open.octet(0)).isEqualTo(4);
        assertThat(open.two(1)).isEqualTo(Arena.AS);
        assertThat(open.two(3)).isEqualTo(90);
        assertThat(open.slice(5, 9)).isEqualTo(address(Arena.IDENTIFIER));
        assertThat(peer.read().type()).isEqualTo(RawMessages.KEEPALIVE);
        peer.send(keepalive());
        arena.awaitAlive(peer);
    }

    @Test
    @DisplayName("A02-caps (RFC 4760, RFC 2918, RFC 6793): IPv4, IPv6, route refresh and 4-octet AS are offered")
    void capabilities() {
        HeardMessage open = arena.connect(ROLE).read();
        assertThat(open.octet(9)).isEqualTo(open.body().length - 10);
        List<String> offered = new ArrayList<>();
        for (int at = 10; at < open.body().length; ) {
            assertThat(open.octet(at)).isEqualTo(2);
            int end = at + 2 + open.octet(at + 1);
            for (at += 2; at < end; at += 2 + open.octet(at + 1)) {
                offered.add(RawText.of(open.octet(at), open.slice(at + 2, at + 2 + open.octet(at + 1))));
            }
        }
        assertThat(offered).contains("01:00010001", "01:00020001", "02:", "41:0000fc00");
    }

    @Test
    @DisplayName("A03-hold-0 (RFC 4271 §4.2): hold time 0 is accepted")
    void holdTimeZero() {
        RawPeer peer = arena.connect(ROLE);
        arena.awaitAlive(peer.establish(peer.open(0)));
    }

    @Test
    @DisplayName("A04-hold-1 (RFC 4271 §4.2, §6.2): hold time 1 -> 2/6")
    void holdTimeOne() {
        RawPeer peer = arena.connect(ROLE);
        peer.send(peer.open(1)).expectNotification(2, 6);
    }

    @Test
    @DisplayName("A04-hold-2 (RFC 4271 §4.2, §6.2): hold time 2 -> 2/6")
    void holdTimeTwo() {
        RawPeer peer = arena.connect(ROLE);
        peer.send(peer.open(2)).expectNotification(2, 6);
    }

    @Test
    @DisplayName("A11-version-5 (RFC 4271 §6.2): version 5 -> 2/1 with data 00 04; 3 and 0 alike")
    void unsupportedVersions() {
        for (int version : new int[] {5, 3, 0, 255}) {
            RawPeer peer = arena.connect(ROLE);
            peer.send(open(version, ROLE.as(), 90, peer.identifier(), peer.usualParameters()));
            peer.expectNotification(2, 1, 0, 4);
        }
    }

    @Test
    @DisplayName("A12-wrong-as (RFC 4271 §6.2): an AS that is not the configured one -> 2/2")
    void wrongAs() {
        RawPeer internal = arena.connect(PeerRole.CLIENT);
        internal.send(open(4, 64999, 90, internal.identifier(), parameter(2, fourOctetAs(64999))));
        internal.expectNotification(2, 2);
        RawPeer external = arena.connect(ROLE);
        external.send(open(4, Arena.AS, 90, external.identifier(), parameter(2, fourOctetAs(Arena.AS))));
        external.expectNotification(2, 2);
    }

    @Test
    @DisplayName("A13-as-0 (RFC 7607 §2): AS 0 in My AS, in capability 65, or in both -> 2/2")
    void asZero() {
        int[][] pairs = {{0, 0}, {0, ROLE.as()}, {ROLE.as(), 0}, {23456, 0}};
        for (int[] pair : pairs) {
            RawPeer peer = arena.connect(ROLE);
            peer.send(open(4, pair[0], 90, peer.identifier(), parameter(2, fourOctetAs(pair[1]))));
            peer.expectNotification(2, 2);
        }
    }

    @Test
    @DisplayName("A14-as4-mismatch (RFC 6793 §4.1): My AS right but capability 65 names another AS -> 2/2")
    void capabilityNamesAnotherAs() {
        RawPeer peer = arena.connect(PeerRole.CLIENT);
        peer.send(open(4, Arena.AS, 90, peer.identifier(), parameter(2, fourOctetAs(64999))));
        peer.expectNotification(2, 2);
    }

    @Test
    @DisplayName("A16-id-ours-ibgp (RFC 6286 §2.2): an internal peer with the daemon's own identifier -> 2/3")
    void ourIdentifierFromAnInternalPeer() {
        RawPeer peer = arena.connect(PeerRole.CLIENT);
        peer.send(open(4, Arena.AS, 90, Arena.IDENTIFIER, peer.usualParameters()));
        peer.expectNotification(2, 3);
    }

    @Test
    @DisplayName("A16-id-0 (RFC 6286 §2.2): identifier 0.0.0.0 -> 2/3")
    void identifierZero() {
        RawPeer peer = arena.connect(ROLE);
        peer.send(open(4, ROLE.as(), 90, "0.0.0.0", peer.usualParameters())).expectNotification(2, 3);
    }

    @Test
    @DisplayName("A17-id-ours-ebgp (RFC 6286 §2.1): an external peer may have the daemon's identifier")
    void ourIdentifierFromAnExternalPeer() {
        RawPeer peer = arena.connect(ROLE);
        arena.awaitAlive(peer.establish(open(4, ROLE.as(), 90, Arena.IDENTIFIER, peer.usualParameters())));
    }

    @Test
    @DisplayName("A17-id-multicast (RFC 6286 §2.1): any non-zero identifier is good, 239.1.2.3 and 255.255.255.255 too")
    void identifiersThatAreNoAddresses() {
        for (String identifier : List.of("239.1.2.3", "255.255.255.255")) {
            RawPeer peer = arena.connect(ROLE);
            arena.awaitAlive(peer.establish(open(4, ROLE.as(), 90, identifier, peer.usualParameters())));
        }
    }

    @Test
    @DisplayName("A18-unknown-optparam (RFC 4271 §6.2): optional parameter type 200 -> 2/4")
    void unknownOptionalParameter() {
        RawPeer peer = arena.connect(ROLE);
        byte[] parameters = join(peer.usualParameters(), parameter(200, octets(1, 2, 3)));
        peer.send(open(4, ROLE.as(), 90, peer.identifier(), parameters)).expectNotification(2, 4);
    }

    @Test
    @DisplayName("A19-auth-optparam (RFC 4271 §6.2): optional parameter 1, authentication -> 2/4")
    void authenticationParameter() {
        RawPeer peer = arena.connect(ROLE);
        byte[] parameters = join(peer.usualParameters(), parameter(1, octets(0)));
        peer.send(open(4, ROLE.as(), 90, peer.identifier(), parameters)).expectNotification(2, 4);
    }

    @Test
    @DisplayName(
            "A21-no-capabilities (RFC 5492, RFC 6793): without any optional parameter, AS_PATH has 2-octet numbers")
    void noCapabilities() {
        RawPeer peer = arena.connect(ROLE);
        peer.establish(open(4, ROLE.as(), 90, peer.identifier()));
        String prefix = arena.newPrefix();
        byte[] path = attribute(0x40, 2, shortSequence(ROLE.as(), 65001));
        peer.send(RawAttributes.sound(ROLE, 1).with(path).announce(prefix));
        arena.awaitRoute(ROLE, prefix);
        assertThat(arena.bystander(PeerRole.CLIENT).attributes(prefix).get(2)).hasToString("40:02020000fe4c0000fde9");
        String other = arena.newPrefix();
        arena.establish(PeerRole.CLIENT)
                .send(RawAttributes.sound(PeerRole.CLIENT, 4_200_000_000L).announce(other));
        HeardUpdate update = readTwoOctetUpdate(peer, other);
        assertThat(update.attributes().get(2)).hasToString("40:0202fc005ba0");
        assertThat(update.attributes().get(17)).hasToString("c0:02020000fc00fa56ea00");
    }

    private static HeardUpdate readTwoOctetUpdate(RawPeer peer, String prefix) {
        while (true) {
            HeardMessage heard = peer.read();
            if (heard.type() == RawMessages.UPDATE) {
                HeardUpdate update = HeardUpdate.of(heard, ROLE, 2);
                if (update.announced().contains(prefix)) {
                    return update;
                }
            }
        }
    }

    @Test
    @DisplayName("A22-duplicate-capability (RFC 5492 §4): the same capability twice is accepted")
    void duplicateCapability() {
        RawPeer peer = arena.connect(ROLE);
        byte[] twice = join(peer.usualParameters(), peer.usualParameters());
        arena.awaitAlive(peer.establish(open(4, ROLE.as(), 90, peer.identifier(), twice)));
    }

    @Test
    @DisplayName("A23-many-caps-one-param (RFC 5492 §4): all capabilities in one optional parameter")
    void allCapabilitiesInOneParameter() {
        RawPeer peer = arena.connect(ROLE);
        byte[] one = parameter(2, multiprotocol(1, 1), multiprotocol(2, 1), routeRefresh(), fourOctetAs(ROLE.as()));
        arena.awaitAlive(peer.establish(open(4, ROLE.as(), 90, peer.identifier(), one)));
    }

    @Test
    @DisplayName(
            "A23-unknown-capabilities (RFC 5492 §3): capabilities that nobody knows are ignored, also long and empty"
                    + " ones")
    void unknownCapabilities() {
        RawPeer peer = arena.connect(ROLE);
        byte[] strange = parameter(2, capability(200), capability(201, repeat(100, octets(0xff))), capability(0));
        byte[] all = join(peer.usualParameters(), strange);
        arena.awaitAlive(peer.establish(open(4, ROLE.as(), 90, peer.identifier(), all)));
    }

    @Test
    @DisplayName("A24-capability-overrun (RFC 5492, RFC 4271 §6.2): a capability that runs past its parameter -> 2/0")
    void capabilityOverrun() {
        for (byte[] bad : List.of(octets(65, 4, 0, 0), octets(2, 200), octets(1), octets(1, 4, 0, 1, 0))) {
            RawPeer peer = arena.connect(ROLE);
            peer.send(open(4, ROLE.as(), 90, peer.identifier(), parameter(2, bad)));
            peer.expectNotification(2, 0);
        }
    }

    @Test
    @DisplayName(
            "A24-capability-length (RFC 5492 §3): a capability of a strange length is ignored, but not that of the AS"
                    + " -> 2/0")
    void capabilitiesOfStrangeLengths() {
        byte[] strange = parameter(
                2,
                capability(1, octets(0, 2, 0)),
                capability(2, octets(1)),
                capability(64, octets(0)),
                capability(69, octets(0, 1, 1)),
                capability(70, octets(9, 9)));
        RawPeer good = arena.connect(ROLE);
        byte[] all = join(good.usualParameters(), strange);
        arena.awaitAlive(good.establish(open(4, ROLE.as(), 90, good.identifier(), all)));
        for (byte[] as : List.of(octets(), octets(0, 0), octets(0, 0, 0xfe, 0x4c, 0))) {
            RawPeer peer = arena.connect(ROLE);
            peer.send(open(4, ROLE.as(), 90, peer.identifier(), parameter(2, capability(65, as))));
            peer.expectNotification(2, 0);
        }
    }

    @Test
    @DisplayName("A25-parameter-overrun (RFC 4271 §6.2): a parameter that runs past Opt Parm Len, or is cut -> 2/0")
    void parameterOverrun() {
        for (byte[] bad : List.of(octets(2, 6, 65, 4), octets(2), octets(2, 255))) {
            RawPeer peer = arena.connect(ROLE);
            peer.send(open(4, ROLE.as(), 90, peer.identifier(), bad)).expectNotification(2, 0);
        }
    }

    @Test
    @DisplayName("A26-optlen-beyond (CVE-2022-43681): the OPEN ends right after Opt Parm Len 20 -> 2/0")
    void optionalParametersAreMissing() {
        RawPeer peer = arena.connect(ROLE);
        peer.send(message(RawMessages.OPEN, octets(4), two(ROLE.as()), two(90), octets(10, 1, 1, 1, 20)));
        peer.expectNotification(2, 0);
    }

    @Test
    @DisplayName("A27-optlen-short (RFC 4271 §6.2): octets behind the optional parameters -> 2/0")
    void octetsBehindTheParameters() {
        RawPeer peer = arena.connect(ROLE);
        byte[] parameters = peer.usualParameters();
        peer.send(message(
                RawMessages.OPEN,
                octets(4),
                two(ROLE.as()),
                two(90),
                address(peer.identifier()),
                octets(parameters.length),
                parameters,
                octets(1, 2, 3, 4)));
        peer.expectNotification(2, 0);
    }

    @Test
    @DisplayName("A28-extended-optparams (RFC 9072 §2): the extended form of optional parameters is accepted")
    void extendedParameters() {
        RawPeer peer = arena.connect(ROLE);
        byte[] capabilities = join(multiprotocol(1, 1), routeRefresh(), fourOctetAs(ROLE.as()));
        byte[] padded = join(capabilities, capability(200, repeat(250, octets(7))));
        for (byte[] value : List.of(capabilities, padded)) {
            byte[] parameter = join(octets(2), two(value.length), value);
            byte[] open = message(
                    RawMessages.OPEN,
                    octets(4),
                    two(ROLE.as()),
                    two(90),
                    address(peer.identifier()),
                    octets(255, 255),
                    two(parameter.length),
                    parameter);
            arena.awaitAlive(arena.connect(ROLE).establish(open));
        }
    }

    @Test
    @DisplayName("A29-ext-optparams-truncated (CVE-2022-40302): the extended form, cut at every octet -> 2/0")
    void extendedParametersCut() {
        byte[] parameter = join(octets(2), two(6), fourOctetAs(ROLE.as()));
        byte[] whole = join(octets(255, 255), two(parameter.length), parameter);
        for (int length = 1; length < whole.length; length++) {
            RawPeer peer = arena.connect(ROLE);
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            peer.send(message(RawMessages.OPEN, octets(4), two(ROLE.as()), two(90), octets(10, 1, 1, 1), cut));
            peer.expectNotification(2, 0);
        }
    }

    @Test
    @DisplayName(
            "A30-no-common-family (RFC 5492 §5): only families that the daemon does not have -> 2/7 with those it has")
    void noCommonFamily() {
        RawPeer peer = arena.connect(ROLE);
        peer.send(open(4, ROLE.as(), 90, peer.identifier(), parameter(2, multiprotocol(25, 70))));
        peer.expectNotification(2, 7, join(multiprotocol(1, 1), multiprotocol(2, 1)));
    }

    @Test
    @DisplayName("A31-open-short (RFC 4271 §6.1): an OPEN of 28 octets -> 1/2 with the length as data")
    void openTooShort() {
        RawPeer peer = arena.connect(ROLE);
        peer.send(message(RawMessages.OPEN, octets(4), two(ROLE.as()), two(90), octets(10, 1, 1, 1)));
        peer.expectNotification(1, 2, 0, 28);
    }

    @Test
    @DisplayName("A31-open-5000 (RFC 8654 §4): an OPEN longer than 4096 octets -> 1/2, before its body came")
    void openTooLong() {
        arena.connect(ROLE).send(header(5000, RawMessages.OPEN)).expectNotification(1, 2, 0x13, 0x88);
    }
}
