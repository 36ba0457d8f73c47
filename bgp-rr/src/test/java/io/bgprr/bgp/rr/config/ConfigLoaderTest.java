// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

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
import io.bgprr.bgp.speaker.PrefixLimit;
import io.bgprr.bgp.speaker.ReconfigurePlan;
import io.bgprr.bgp.speaker.ReconfigurePlan.Action;
import io.bgprr.bgp.speaker.SpeakerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {

    private static final String SKELETON = """
            bgp {
              local-as = 64512, router-id = 10.99.0.1, cluster-id = 10.99.0.2
              listen = [ { address = "127.0.0.1", port = 1790 } ]
              peer-groups {
                nodes { remote-as = 64512, route-reflector-client = true, passive = true, families = [ ipv4-unicast, ipv6-unicast ], hold-time = 90s }
                tor   { remote-as = 65001, families = [ ipv4-unicast ], next-hop = keep, ebgp-multihop = 2, import = accept, export = accept }
              }
              neighbors = [ { address = "127.0.0.2", port = 179, local-address = "127.0.0.1", peer-group = tor, description = "tor1" } ]
              dynamic-neighbors = [ { prefix = "127.1.0.0/16", peer-group = nodes, limit = 5000 } ]
              networks = [ { prefix = "10.244.0.0/24", next-hop = "192.0.2.10", communities = [ "64512:100" ] } ]
            }
            admin { listen = "127.0.0.1:9179" }
            """;

    private static final String MINIMUM = "bgp { local-as = 64512, router-id = 10.0.0.1 }\n";

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void skeletonOfTheManualBecomesASpeaker() throws IOException {
        SpeakerConfig speaker = load(SKELETON).speaker();

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
        PeerConfig tor = load(SKELETON).speaker().neighbors().getFirst();

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
        PeerConfig peer = load("""
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
        assertThat(load("bgp { local-as = 1.10, router-id = 10.0.0.1 }")
                        .speaker()
                        .localAs()
                        .value())
                .isEqualTo(65546);
        assertThat(load("bgp { local-as = \"1.1\", router-id = 10.0.0.1 }")
                        .speaker()
                        .localAs()
                        .value())
                .isEqualTo(65537);
    }

    @Test
    void distanceOfAPeerDependsOnItsKind() throws IOException {
        List<PeerConfig> peers = load(MINIMUM + """
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
        List<PeerConfig> peers = load(MINIMUM + """
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
        var network = load(MINIMUM + """
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
        LoadedConfig loaded = load(
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
        Files.createDirectories(directory.resolve("conf.d/deep"));
        Files.writeString(
                directory.resolve("conf.d/20-late.conf"), "bgp.peer-groups.a.hold-time = 20\ninclude \"deep/x.conf\"");
        Files.writeString(
                directory.resolve("conf.d/10-early.conf"),
                "bgp.peer-groups.a.hold-time = 10, bgp.peer-groups.a.port = 1179");
        Files.writeString(directory.resolve("conf.d/deep/x.conf"), "bgp.peer-groups.a.remote-as = ${AS}");
        environment.put("AS", "64512");

        PeerConfig peer = load(MINIMUM
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
        Files.createDirectories(directory.resolve("conf.d"));
        Files.writeString(directory.resolve("conf.d/a.conf"), "\nbgp.peer-groups.a.hold-time = 1\n");

        assertThat(problems(MINIMUM + "include \"conf.d/a.conf\"\nfoo = 1"))
                .extracting(problem ->
                        directory.relativize(Path.of(problem.position().file())) + ":"
                                + problem.position().line() + ": " + problem.key())
                .containsExactly("bgp-rr.conf:3: foo", "conf.d/a.conf:2: bgp.peer-groups.a.hold-time");
    }

    @Test
    void whatAPatternMatchesMustBeAFile() throws IOException {
        Path pipe = Files.createDirectories(directory.resolve("conf.d/pipe.conf"));

        assertThat(problems(MINIMUM + "include \"conf.d/*.conf\""))
                .singleElement()
                .asString()
                .contains("include \"conf.d/*.conf\": matches " + pipe + ", which is not a file");
    }

    @Test
    void jsonIsAConfigurationToo() throws IOException {
        assertThat(load("{\"bgp\": {\"local-as\": 64512, \"router-id\": \"10.0.0.1\"}}")
                        .speaker()
                        .localAs()
                        .value())
                .isEqualTo(64512);
    }

    @Test
    void optionalSubstitutionLeavesTheKeyOut() throws IOException {
        String text =
                MINIMUM + "bgp.neighbors = [ { address = 192.0.2.1, remote-as = internal, password = ${?SECRET} } ]";

        assertThat(load(text)
                        .speaker()
                        .neighbors()
                        .getFirst()
                        .session()
                        .security()
                        .password())
                .isNull();
        environment.put("SECRET", "swordfish");
        assertThat(load(text)
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
        Files.writeString(directory.resolve("secret"), "swordfish\n");
        SpeakerConfig before = load(text).speaker();
        Files.writeString(directory.resolve("secret"), "marlin\r\n");
        SpeakerConfig after = load(text).speaker();

        assertThat(before.neighbors())
                .extracting(peer -> peer.session().security().password())
                .containsExactly("swordfish", "inline");
        assertThat(after.neighbors().getFirst().session().security().password()).isEqualTo("marlin");
        assertThat(ReconfigurePlan.between(before, after).changes())
                .containsExactly(new ReconfigurePlan.Change("192.0.2.1", Action.RESET, "password changed"));
    }

    @Test
    void secretsAreNowhereToBeSeen() throws IOException {
        Files.writeString(directory.resolve("secret"), "marlin");
        LoadedConfig loaded = load(MINIMUM + """
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
        LoadedConfig loaded = load(SKELETON);
        LoadedConfig again = load(loaded.effective().toJson());

        assertThat(ReconfigurePlan.between(loaded.speaker(), again.speaker()).isEmpty())
                .isTrue();
        assertThat(again.speaker().neighbors()).isEqualTo(loaded.speaker().neighbors());
        assertThat(again.effective().toJson()).isEqualTo(loaded.effective().toJson());
    }

    @Test
    void limitsOfPrefixesAreANumberOrAllOfIt() throws IOException {
        SpeakerConfig speaker = load(MINIMUM + """
                bgp.peer-groups.limited { remote-as = internal, families = [ ipv4-unicast, ipv6-unicast ], max-prefixes = 1000 }
                bgp.peer-groups.free { remote-as = internal }
                bgp.neighbors = [
                  { address = 192.0.2.1, peer-group = limited }
                  { address = 192.0.2.2, peer-group = limited, families = [ ipv4-unicast ] }
                  { address = 192.0.2.3, peer-group = limited, max-prefixes = none }
                  { address = 192.0.2.4, peer-group = limited, max-prefixes {
                      ipv4-unicast = 500
                      ipv6-unicast { limit = 10, warn = 90 %, action = cease, restart = 5 minutes, count = accepted } } }
                  { address = 192.0.2.5, peer-group = limited, max-prefixes { ipv6-unicast { limit = 7, action = drop, warn = 1 } } }
                  { address = 192.0.2.6, peer-group = free }
                ]
                bgp.dynamic-neighbors = [ { prefix = 198.51.100.0/24, peer-group = limited, limit = 5 } ]""").speaker();

        assertThat(speaker.neighbors())
                .extracting(PeerConfig::maxPrefixes)
                .containsExactly(
                        Map.of(
                                AddressFamily.IPV4_UNICAST, PrefixLimit.of(1000),
                                AddressFamily.IPV6_UNICAST, PrefixLimit.of(1000)),
                        Map.of(AddressFamily.IPV4_UNICAST, PrefixLimit.of(1000)),
                        Map.of(),
                        Map.of(
                                AddressFamily.IPV4_UNICAST,
                                PrefixLimit.of(500),
                                AddressFamily.IPV6_UNICAST,
                                new PrefixLimit(10, 90, PrefixLimit.Action.CEASE, 300, PrefixLimit.Count.ACCEPTED)),
                        Map.of(
                                AddressFamily.IPV6_UNICAST,
                                new PrefixLimit(7, 1, PrefixLimit.Action.DROP, 0, PrefixLimit.Count.RECEIVED)),
                        Map.of());
        assertThat(speaker.dynamicNeighbors().getFirst().template().maxPrefixes())
                .hasSize(2)
                .containsEntry(AddressFamily.IPV6_UNICAST, PrefixLimit.of(1000));
        assertThat(PrefixLimit.of(1000))
                .isEqualTo(new PrefixLimit(1000, 75, PrefixLimit.Action.CEASE, 0, PrefixLimit.Count.RECEIVED));
    }

    @Test
    void limitsOfPrefixesAreSpelledOutWithTheirDefaults() throws IOException {
        LoadedConfig loaded = load(MINIMUM + """
                bgp.neighbors = [
                  { address = 192.0.2.1, remote-as = internal, max-prefixes = none }
                  { address = 192.0.2.2, remote-as = internal, families = [ ipv4-unicast, ipv6-unicast ]
                    max-prefixes { ipv4-unicast = 1000, ipv6-unicast { limit = 7, action = drop } } }
                ]""");

        assertThat(loaded.effective().toJson())
                .contains("\"max-prefixes\" : \"none\"", "\"warn\" : \"75 %\"", "\"restart\" : \"never\"")
                .containsOnlyOnce("\"restart\"");
        assertThat(load(loaded.effective().toJson()).speaker().neighbors())
                .isEqualTo(loaded.speaker().neighbors());
    }

    @Test
    void aRestartWithoutACeaseHasNoEffectAndIsWarnedOf() throws IOException {
        assertThat(load(MINIMUM + """
                bgp.neighbors = [ { address = 192.0.2.1, remote-as = internal
                    max-prefixes { ipv4-unicast { limit = 7, action = drop, restart = 60s } } } ]""").warnings())
                .extracting(problem -> problem.key() + " " + problem.text())
                .containsExactly("bgp.neighbors[0].max-prefixes.ipv4-unicast.restart has no effect with action = drop,"
                        + " which ends no session");
    }

    @Test
    void anotherLimitOfPrefixesResetsNothing() throws IOException {
        String text = MINIMUM + "bgp.neighbors = [ { address = 192.0.2.1, remote-as = internal, max-prefixes = 10 } ]";

        assertThat(ReconfigurePlan.between(
                                load(text).speaker(),
                                load(text.replace("max-prefixes = 10", "max-prefixes = 20"))
                                        .speaker())
                        .changes())
                .extracting(ReconfigurePlan.Change::neighbor, ReconfigurePlan.Change::action)
                .containsExactly(tuple("192.0.2.1", Action.UPDATE));
    }

    @Test
    void sameFileTwiceChangesNothing() throws IOException {
        assertThat(ReconfigurePlan.between(
                                load(SKELETON).speaker(), load(SKELETON).speaker())
                        .isEmpty())
                .isTrue();
    }

    @Test
    void onlyWhatAffectsTheSessionResetsIt() throws IOException {
        SpeakerConfig before = load(SKELETON).speaker();

        assertThat(ReconfigurePlan.between(
                                before,
                                load(SKELETON.replace("export = accept", "export = reject"))
                                        .speaker())
                        .changes())
                .extracting(ReconfigurePlan.Change::neighbor, ReconfigurePlan.Change::action)
                .containsExactly(tuple("127.0.0.2", Action.UPDATE));
        assertThat(ReconfigurePlan.between(
                                before,
                                load(SKELETON.replace("hold-time = 90s", "hold-time = 30s"))
                                        .speaker())
                        .changes())
                .extracting(ReconfigurePlan.Change::neighbor, ReconfigurePlan.Change::action)
                .containsExactly(tuple("dynamic 127.1.0.0/16", Action.RESET));
        assertThat(ReconfigurePlan.between(
                                before,
                                load(SKELETON.replace("64512:100", "64512:101")).speaker())
                        .networksAdded())
                .isEqualTo(1);
    }

    @Test
    void defaultThatIsSpelledOutChangesNothing() throws IOException {
        String spelled = SKELETON.replace(
                "ebgp-multihop = 2",
                "ebgp-multihop = 2, hold-time = 90, connect-retry = 5s, send-hold-time = 8m, enabled = true");

        assertThat(ReconfigurePlan.between(
                                load(SKELETON).speaker(), load(spelled).speaker())
                        .isEmpty())
                .isTrue();
    }

    @Test
    void warnsOfExternalPeersThatExchangeNothingOrDrawTheTraffic() throws IOException {
        LoadedConfig loaded = load(MINIMUM + """
                bgp.peer-groups.tor.remote-as = 65001
                bgp.neighbors = [
                  { address = 192.0.2.1, peer-group = tor }
                  { address = 192.0.2.2, peer-group = tor }
                  { address = 192.0.2.3, remote-as = any, import = accept }
                  { address = 192.0.2.4, remote-as = 65002, enabled = false }
                ]""");

        assertThat(loaded.warnings())
                .extracting(warning -> warning.key() + ": " + warning.text().split(":")[0])
                .containsExactly(
                        "bgp.peer-groups.tor: import and export are not set",
                        "bgp.peer-groups.tor: next-hop is not set",
                        "bgp.neighbors[2]: export is not set");
    }

    @Test
    void oneKeyAllowsExternalPeersWithoutAPolicy() throws IOException {
        LoadedConfig loaded = load(MINIMUM + """
                bgp.ebgp-requires-policy = false
                bgp.neighbors = [ { address = 192.0.2.1, remote-as = 65001, next-hop = self } ]""");

        assertThat(loaded.speaker().ebgpRequiresPolicy()).isFalse();
        assertThat(loaded.warnings()).isEmpty();
    }

    @Test
    void warnsOfFamiliesWithoutANextHopAndOfPeersThatNobodyListensFor() throws IOException {
        LoadedConfig loaded = load(MINIMUM + """
                bgp.listen = [ { address = 127.0.0.1 } ]
                bgp.peer-groups.tor { remote-as = 65001, import = accept, export = accept, families = [ ipv4-unicast, ipv6-unicast ] }
                bgp.neighbors = [
                  { address = 192.0.2.1, peer-group = tor, next-hop = self }
                  { address = 192.0.2.2, peer-group = tor, next-hop = 192.0.2.9 }
                  { address = 192.0.2.3, peer-group = tor, next-hop = keep }
                  { address = "2001:db8::1", remote-as = internal, passive = true }
                  { address = 192.0.2.4, remote-as = internal, passive = true, ebgp-multihop = 2, cluster-id = 10.0.0.2 }
                ]
                admin.listen = "0.0.0.0:9179\"""");

        assertThat(loaded.warnings())
                .extracting(Problem::key)
                .containsExactlyInAnyOrder(
                        "bgp.neighbors[0].next-hop",
                        "bgp.neighbors[1].next-hop",
                        "bgp.neighbors[3]",
                        "bgp.neighbors[4].ebgp-multihop",
                        "bgp.neighbors[4].cluster-id",
                        "admin.listen");
    }

    @Test
    void oneSocketForBothFamiliesIsEnoughToWaitAt() throws IOException {
        LoadedConfig loaded = load(MINIMUM + """
                bgp.listen = [ { address = "::" } ]
                bgp.neighbors = [ { address = 192.0.2.1, remote-as = internal, passive = true } ]""");

        assertThat(loaded.warnings()).isEmpty();
    }

    @Test
    void adminAddressIsPassedOnInTheFormOfItsFamily() throws IOException {
        assertThat(load(MINIMUM + "admin.listen = \"[::1]:9179\"").adminListen())
                .isEqualTo("[::1]:9179");
    }

    @Test
    void severalSessionsToOneHostDifferInTheirPort() throws IOException {
        assertThat(load(MINIMUM
                                + "bgp.neighbors = [ { address = 192.0.2.1, remote-as = internal }, { address = 192.0.2.1, port = 1179, remote-as = internal } ]")
                        .speaker()
                        .neighbors())
                .hasSize(2);
    }

    @Test
    void fileThatIsNotThereIsAProblemLikeAnyOther() {
        ConfigOutcome outcome = new ConfigLoader(environment).load(directory.resolve("absent.conf"));

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
        LoadedConfig loaded = load(text.append("]").toString());

        assertThat(loaded.speaker().neighbors()).hasSize(5000);
        assertThat(loaded.warnings()).hasSize(2); // said of the group, not of each
    }

    private LoadedConfig load(String text) throws IOException {
        ConfigOutcome outcome = outcome(text);
        assertThat(outcome).as(outcome.toString()).isInstanceOf(LoadedConfig.class);
        return (LoadedConfig) outcome;
    }

    private List<Problem> problems(String text) throws IOException {
        ConfigOutcome outcome = outcome(text);
        assertThat(outcome).isInstanceOf(RejectedConfig.class);
        return ((RejectedConfig) outcome).problems();
    }

    private ConfigOutcome outcome(String text) throws IOException {
        Path file = directory.resolve("bgp-rr.conf");
        Files.writeString(file, text);
        return new ConfigLoader(environment).load(file);
    }
}
