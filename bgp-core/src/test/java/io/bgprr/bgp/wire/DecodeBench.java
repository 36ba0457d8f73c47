// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.bench.DfzTable;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.NlriCursor;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.net.AddressFamily;
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

/** From octets to sets of attributes and prefixes, for each route of UPDATEs of six. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(DfzTable.BENCH_ROUTES)
public class DecodeBench {

    private static final DecodeContext CONTEXT = new DecodeContext(true, true, 3, 0, true, false);
    private static final int HEADER = Message.HEADER_LENGTH_BYTES;

    @Param
    public AddressFamily family = AddressFamily.IPV4_UNICAST;

    private List<byte[]> updates = List.of();
    private List<byte[]> updatesOfFewSets = List.of();
    private byte[] stream = {};
    private final NlriCursor cursor = new NlriCursor();
    private final UpdateDecoder decoder = new UpdateDecoder(new DecodeCache(DecodeCache.CAPACITY_DEFAULT, 1));

    @Setup
    public void table() {
        DfzTable table = DfzTable.forBench(family);
        updates = table.updates();
        updatesOfFewSets = table.withFewerSets(500).updates();
        stream = DfzTable.stream(updates);
    }

    /** Cutting the stream into messages. */
    @Benchmark
    public int frame() throws MalformedMessageException {
        int[] bytes = {0};
        new MessageFramer((type, octets, offset, length) -> {
                    bytes[0] += length;
                    return true;
                })
                .received(stream, 0, stream.length);
        return bytes[0];
    }

    /** Attributes that were decoded lately. */
    @Benchmark
    public int knownAttributes() throws MalformedMessageException {
        return decode(updatesOfFewSets);
    }

    /** Attributes that must be validated, brought into order and kept. */
    @Benchmark
    public int newAttributes() throws MalformedMessageException {
        return decode(updates);
    }

    private int decode(List<byte[]> messages) throws MalformedMessageException {
        int sum = 0;
        for (int i = 0; i < messages.size(); i++) {
            byte[] message = messages.get(i);
            Update update = decoder.read(message, HEADER, message.length - HEADER, CONTEXT);
            sum += update.announced().lengthBytes() + update.mpAnnounced().lengthBytes();
        }
        return sum;
    }

    /** Stepping through the prefixes. */
    @Benchmark
    public long prefixes() throws MalformedMessageException {
        long sum = 0;
        for (int i = 0; i < updatesOfFewSets.size(); i++) {
            byte[] message = updatesOfFewSets.get(i);
            Update update = decoder.read(message, HEADER, message.length - HEADER, CONTEXT);
            cursor.open(update.announced().isEmpty() ? update.mpAnnounced() : update.announced());
            while (cursor.next()) {
                sum += cursor.lengthBits();
            }
        }
        return sum;
    }
}
