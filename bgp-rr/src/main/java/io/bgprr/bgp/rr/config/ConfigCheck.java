// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.bgprr.bgp.speaker.SpeakerConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The words of {@code bgp-rr check FILE}: what is wrong line by line, or what the file amounts to. */
public final class ConfigCheck {

    private ConfigCheck() {}

    /**
     * Says all that is wrong, one problem a line, and how many there are; or the warnings and a summary.
     *
     * @param asJson the same as one JSON object
     * @return the exit code: 0 when the file may be run, else 1
     */
    public static int run(ConfigLoader loader, Path file, boolean asJson, PrintWriter out) {
        ConfigOutcome outcome = loader.load(file);
        if (asJson) {
            out.println(json(outcome));
        } else {
            print(outcome, file, out);
        }
        out.flush();
        return outcome instanceof LoadedConfig ? 0 : 1;
    }

    private static void print(ConfigOutcome outcome, Path file, PrintWriter out) {
        if (outcome instanceof RejectedConfig(List<Problem> problems)) {
            problems.forEach(out::println);
            out.println(count(problems.size(), "problem"));
        } else if (outcome instanceof LoadedConfig loaded) {
            loaded.warnings().forEach(warning -> out.println("warning: " + warning));
            out.println(file + ": ok: " + summary(loaded));
        } else {
            throw new IllegalStateException("an outcome of no kind: " + outcome);
        }
    }

    private static String json(ConfigOutcome outcome) {
        Map<String, Object> object = outcome instanceof LoadedConfig loaded
                ? Map.of(
                        "ok", true,
                        "problems", List.of(),
                        "warnings", json(loaded.warnings()),
                        "neighbors", loaded.speaker().neighbors().size(),
                        "peer-groups", loaded.peerGroupsCount(),
                        "dynamic-neighbors", loaded.speaker().dynamicNeighbors().size(),
                        "networks", loaded.speaker().networks().size())
                : Map.of("ok", false, "problems", json(((RejectedConfig) outcome).problems()), "warnings", List.of());
        return ConfigValueFactory.fromMap(object).render(ConfigRenderOptions.concise());
    }

    private static List<Map<String, Object>> json(List<Problem> problems) {
        return problems.stream()
                .map(problem -> Map.<String, Object>of(
                        "file", problem.position().file(),
                        "line", problem.position().line(),
                        "key", problem.key(),
                        "text", problem.text()))
                .toList();
    }

    /** How much there is of everything, in a line. */
    public static String summary(LoadedConfig loaded) {
        SpeakerConfig speaker = loaded.speaker();
        return String.join(
                ", ",
                count(speaker.neighbors().size(), "neighbour"),
                count(loaded.peerGroupsCount(), "peer group"),
                count(speaker.dynamicNeighbors().size(), "dynamic range"),
                count(speaker.networks().size(), "network"),
                count(loaded.warnings().size(), "warning"));
    }

    private static String count(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
