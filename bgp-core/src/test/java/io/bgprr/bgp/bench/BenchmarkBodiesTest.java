// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.attribute.InternBench;
import io.bgprr.bgp.decision.DecisionBench;
import io.bgprr.bgp.export.EncodeBench;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.rib.InsertBench;
import io.bgprr.bgp.wire.DecodeBench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a benchmark measures is what it says it does: each body runs once, and comes to the right result. */
class BenchmarkBodiesTest {

    private static final int ROUTES = DfzTable.BENCH_ROUTES;

    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    void decodes(AddressFamily family) throws Exception {
        DfzTable table = DfzTable.forBench(family);
        int bodyBytes =
                table.updates().stream().mapToInt(each -> each.length - 19).sum();
        int nlriBytes = 0;
        long lengthBits = 0;
        for (int i = 0; i < ROUTES; i++) {
            nlriBytes += 1 + (table.lengthBits(i) + 7) / 8;
            lengthBits += table.lengthBits(i);
        }
        DecodeBench bench = new DecodeBench();
        bench.family = family;
        bench.table();
        assertThat(bench.frame()).isEqualTo(bodyBytes);
        assertThat(bench.knownAttributes()).isEqualTo(nlriBytes);
        assertThat(bench.newAttributes()).isEqualTo(nlriBytes);
        assertThat(bench.prefixes()).isEqualTo(lengthBits);
    }

    @Test
    void interns() {
        InternBench bench = new InternBench();
        assertThat(bench.comeAndGo()).isEqualTo(DfzTable.BENCH_SETS);
        assertThat(bench.equal()).isEqualTo(bench.same()).isNotZero();
    }

    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    void inserts(AddressFamily family) {
        InsertBench bench = new InsertBench();
        bench.family = family;
        bench.table();
        assertThat(bench.findOrAddNew()).isEqualTo(ROUTES);
        assertThat(bench.findOrAddKnown()).isEqualTo((int) (ROUTES * (ROUTES + 1L) / 2)); // of all handles
        assertThat(bench.announceNew()).isEqualTo(ROUTES);
        assertThat(bench.announceAgain()).isEqualTo(ROUTES);
        assertThat(bench.announceOtherAttributes()).isEqualTo(ROUTES);
        assertThat(bench.withdrawAndAnnounce()).isEqualTo(ROUTES);
    }

    @ParameterizedTest
    @EnumSource(DecisionBench.Difference.class)
    void decidesForTheFirstPeer(DecisionBench.Difference difference) {
        for (int paths : new int[] {1, 2, 10}) {
            DecisionBench bench = new DecisionBench();
            bench.difference = difference;
            bench.paths = paths;
            bench.routes();
            assertThat(bench.select()).isEqualTo(2L * DecisionBench.DESTINATIONS);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "IPV4_UNICAST, IBGP_CLIENT",
        "IPV4_UNICAST, EBGP",
        "IPV6_UNICAST, IBGP_CLIENT",
        "IPV6_UNICAST, EBGP",
    })
    void encodes(AddressFamily family, PeerKind to) {
        EncodeBench bench = new EncodeBench();
        bench.family = family;
        bench.to = to;
        bench.table();
        assertThat(bench.verdict()).isEqualTo(ROUTES);
        assertThat(bench.outgoingAttributes()).isGreaterThan(35 * DfzTable.BENCH_SETS);
        assertThat(bench.pack()).isGreaterThan(4L * ROUTES + 60L * DfzTable.BENCH_SETS);
        assertThat(bench.join()).isEqualTo(ROUTES);
    }

    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    void carriesATable(AddressFamily family) {
        SpeakerBench bench = new SpeakerBench();
        bench.family = family;
        bench.receivers = 3;
        bench.table();
        assertThat(bench.newTable()).isEqualTo(3L * ROUTES);
        long before = bench.otherAttributes();
        assertThat(bench.otherAttributes()).isGreaterThan(before + 3 * 4L * ROUTES);
    }
}
