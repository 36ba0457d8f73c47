// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.bench;

import com.sun.management.ThreadMXBean;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.net.AddressFamily;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Measures what the whole way of a route allocates once everything has grown: from the octets of a read through both engines to the
 * octets that five clients are sent. A program, for it must run where nobody has instrumented the engines, and as the daemon
 * runs; it prints a line for each measurement, its name and octets.
 */
public final class AllocationProbe {

    private static final int ROUTES = 24_000;
    private static final int FEW_SETS = 12; // so few that none displaces another in the cache of decoded blocks
    private static final int RECEIVERS = 5;
    private static final int ROUNDS = 6;

    private final DfzTable table;
    private final QuietSpeaker speaker = new QuietSpeaker();
    private final QuietSpeaker.Client from = speaker.client();
    private final byte[] updates;
    private final byte[] others;

    private AllocationProbe(DfzTable table) {
        this.table = table;
        updates = DfzTable.stream(table.updates());
        others = DfzTable.stream(table.otherUpdates());
        List<QuietSpeaker.Client> receivers =
                Stream.generate(speaker::client).limit(RECEIVERS).toList();
        from.say(updates);
        for (QuietSpeaker.Client receiver : receivers) {
            if (speaker.advertised(receiver, table.family()) != table.size()) {
                throw new IllegalStateException("the table did not arrive");
            }
        }
    }

    /** Netty recycles slices on threads of its own kind only, as the daemon's are. */
    public static void main(String[] args) throws InterruptedException {
        Thread thread = new FastThreadLocalThread(AllocationProbe::measure);
        thread.start();
        thread.join();
    }

    private static void measure() {
        for (AddressFamily family : AddressFamily.values()) {
            DfzTable few = DfzTable.ofFewSets(family, ROUTES, FEW_SETS);
            perRoute("the same again, a route", family, few, probe -> probe.from.say(probe.updates));
            perRoute("other attributes, a route", family, few, probe -> {
                probe.from.say(probe.others);
                probe.from.say(probe.updates);
            });
            byte[] half = DfzTable.stream(few.withdrawals(2));
            perRoute("half withdrawn and announced, a route", family, few, probe -> {
                probe.from.say(half);
                probe.from.say(probe.updates);
            });
            byte[] all = DfzTable.stream(few.withdrawals(few.size()));
            perRoute("all withdrawn and announced, a route", family, few, probe -> {
                probe.from.say(all);
                probe.from.say(probe.updates);
            });
            List<byte[]> reads = Stream.concat(few.otherUpdates().stream(), few.updates().stream())
                    .toList();
            double bytes = new AllocationProbe(few).bytesOf(probe -> reads.forEach(probe.from::say));
            print("a read of one UPDATE", family, bytes / reads.size());
        }
        newSets();
    }

    /** More sets than are remembered: most of them are decoded anew. */
    private static void newSets() {
        DfzTable table = DfzTable.of(AddressFamily.IPV4_UNICAST, 5 * ROUTES);
        int attributes =
                table.sets().stream().mapToInt(AttributeSet::lengthBytes).sum();
        double bytes = new AllocationProbe(table).bytesOf(probe -> {
            probe.from.say(probe.others);
            probe.from.say(probe.updates);
        });
        double beside = bytes / 2 - 2.0 * attributes; // they are held as they came, and in order
        print(
                "a set that is not remembered",
                AddressFamily.IPV4_UNICAST,
                beside / table.sets().size());
    }

    private static void perRoute(String name, AddressFamily family, DfzTable table, Consumer<AllocationProbe> round) {
        print(name, family, new AllocationProbe(table).bytesOf(round) / (double) ROUTES);
    }

    private static void print(String name, AddressFamily family, double bytes) {
        System.out.printf(Locale.ROOT, "%s\t%s\t%.2f%n", name, family, bytes);
    }

    /** The least of some rounds: the virtual machine may link something late. */
    private long bytesOf(Consumer<AllocationProbe> round) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            round.accept(this);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        if (speaker.view().rib(table.family()).destinationCount() != table.size()) {
            throw new IllegalStateException("the round does not end with the table");
        }
        return least;
    }
}
