// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.bgprr.bgp.rr.bench.score.Figure;
import io.bgprr.bgp.rr.bench.score.Score;
import io.bgprr.bgp.rr.bench.world.Setup;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Appends one JSON object a line to a file, for each play: what was played, the verdict, every figure. */
final class ScoreJson {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final long WHOLE_MAX = 1L << 53;

    private final @Nullable Path file;

    /** @param file null = nowhere */
    ScoreJson(@Nullable Path file) {
        this.file = file;
    }

    void add(Match match, Score score) throws IOException {
        if (file == null) {
            return;
        }
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                JsonGenerator json = FACTORY.createGenerator(out)) {
            write(json, match, score);
            json.writeRaw('\n');
        }
    }

    private static void write(JsonGenerator json, Match match, Score score) throws IOException {
        Setup setup = match.world().setup();
        json.writeStartObject();
        json.writeStringField(
                "time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        json.writeStringField("scenario", setup.name());
        json.writeStringField("daemon", match.daemon().name());
        json.writeNumberField("run", match.run());
        json.writeStringField("verdict", score.isPass() ? "PASS" : "FAIL");
        json.writeStringField("why", score.why());
        json.writeNumberField("sessions", setup.sessions());
        json.writeNumberField("senders", setup.senders());
        json.writeNumberField("receivers", setup.receivers());
        json.writeNumberField("prefixes", setup.prefixesTotal());
        json.writeNumberField("attributeSets", (long) match.world().groupsCount() * setup.paths());
        json.writeNumberField("routesPerAttributes", setup.routesPerAttributes());
        json.writeNumberField("seed", setup.seed());
        json.writeBooleanField("ipv6", setup.isIpv6());
        json.writeBooleanField("ebgp", setup.isExternal());
        json.writeNumberField("processors", Runtime.getRuntime().availableProcessors());
        for (Figure figure : Figure.values()) {
            if (score.has(figure)) {
                double value = score.get(figure);
                if (value == Math.rint(value) && Math.abs(value) < WHOLE_MAX) {
                    json.writeNumberField(figure.label(), (long) value);
                } else {
                    json.writeNumberField(figure.label(), value);
                }
            }
        }
        json.writeEndObject();
    }
}
