// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.arch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.bench.AllocationProbe;
import io.bgprr.bgp.bench.ProbeProcess;
import java.io.IOException;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the engines leave to the collector, as {@link AllocationProbe} measures it in a process of its own with the daemon's compiler:
 * mocks of other tests change the classes of this one. Nothing is allocated for a route, nor for an UPDATE whose attributes are
 * known. What is left is for a read: the commands that go between the engines, and the publication of what was encoded.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineAllocationTest {

    private final ProbeProcess probe;

    EngineAllocationTest() throws IOException, InterruptedException {
        probe = new ProbeProcess(AllocationProbe.class);
    }

    /** Reads of 256 KiB bring ten thousand routes each: what is for a read is next to nothing for a route. */
    @ParameterizedTest
    @CsvSource(textBlock = """
                    the same again,                          ipv4-unicast, 0.1
                    the same again,                          ipv6-unicast, 0.1
                    other attributes,                        ipv4-unicast, 0.3
                    other attributes,                        ipv6-unicast, 0.3
                    half withdrawn and announced, ipv4-unicast, 0.3
                    half withdrawn and announced, ipv6-unicast, 0.3
                    """)
    void aRouteThatIsKnownAllocatesNothing(String what, String family, double most) {
        assertThat(probe.value(what + ", a route\t" + family)).isLessThan(most);
    }

    /** Pages of the index and chunks of the Adj-RIB-Out are given back when they hold nothing, and made again. */
    @ParameterizedTest
    @CsvSource({"ipv4-unicast", "ipv6-unicast"})
    void aTableThatGoesAndComesAgainAllocatesWhatWasGivenBack(String family) {
        assertThat(probe.value("all withdrawn and announced, a route\t" + family))
                .isLessThan(24);
    }

    /** Six routes change: the commands to the RibLoop and back, the run of the log and its place in it, for all five clients. */
    @ParameterizedTest
    @CsvSource({"ipv4-unicast", "ipv6-unicast"})
    void aReadOfOneUpdateAllocatesItsCommands(String family) {
        assertThat(probe.value("a read of one UPDATE\t" + family)).isLessThan(450);
    }

    /** Besides its octets, once as they came and once in order: the set, and what is remembered of it. */
    @ParameterizedTest
    @CsvSource("ipv4-unicast")
    void aNewSetOfAttributesAllocatesItself(String family) {
        assertThat(probe.value("a set that is not remembered\t" + family)).isLessThan(250);
    }
}
