// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.bench;

import io.bgprr.bgp.net.AddressFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The whole way, from the octets of a read to the octets that clients are sent, for each route, without sockets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(DfzTable.BENCH_ROUTES)
public class SpeakerBench {

    @Param
    public AddressFamily family = AddressFamily.IPV4_UNICAST;

    @Param({"1", "10"})
    public int receivers = 1;

    private byte[] updates = {};
    private byte[] others = {};
    private Scene full = new Scene(0);
    private boolean isChanged;

    /** A speaker, the client that sends it a table, and those who are sent it. */
    private static final class Scene {

        private final QuietSpeaker speaker = new QuietSpeaker();
        private final QuietSpeaker.Client from = speaker.client();
        private final List<QuietSpeaker.Client> to = new ArrayList<>();

        Scene(int receivers) {
            for (int i = 0; i < receivers; i++) {
                to.add(speaker.client());
            }
        }

        long heardBytes() {
            return to.stream().mapToLong(QuietSpeaker.Client::heardBytes).sum();
        }

        long advertised(AddressFamily family) {
            return to.stream()
                    .mapToLong(each -> speaker.advertised(each, family))
                    .sum();
        }
    }

    @Setup
    public void table() {
        DfzTable table = DfzTable.forBench(family);
        updates = DfzTable.stream(table.updates());
        others = DfzTable.stream(table.otherUpdates());
        full = new Scene(receivers);
        full.from.say(updates);
    }

    /** A first table. */
    @Benchmark
    public long newTable() {
        Scene scene = new Scene(receivers);
        scene.from.say(updates);
        return scene.advertised(family);
    }

    /** Other attributes for every route. */
    @Benchmark
    public long otherAttributes() {
        isChanged = !isChanged;
        full.from.say(isChanged ? others : updates);
        return full.heardBytes();
    }
}
