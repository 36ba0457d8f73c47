// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.mrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.vector.RoundTrip;
import io.bgprr.bgp.vector.TextBlocks;
import io.bgprr.bgp.vector.VectorOutcome;
import io.bgprr.bgp.wire.DecodeContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables and streams that collectors recorded on the Internet since 1999: nothing in them surprises the decoder. */
class MrtTableTest {

    private static final int BOTH_FAMILIES = 3;

    private final MrtReader reader = new MrtReader(this::play, this::play);
    private int understood;
    private int withdrawn;

    static Stream<Map<String, String>> files() {
        return TextBlocks.read("/mrt/files.txt").stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void aRecordedTableIsUnderstood(Map<String, String> file) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(MrtTableTest.class.getResourceAsStream("/mrt/" + file.get("file")))) {
            MrtReader.Summary summary = reader.read(in);
            assertThat(summary).hasToString("Summary[" + file.get("expect") + "]");
        }
        assertThat(understood).isEqualTo(Integer.parseInt(Objects.requireNonNull(file.get("understood"))));
        assertThat(withdrawn).isEqualTo(Integer.parseInt(Objects.requireNonNull(file.get("treated-as-withdrawn"))));
    }

    /** The directory of {@code -Dbgprr.mrt.dir=DIRECTORY}, if there is one: whole dumps are too large to come with the sources. */
    static Stream<Path> directories() {
        return Stream.ofNullable(System.getProperty("bgprr.mrt.dir")).map(Path::of);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("directories")
    void everyFileOfADirectoryIsUnderstood(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        long understoodOfAll = 0;
        for (Path file : files) {
            understood = 0;
            withdrawn = 0;
            MrtReader.Summary summary = new MrtReader(this::play, this::play).read(file);
            understoodOfAll += understood;
            System.out.println(file.getFileName() + " " + summary + " understood " + understood
                    + ", treated as withdrawn " + withdrawn);
        }
        assertThat(understoodOfAll).as("understood of %s", directory).isPositive();
    }

    private void play(MrtRoute route) {
        play(route.update(), new DecodeContext(true, route.isFourOctetAs(), BOTH_FAMILIES, 0, true, false));
    }

    private void play(MrtMessage message) {
        int addPath = message.isAddPath() ? BOTH_FAMILIES : 0;
        play(message.message(), new DecodeContext(false, message.isFourOctetAs(), BOTH_FAMILIES, addPath, true, false));
    }

    private void play(byte[] octets, DecodeContext context) {
        VectorOutcome outcome = VectorOutcome.of(octets, context);
        if (outcome.error() != null) {
            return;
        }
        for (Message message : outcome.messages()) {
            understood++;
            if (message instanceof Update update) {
                switch (update.outcome()) {
                    case TREAT_AS_WITHDRAW -> withdrawn++;
                    default -> RoundTrip.check(update, context);
                }
            }
        }
    }
}
