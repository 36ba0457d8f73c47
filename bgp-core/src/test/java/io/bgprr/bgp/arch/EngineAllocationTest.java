// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.bgprr.bgp.bench.DfzTable;
import io.bgprr.bgp.bench.QuietSpeaker;
import io.bgprr.bgp.net.AddressFamily;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the whole way of a route allocates once everything has grown, from the octets of a read through both engines to the octets
 * that five clients are sent: nothing for a route, nothing for an UPDATE whose attributes are known. What is left is for a read: the
 * commands that go between the engines, and the publication of what was encoded.
 */
class EngineAllocationTest {

    private static final int ROUTES = 24_000;
    private static final int FEW_SETS = 60; // so few that none displaces another in the cache of decoded blocks
    private static final int RECEIVERS = 5;

    /** What the reads of a whole table may cost together, for a route: each of them brings some ten thousand. */
    private static final double NOTHING = 0.3;

    /** Netty recycles slices on threads of its own kind only, as the daemon's are. */
    private final ExecutorService thread = Executors.newSingleThreadExecutor(FastThreadLocalThread::new);

    @AfterEach
    void end() {
        thread.shutdown();
    }

    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    void sayingTheSameTableAgain(AddressFamily family) throws Exception {
        assertThat(bytesPerRoute(family, Table::announce)).isLessThan(NOTHING);
    }

    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    void changingTheAttributesOfEveryRoute(AddressFamily family) throws Exception {
        assertThat(bytesPerRoute(family, table -> {
                    table.change();
                    table.announce();
                }))
                .isLessThan(2 * NOTHING);
    }

    /** Two octets a route: the chunks of the Adj-RIB-Out, which are given back when they hold nothing any more. */
    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    void losingEveryRouteAndLearningItAgain(AddressFamily family) throws Exception {
        assertThat(bytesPerRoute(family, table -> {
                    table.withdraw();
                    table.announce();
                }))
                .isLessThan(2 + 2 * NOTHING);
    }

    /** A read that changes six routes: the commands to the RibLoop and back, the run of the log, a slice for each client. */
    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    void aReadOfOneUpdate(AddressFamily family) throws Exception {
        List<byte[]> updates = DfzTable.ofFewSets(family, ROUTES, FEW_SETS).updates();
        List<byte[]> others = DfzTable.ofFewSets(family, ROUTES, FEW_SETS).otherUpdates();
        double perRoute = bytesPerRoute(family, table -> {
            others.forEach(table.from::say);
            updates.forEach(table.from::say);
        });
        assertThat(perRoute * ROUTES / (others.size() + updates.size())).isLessThan(500);
    }

    /** The attributes themselves are what a new set costs, twice: as they came, to know them again, and in order. */
    @Test
    void aSetThatIsNotRemembered() throws Exception {
        DfzTable all = DfzTable.of(AddressFamily.IPV4_UNICAST, 5 * ROUTES);
        int attributeBytes = all.sets().stream().mapToInt(set -> set.lengthBytes()).sum();
        long bytes = bytes(all, table -> {
            table.withdraw();
            table.announce();
        });
        assertThat((bytes - 2.0 * attributeBytes) / all.sets().size()).isLessThan(300);
    }

    /** A table that one client sends and the others are sent. */
    private static final class Table {

        private final QuietSpeaker speaker = new QuietSpeaker();
        private final QuietSpeaker.Client from = speaker.client();
        private final byte[] updates;
        private final byte[] others;
        private final byte[] withdrawals;

        Table(DfzTable table) {
            updates = DfzTable.stream(table.updates());
            others = DfzTable.stream(table.otherUpdates());
            withdrawals = DfzTable.stream(table.withdrawals());
            List<QuietSpeaker.Client> receivers =
                    Stream.generate(speaker::client).limit(RECEIVERS).toList();
            announce();
            for (QuietSpeaker.Client receiver : receivers) {
                assertThat(speaker.advertised(receiver, table.family())).isEqualTo(table.size());
                assertThat(receiver.heardBytes()).isGreaterThan(3L * table.size()); // about a prefix's length
            }
        }

        void announce() {
            from.say(updates);
        }

        void change() {
            from.say(others);
        }

        void withdraw() {
            from.say(withdrawals);
        }

        /** The least of some rounds: the virtual machine may link something late. */
        long bytesOf(Consumer<Table> round) {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 6; i++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                round.accept(this);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            return least;
        }
    }

    private double bytesPerRoute(AddressFamily family, Consumer<Table> round) throws Exception {
        return bytes(DfzTable.ofFewSets(family, ROUTES, FEW_SETS), round) / (double) ROUTES;
    }

    private long bytes(DfzTable table, Consumer<Table> round) throws Exception {
        return thread.submit(() -> new Table(table).bytesOf(round)).get();
    }
}
