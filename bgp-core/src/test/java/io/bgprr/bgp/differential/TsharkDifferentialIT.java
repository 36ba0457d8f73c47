// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.NlriBlock;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.message.UpdateOutcome;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.vector.BgpVector;
import io.bgprr.bgp.vector.RoundTrip;
import io.bgprr.bgp.vector.TextBlocks;
import io.bgprr.bgp.vector.VectorOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every vector through our decoder and tshark's, with 4-octet AS numbers and the families that both know. Where they disagree
 * the table {@code tshark-disagreements.txt} gives the reason; a disagreement that it lacks fails, and so does one that is gone.
 */
class TsharkDifferentialIT {

    private static final List<String> FIELDS = List.of(
            "_ws.malformed",
            "bgp.nlri_prefix",
            "bgp.mp_reach_nlri_ipv4_prefix",
            "bgp.mp_reach_nlri_ipv6_prefix",
            "bgp.withdrawn_prefix",
            "bgp.mp_unreach_nlri_ipv4_prefix",
            "bgp.mp_unreach_nlri_ipv6_prefix");

    /** Which tshark the table was made with; another one disagrees elsewhere. */
    private static final String VERSION = "4.0.";

    @TempDir
    private Path directory;

    @Test
    void everyDisagreementIsExplained() throws IOException, InterruptedException {
        checkVersion();
        Map<String, String> explained = new LinkedHashMap<>();
        for (Map<String, String> block : TextBlocks.read("/vectors/tshark-disagreements.txt")) {
            assertThat(block.get("why")).as("%s", block).isNotBlank();
            explained.put(Objects.requireNonNull(block.get("id")), block.get("ours") + " / " + block.get("theirs"));
        }
        List<BgpVector> vectors = compared();
        List<String> theirs = tshark(vectors);
        assertThat(theirs).hasSameSizeAs(vectors);
        Map<String, String> found = new LinkedHashMap<>();
        for (int i = 0; i < vectors.size(); i++) {
            String ours = ours(vectors.get(i));
            if (!ours.equals(theirs.get(i))) {
                found.put(vectors.get(i).id(), ours + " / " + theirs.get(i));
            }
        }
        assertThat(found).containsExactlyInAnyOrderEntriesOf(explained);
    }

    /** Once each. A message that is cut at the end of the capture is no message for tshark. */
    private static List<BgpVector> compared() {
        Map<String, BgpVector> vectors = new LinkedHashMap<>();
        for (BgpVector vector : BgpVector.all()) {
            VectorOutcome outcome = VectorOutcome.of(vector.octets(), vector.context());
            boolean isForeign = outcome.reasons().contains("not negotiated");
            if (vector.has("as4") && !vector.has("add-path") && !isForeign && !outcome.hasRest()) {
                vectors.put(vector.id(), vector);
            }
        }
        return List.copyOf(vectors.values());
    }

    private static String ours(BgpVector vector) {
        VectorOutcome outcome = VectorOutcome.of(vector.octets(), vector.context());
        if (outcome.error() != null || outcome.messages().isEmpty()) {
            return "malformed";
        }
        List<String> announced = new ArrayList<>();
        List<String> withdrawn = new ArrayList<>();
        for (Message message : outcome.messages()) {
            if (message instanceof Update update) {
                if (update.outcome() != UpdateOutcome.ACCEPT) {
                    return "malformed";
                }
                addresses(announced, update.announced());
                addresses(announced, update.mpAnnounced());
                addresses(withdrawn, update.withdrawn());
                addresses(withdrawn, update.mpWithdrawn());
            }
        }
        return text(announced, withdrawn);
    }

    private static void addresses(List<String> addresses, NlriBlock block) {
        for (Prefix prefix : RoundTrip.prefixes(block)) {
            addresses.add(prefix.address().toString());
        }
    }

    private static String text(List<String> announced, List<String> withdrawn) {
        return ("announced " + String.join(" ", announced) + ", withdrawn " + String.join(" ", withdrawn)).strip();
    }

    /** One line of text for each vector, from one run over one capture. */
    private List<String> tshark(List<BgpVector> vectors) throws IOException, InterruptedException {
        Path capture = directory.resolve("vectors.pcap");
        CaptureWriter.write(capture, vectors.stream().map(BgpVector::octets).toList());
        List<String> command = new ArrayList<>(List.of(
                program(),
                "-r",
                capture.toString(),
                "-o",
                "bgp.asn_len:4",
                "-T",
                "fields",
                "-E",
                "occurrence=a",
                "-E",
                "aggregator=/s"));
        for (String field : FIELDS) {
            command.addAll(List.of("-e", field));
        }
        return run(command).lines().map(TsharkDifferentialIT::theirs).toList();
    }

    /** What the command prints; what it says besides appears when it fails. */
    private String run(List<String> command) throws IOException, InterruptedException {
        Path errors = directory.resolve("errors");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s says: %s", command.getFirst(), Files.readString(errors))
                .isZero();
        return output;
    }

    private void checkVersion() throws IOException, InterruptedException {
        String found = run(List.of(program(), "--version")).lines().findFirst().orElse("nothing");
        assertThat(found)
                .as("tshark-disagreements.txt needs tshark %sx, found %s", VERSION, found)
                .contains(" " + VERSION);
    }

    private static String theirs(String line) {
        String[] fields = line.split("\t", -1);
        if (!fields[0].isEmpty()) {
            return "malformed";
        }
        return text(words(fields[1], fields[2], fields[3]), words(fields[4], fields[5], fields[6]));
    }

    private static List<String> words(String... fields) {
        return Stream.of(fields)
                .flatMap(field -> Stream.of(field.split(" ", -1)))
                .filter(word -> !word.isEmpty())
                .map(word -> IpAddress.parse(word).toString())
                .toList();
    }

    private static String program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(path -> Path.of(path, "tshark"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new AssertionError("tshark is not installed and this test needs it: run apt-get "
                        + "install tshark as root, or scripts/test, which does that."));
    }
}
