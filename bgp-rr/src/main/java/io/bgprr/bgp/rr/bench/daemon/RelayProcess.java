// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.daemon;

import io.bgprr.bgp.rr.bench.world.Scenario;
import io.bgprr.bgp.rr.bench.world.Setup;
import io.bgprr.bgp.rr.bench.world.Treatment;
import java.nio.file.Path;
import java.util.List;

/** The {@link Relay} as a process of its own, so that its CPU and memory can be told from the player's. */
final class RelayProcess extends DaemonKind {

    RelayProcess(String name) {
        super(name, Path.of(System.getProperty("java.home"), "bin", "java"), "Java");
    }

    @Override
    List<String> prepare(Surroundings surroundings) {
        return List.of(
                program(),
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:MaxDirectMemorySize=4g",
                "-cp",
                System.getProperty("java.class.path"),
                Relay.class.getName(),
                surroundings.address(),
                Integer.toString(surroundings.port()));
    }

    @Override
    public Treatment treatment(Setup setup) {
        return Treatment.NONE;
    }

    @Override
    public boolean plays(Scenario scenario) {
        return scenario.worksWithoutDecision();
    }

    @Override
    public boolean isPeer() {
        return false;
    }
}
