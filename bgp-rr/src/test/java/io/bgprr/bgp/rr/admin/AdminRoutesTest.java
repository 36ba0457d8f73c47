// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bgprr.bgp.rr.metrics.SpeakerMetrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminRoutesTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final FakeDaemon daemon = new FakeDaemon();
    private final SpeakerMetrics metrics =
            snapshot -> ("peers " + (snapshot == null ? 0 : snapshot.peers().size())).getBytes(StandardCharsets.UTF_8);
    private final AdminRoutes routes = new AdminRoutes(daemon, metrics, Runnable::run, () -> TestPeers.NOW);

    private AdminResponse ask(String method, String target) {
        int question = target.indexOf('?');
        Map<String, String> parameters = new HashMap<>();
        if (question >= 0) {
            for (String pair : target.substring(question + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                parameters.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        String path = question < 0 ? target : target.substring(0, question);
        return routes.answer(new AdminRequest(method, path, parameters)).join();
    }

    /** Every chunk, one after the other. */
    private static String text(AdminResponse response) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(response.body());
        AdminResponse.More more = response.more();
        while (more != null) {
            AdminResponse.Chunk chunk = more.get().join();
            all.writeBytes(chunk.body());
            more = chunk.more();
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static JsonNode json(AdminResponse response) throws IOException {
        assertThat(response.contentType()).isEqualTo("application/json");
        return MAPPER.readTree(text(response));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            index,             /
            healthz,           /healthz
            readyz,            /readyz
            status,            /api/v1/status
            config,            /api/v1/config
            peers,             /api/v1/peers
            peer-node,         /api/v1/peers/10.0.0.11
            peer-tor,          /api/v1/peers/192.0.2.1
            peer-tor-down,     /api/v1/peers/192.0.2.2
            peer-ipv6,         /api/v1/peers/2001:db8:0:1::11
            routes,            /api/v1/routes?limit=all
            routes-page,       /api/v1/routes?limit=1
            routes-page-2,     /api/v1/routes?limit=1&continuation=1
            routes-received,   /api/v1/routes?scope=received&peer=192.0.2.1
            routes-ipv6,       /api/v1/routes?family=ipv6-unicast&limit=all
            routes-none,       /api/v1/routes?prefix=198.51.100.0/24
            explain,           /api/v1/explain?prefix=10.244.1.7
            explain-none,      /api/v1/explain?prefix=198.51.100.1
            """)
    void answersAsLookedAt(String name, String target) throws IOException {
        AdminResponse response = ask("GET", target);

        assertThat(response.status()).isEqualTo(200);
        String text = text(response);
        MAPPER.readTree(text);
        Golden.check("admin/" + name + ".json", text);
    }

    @Test
    void reloadTellsWhatWasDone() throws IOException {
        Golden.check("admin/reload.json", text(ask("POST", "/api/v1/reload")));
    }

    @Test
    void aRefusedReloadIsUnprocessable() throws IOException {
        daemon.report = ReloadReport.refused(List.of("a.conf:3: bgp.local-as is missing"));

        AdminResponse response = ask("POST", "/api/v1/reload");

        assertThat(response.status()).isEqualTo(422);
        assertThat(json(response).path("problems").get(0).textValue()).contains("a.conf:3");
        assertThat(json(response).path("error").textValue()).contains("the old one stays in force");
    }

    @Test
    void resetGoesToTheSpeakerWithItsText() throws IOException {
        assertThat(json(ask("POST", "/api/v1/peers/192.0.2.1/reset?text=good night"))
                        .path("reset")
                        .booleanValue())
                .isTrue();
        assertThat(daemon.speaker.asked).containsExactly("reset 192.0.2.1 'good night'");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            GET,    /api/v2/peers,                             404, there is no /api/v2/peers,                GET /api/v1/peers
            GET,    /api/v1/peers/,                            404, there is no /api/v1/peers/,               GET /api/v1/peers
            GET,    /api/v1/peers/10.9.9.9,                    404, no peer 10.9.9.9,                         ''
            GET,    /api/v1/peers/2001:DB8::99,                404, no peer 2001:db8::99,                     ''
            GET,    /api/v1/peers/tor1,                        400, 'tor1' is not an IPv4 or IPv6 address,    an IPv4 or IPv6 address
            POST,   /api/v1/peers/10.9.9.9/reset,              404, no peer 10.9.9.9,                         ''
            POST,   /api/v1/peers/tor1/reset,                  400, 'tor1' is not an IPv4 or IPv6 address,    an IPv4 or IPv6 address
            POST,   /api/v1/peers,                             405, POST is not a method of /api/v1/peers,    GET
            GET,    /api/v1/reload,                            405, GET is not a method of /api/v1/reload,    POST
            DELETE, /api/v1/peers/10.0.0.11/reset,             405, DELETE is not a method,                   POST
            GET,    /api/v1/peers?sort=as,                     400, 'sort' is not a parameter,                ''
            GET,    /api/v1/routes?scop=best,                  400, 'scop' is not a parameter,                scope
            GET,    /api/v1/routes?scope=adj-rib-in,           400, 'adj-rib-in' is not a scope,              loc-rib
            GET,    /api/v1/routes?scope=received,             400, scope=received needs a peer,              peer=ADDRESS
            GET,    /api/v1/routes?peer=10.0.0.11,             400, scope=loc-rib has no peer,                scope=received
            GET,    /api/v1/routes?family=ipv4,                400, 'ipv4' is not a family,                   ipv4-unicast
            GET,    /api/v1/routes?prefix=10.0.0.1/8,          400, did you mean 10.0.0.0/8,                  an address/length
            GET,    /api/v1/routes?match=longer,               400, match needs a prefix,                     prefix=10.244.0.0/24
            GET,    /api/v1/routes?limit=0,                    400, '0' is not a limit,                       1..10000
            GET,    /api/v1/routes?limit=10001,                400, '10001' is not a limit,                   all
            GET,    /api/v1/routes?limit=ten,                  400, 'ten' is not a limit,                     all
            GET,    /api/v1/routes?scope=received&peer=10.9.9.9, 400, no peer 10.9.9.9,                       ''
            GET,    /api/v1/explain,                           400, explain needs a prefix,                   prefix=10.244.0.0/24
            GET,    /api/v1/routes?prefix=::/0&family=ipv4-unicast, 400, is not of the family ipv4-unicast,   family=ipv6-unicast
            """)
    void aMistakeIsNamedTogetherWithWhatIsAllowed(
            String method, String target, int status, String error, String allowed) throws IOException {
        AdminResponse response = ask(method, target);

        assertThat(response.status()).isEqualTo(status);
        assertThat(json(response).path("error").textValue()).contains(error);
        if (!allowed.isEmpty()) {
            assertThat(json(response).path("allowed"))
                    .extracting(JsonNode::textValue)
                    .contains(allowed);
        }
        if (status == 405) {
            assertThat(response.headers()).containsEntry("allow", allowed);
        }
    }

    @Test
    void aPeerIsFoundByAnySpellingOfItsAddress() throws IOException {
        assertThat(json(ask("GET", "/api/v1/peers/2001:DB8:0:1:0:0:0:11"))
                        .path("name")
                        .textValue())
                .isEqualTo("2001:db8:0:1::11");
    }

    @Test
    void peersThatShareAnAddressAreToldApartByPort() throws IOException {
        daemon.speaker.snapshot = TestPeers.snapshot(
                List.of(TestPeers.node(), TestPeers.withPort(TestPeers.node(), 1790), TestPeers.nodeOverIpv6()));

        AdminResponse ambiguous = ask("GET", "/api/v1/peers/10.0.0.11");

        assertThat(ambiguous.status()).isEqualTo(400);
        assertThat(json(ambiguous).path("allowed"))
                .extracting(JsonNode::textValue)
                .containsExactly("10.0.0.11:179", "10.0.0.11:1790");
        assertThat(json(ask("GET", "/api/v1/peers/10.0.0.11:1790"))
                        .path("config")
                        .path("port")
                        .intValue())
                .isEqualTo(1790);
    }

    @Test
    void nothingIsReadyBeforeTheSpeakerStarts() throws IOException {
        daemon.isStarted = false;
        daemon.readiness = Readiness.notReady("the configuration is not applied");

        assertThat(ask("GET", "/healthz").status()).isEqualTo(200);
        assertThat(ask("GET", "/readyz").status()).isEqualTo(503);
        assertThat(json(ask("GET", "/readyz")).path("reasons").get(0).textValue())
                .isEqualTo("the configuration is not applied");
        assertThat(ask("GET", "/api/v1/peers").status()).isEqualTo(503);
        assertThat(text(ask("GET", "/metrics"))).isEqualTo("peers 0");
    }

    @Test
    void metricsAreOfOneSnapshot() {
        assertThat(ask("GET", "/metrics").contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(text(ask("GET", "/metrics"))).isEqualTo("peers 5");
    }

    @Test
    void secretsAreNowhere() {
        for (String target : List.of("/api/v1/peers", "/api/v1/peers/192.0.2.1", "/api/v1/status", "/api/v1/config")) {
            assertThat(text(ask("GET", target))).doesNotContain("s3cret");
        }
    }

    @Test
    void oddTextIsStillJson() throws IOException {
        JsonNode peer = json(ask("GET", "/api/v1/peers/10.0.0.99"));

        assertThat(peer.path("description").textValue())
                .isEqualTo("odd \" \\ \n \u001b[31m \u202e \ud83d\ude80 \ufffd");
    }

    @Test
    void everyPageOfALongListIsSentBeforeTheNextIsAskedFor() {
        AdminResponse response = ask("GET", "/api/v1/routes?limit=all");

        assertThat(daemon.speaker.asked).hasSize(1);
        assertThat(response.more()).isNotNull();
        text(response);
        assertThat(daemon.speaker.asked).hasSize(2);
    }
}
