// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import io.bgprr.bgp.speaker.SpeakerConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** The words of {@code bgp-rr check FILE}: what is wrong line by line, or what the file amounts to. */
public final class ConfigCheck {

    private ConfigCheck() {}

    /**
     * Says all that is wrong, one problem a line, and how many there are; or the warnings and a summary.
     *
     * @return the exit code: 0 when the file may be run, else 1
     */
    public static int run(ConfigLoader loader, Path file, PrintWriter out) {
        return switch (loader.load(file)) {
            case RejectedConfig(List<Problem> problems) -> {
                problems.forEach(out::println);
                out.println(count(problems.size(), "problem"));
                out.flush();
                yield 1;
            }
            case LoadedConfig loaded -> {
                loaded.warnings().forEach(warning -> out.println("warning: " + warning));
                out.println(file + ": ok: " + summary(loaded));
                out.flush();
                yield 0;
            }
        };
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
