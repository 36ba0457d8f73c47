// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import static io.bgprr.bgp.rr.config.ConfigLab.MINIMUM;
import static io.bgprr.bgp.rr.config.ConfigLab.SKELETON;
import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.session.RemoteAs;
import io.bgprr.bgp.session.SessionConfig;
import io.bgprr.bgp.speaker.ListenAddress;
import io.bgprr.bgp.speaker.NextHopRule;
import io.bgprr.bgp.speaker.PeerConfig;
import io.bgprr.bgp.speaker.ReconfigurePlan;
import io.bgprr.bgp.speaker.ReconfigurePlan.Action;
import io.bgprr.bgp.speaker.SpeakerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {

    private final ConfigLab lab;

    ConfigLoaderTest(@TempDir Path directory) {
        lab = new ConfigLab(directory);
    }

    @Test
    void skeletonOfTheManualBecomesASpeaker() throws IOException {
        SpeakerConfig speaker = lab.load(SKELETON).speaker();

        assertThat(speaker.localAs()).isEqualTo(new AsNumber(64512));
        assertThat(speaker.routerId()).isEqualTo(RouterId.parse("10.99.0.1"));
        assertThat(speaker.clusterId()).isEqualTo(RouterId.parse("10.99.0.2"));
        assertThat(speaker.listen()).containsExactly(new ListenAddress(IpAddress.parse("127.0.0.1"), 1790));
        assertThat(speaker.ebgpRequiresPolicy()).isTrue();
        assertThat(speaker.dynamicNeighbors()).singleElement().satisfies(range -> {
            assertThat(range.prefix()).hasToString("127.1.0.0/16");
            assertThat(range.limit()).isEqualTo(5000);
            assertThat(range.template().peerGroup()).isEqualTo("nodes");
            assertThat(range.template().session().passive()).isTrue();
            assertThat(range.template().session().familyBits())
                    .isEqualTo(AddressFamily.IPV4_UNICAST.bit() | AddressFamily.IPV6_UNICAST.bit());
        });
    }

    @Test
    void neighbourIsCompleteWithWhatItsGroupAndTheDefaultsSay() throws IOException {
        PeerConfig tor = lab.load(SKELETON).speaker().neighbors().getFirst();

        SessionConfig session = tor.session();
        assertThat(session.peerAddress()).isEqualTo(IpAddress.parse("127.0.0.2"));
        assertThat(session.localAddress()).isEqualTo(IpAddress.parse("127.0.0.1"));
        assertThat(session.remoteAs()).isEqualTo(new RemoteAs.Exactly(new AsNumber(65001)));
        assertThat(session.routeReflectorClient()).isFalse();
        assertThat(session.holdTimeSeconds()).isEqualTo(90);
        assertThat(session.connectRetrySeconds()).isEqualTo(5);
        assertThat(session.connectRetrySecondsMax()).isEqualTo(60);
        assertThat(session.sendHoldSeconds()).isEqualTo(480);
        assertThat(session.security().ttl()).isEqualTo(2);
        assertThat(session.security().ttlMin()).isZero();
        assertThat(session.enabled()).isTrue();
        assertThat(tor.peerGroup()).isEqualTo("tor");
        assertThat(tor.description()).isEqualTo("tor1");
        assertThat(tor.clusterId()).isEqualTo(RouterId.parse("10.99.0.2"));
        assertThat(tor.nextHop()).isEqualTo(new NextHopRule.Keep());
        assertThat(tor.importPolicy()).isEqualTo(PolicyDefinition.ACCEPT);
    }

    @Test
    void neighbourOverridesItsGroup() throws IOException {
        PeerConfig peer = lab.load("""
                bgp { local-as = 1.10, router-id = 10.0.0.1
                  peer-groups.g { remote-as = 1.10, hold-time = 3m, cluster-id = 10.0.0.9, route-reflector-client = true, ttl-security = 1 }
                  neighbors = [ { address = "2001:db8::2", peer-group = g, hold-time = 9, ebgp-multihop = 5, remote-as = 65536, route-reflector-client = false,
                    import = reject, export = accept, next-hop = { ipv6 = "2001:db8::9" } } ]
                }""").speaker().neighbors().getFirst();

        assertThat(peer.session().localAs()).hasToString("65546");
        assertThat(peer.session().remoteAs()).hasToString("65536");
        assertThat(peer.session().holdTimeSeconds()).isEqualTo(9);
        assertThat(peer.session().security().ttl()).isEqualTo(5); // the nearer of two that exclude each other
        assertThat(peer.session().security().ttlMin()).isZero();
        assertThat(peer.session().familyBits()).isEqualTo(AddressFamily.IPV6_UNICAST.bit());
        assertThat(peer.clusterId()).isEqualTo(RouterId.parse("10.0.0.9"));
        assertThat(peer.nextHop()).isEqualTo(new NextHopRule.Address(null, IpAddress.parse("2001:db8::9")));
    }

    @Test
    void asdotIsReadAsWrittenEvenWhenItLooksLikeANumber() throws IOException {
        assertThat(lab.load("bgp { local-as = 1.10, router-id = 10.0.0.1 }")
                        .speaker()
                        .localAs()
                        .value())
                .isEqualTo(65546);
        assertThat(lab.load("bgp { local-as = \"1.1\", router-id = 10.0.0.1 }")
                        .speaker()
                        .localAs()
                        .value())
                .isEqualTo(65537);
    }

    @Test
    void distanceOfAPeerDependsOnItsKind() throws IOException {
        List<PeerConfig> peers = lab.load(MINIMUM + """
                bgp.ebgp-requires-policy = false
                bgp.neighbors = [
                  { address = 192.0.2.1, remote-as = external }
                  { address = 192.0.2.2, remote-as = internal }
                  { address = 192.0.2.3, remote-as = any }
                  { address = 192.0.2.4, remote-as = any, ebgp-multihop = 3 }
                  { address = 192.0.2.5, remote-as = 65001, ttl-security = 2 }
                ]""").speaker().neighbors();

        assertThat(peers).extracting(peer -> peer.session().security().ttl()).containsExactly(1, 255, 255, 3, 255);
        assertThat(peers).extracting(peer -> peer.session().security().ttlMin()).containsExactly(0, 0, 0, 0, 254);
    }

    @Test
    void sendHoldTimeIsAtLeastTwiceTheHoldTime() throws IOException {
        List<PeerConfig> peers = lab.load(MINIMUM + """
                bgp.neighbors = [
                  { address = 192.0.2.1, remote-as = internal, hold-time = 10m }
                  { address = 192.0.2.2, remote-as = internal, hold-time = 0 }
                  { address = 192.0.2.3, remote-as = internal, send-hold-time = 0 }
                  { address = 192.0.2.4, remote-as = internal, connect-retry = 2m }
                ]""").speaker().neighbors();

        assertThat(peers).extracting(peer -> peer.session().sendHoldSeconds()).containsExactly(1200, 480, 0, 480);
        assertThat(peers.getLast().session().connectRetrySecondsMax()).isEqualTo(120);
    }

    @Test
    void networkCarriesItsAttributesInCanonicalForm() throws IOException {
        var network = lab.load(MINIMUM + """
                bgp.networks = [ { prefix = "2001:db8:1::/48", next-hop = "2001:db8::1", origin = incomplete, med = 7, local-pref = 4294967295
                  communities = [ no-export, "64512:100", "64512:100" ], large-communities = [ "64512:1:2" ]
                  extended-communities = [ "rt:64512:100", "0x4300000000000001" ] } ]""").speaker().networks().getFirst();

        assertThat(network.attributes().nextHop().address()).hasToString("2001:db8::1");
        assertThat(HexFormat.of().formatHex(network.attributes().canonicalBytes()))
                .isEqualTo(
                        "40010102" // ORIGIN incomplete
                                + "400200" // AS_PATH empty
                                + "80040400000007" // MED
                                + "400504ffffffff" // LOCAL_PREF
                                + "c00808fc000064ffffff01" // COMMUNITIES in ascending order
                                + "c010100002fc00000000644300000000000001" // EXTENDED COMMUNITIES
                                + "c0200c0000fc000000000100000002"); // LARGE_COMMUNITY
    }

    @Test
    void networkWithoutANextHopMeansTheSessionsOwnAddress() throws IOException {
        LoadedConfig loaded = lab.load(
                MINIMUM + "bgp.networks = [ { prefix = 10.1.0.0/16 }, { prefix = 10.2.0.0/16, next-hop = self } ]");

        assertThat(loaded.speaker().networks())
                .allSatisfy(network -> assertThat(
                                network.attributes().nextHop().address().isUnspecified())
                        .isTrue());
        assertThat(loaded.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.key()).isEqualTo("bgp.networks[0]");
            assertThat(warning.text()).startsWith("next-hop is not set");
        });
    }

    @Test
    void includesAreRelativeToTheirFileAndLaterOnesWin() throws IOException {
        Files.createDirectories(lab.directory.resolve("conf.d/deep"));
        Files.writeString(
                lab.directory.resolve("conf.d/20-late.conf"),
                "bgp.peer-groups.a.hold-time = 20\ninclude \"deep/x.conf\"");
        Files.writeString(
                lab.directory.resolve("conf.d/10-early.conf"),
                "bgp.peer-groups.a.hold-time = 10, bgp.peer-groups.a.port = 1179");
        Files.writeString(lab.directory.resolve("conf.d/deep/x.conf"), "bgp.peer-groups.a.remote-as = ${AS}");
        lab.environment.put("AS", "64512");

        PeerConfig peer = lab.load(MINIMUM
                        + "include \"conf.d/*.conf\"\nbgp.neighbors = [ { address = 192.0.2.1, peer-group = a } ]")
                .speaker()
                .neighbors()
                .getFirst();

        assertThat(peer.session().holdTimeSeconds()).isEqualTo(20);
        assertThat(peer.session().peerPort()).isEqualTo(1179);
        assertThat(peer.session().remoteAs()).hasToString("64512");
    }

    @Test
    void problemsInAnIncludedFileNameThatFile() throws IOException {
        Files.createDirectories(lab.directory.resolve("conf.d"));
        Files.writeString(lab.directory.resolve("conf.d/a.conf"), "\nbgp.peer-groups.a.hold-time = 1\n");

        assertThat(lab.problems(MINIMUM + "include \"conf.d/a.conf\"\nfoo = 1"))
                .extracting(problem ->
                        lab.directory.relativize(Path.of(problem.position().file())) + ":"
                                + problem.position().line() + ": " + problem.key())
                .containsExactly("bgp-rr.conf:3: foo", "conf.d/a.conf:2: bgp.peer-groups.a.hold-time");
    }

    @Test
    void whatAPatternMatchesMustBeAFile() throws IOException {
        Path pipe = Files.createDirectories(lab.directory.resolve("conf.d/pipe.conf"));

        assertThat(lab.problems(MINIMUM + "include \"conf.d/*.conf\""))
                .singleElement()
                .asString()
                .contains("include \"conf.d/*.conf\": matches " + pipe + ", which is not a file");
    }

    @Test
    void jsonIsAConfigurationToo() throws IOException {
        assertThat(lab.load("{\"bgp\": {\"local-as\": 64512, \"router-id\": \"10.0.0.1\"}}")
                        .speaker()
                        .localAs()
                        .value())
                .isEqualTo(64512);
    }

    @Test
    void optionalSubstitutionLeavesTheKeyOut() throws IOException {
        String text =
                MINIMUM + "bgp.neighbors = [ { address = 192.0.2.1, remote-as = internal, password = ${?SECRET} } ]";

        assertThat(lab.load(text)
                        .speaker()
                        .neighbors()
                        .getFirst()
                        .session()
                        .security()
                        .password())
                .isNull();
        lab.environment.put("SECRET", "swordfish");
        assertThat(lab.load(text)
                        .speaker()
                        .neighbors()
                        .getFirst()
                        .session()
                        .security()
                        .password())
                .isEqualTo("swordfish");
    }

    @Test
    void passwordFileIsReadAnewAtEachLoadWithoutItsLineEnd() throws IOException {
        String text = MINIMUM + """
                bgp.peer-groups.a { remote-as = internal, password = inline }
                bgp.neighbors = [ { address = 192.0.2.1, peer-group = a, password-file = secret }, { address = 192.0.2.2, peer-group = a } ]""";
        Files.writeString(lab.directory.resolve("secret"), "swordfish\n");
        SpeakerConfig before = lab.load(text).speaker();
        Files.writeString(lab.directory.resolve("secret"), "marlin\r\n");
        SpeakerConfig after = lab.load(text).speaker();

        assertThat(before.neighbors())
                .extracting(peer -> peer.session().security().password())
                .containsExactly("swordfish", "inline");
        assertThat(after.neighbors().getFirst().session().security().password()).isEqualTo("marlin");
        assertThat(ReconfigurePlan.between(before, after).changes())
                .containsExactly(new ReconfigurePlan.Change("192.0.2.1", Action.RESET, "password changed"));
    }

    @Test
    void secretsAreNowhereToBeSeen() throws IOException {
        Files.writeString(lab.directory.resolve("secret"), "marlin");
        LoadedConfig loaded = lab.load(MINIMUM + """
                bgp.peer-groups.a { remote-as = internal, password = swordfish }
                bgp.neighbors = [ { address = 192.0.2.1, peer-group = a }, { address = 192.0.2.2, peer-group = a, password-file = secret } ]""");

        assertThat(loaded.effective().toJson())
                .contains("\"password\" : \"***\"")
                .contains("\"password-file\" : \"secret\"")
                .doesNotContain("swordfish", "marlin");
        assertThat(loaded.toString()).doesNotContain("swordfish", "marlin");
    }

    @Test
    void effectiveConfigurationIsAConfigurationOfTheSameMeaning() throws IOException {
        LoadedConfig loaded = lab.load(SKELETON);
        LoadedConfig again = lab.load(loaded.effective().toJson());

        assertThat(ReconfigurePlan.between(loaded.speaker(), again.speaker()).isEmpty())
                .isTrue();
        assertThat(again.speaker().neighbors()).isEqualTo(loaded.speaker().neighbors());
        assertThat(again.effective().toJson()).isEqualTo(loaded.effective().toJson());
    }

    @Test
    void adminAddressIsPassedOnInTheFormOfItsFamily() throws IOException {
        assertThat(lab.load(MINIMUM + "admin.listen = \"[::1]:9179\"").adminListen())
                .isEqualTo("[::1]:9179");
    }

    @Test
    void severalSessionsToOneHostDifferInTheirPort() throws IOException {
        assertThat(lab.load(
                                MINIMUM
                                        + "bgp.neighbors = [ { address = 192.0.2.1, remote-as = internal }, { address = 192.0.2.1, port = 1179, remote-as = internal } ]")
                        .speaker()
                        .neighbors())
                .hasSize(2);
    }

    @Test
    void fileThatIsNotThereIsAProblemLikeAnyOther() {
        ConfigOutcome outcome = new ConfigLoader(lab.environment).load(lab.directory.resolve("absent.conf"));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        RejectedConfig.class,
                        rejected -> assertThat(rejected.problems())
                                .singleElement()
                                .asString()
                                .endsWith("absent.conf: does not exist; allowed: a configuration file"));
    }

    @Test
    void fiveThousandNeighboursAreRead() throws IOException {
        StringBuilder text =
                new StringBuilder(MINIMUM).append("bgp.peer-groups.a.remote-as = 65001\nbgp.neighbors = [\n");
        for (int i = 0; i < 5000; i++) {
            text.append("{ address = 10.")
                    .append(i >> 8)
                    .append('.')
                    .append(i & 0xff)
                    .append(".1, peer-group = a }\n");
        }
        LoadedConfig loaded = lab.load(text.append("]").toString());

        assertThat(loaded.speaker().neighbors()).hasSize(5000);
        assertThat(loaded.warnings()).hasSize(2); // said of the group, not of each
    }
}
