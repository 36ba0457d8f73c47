// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

import io.bgprr.bgp.bench.DfzTable;
import io.bgprr.bgp.net.AddressFamily;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Making sets those of the pool, for each set. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(DfzTable.BENCH_SETS)
public class InternBench {

    private final List<AttributeSet> sets =
            DfzTable.forBench(AddressFamily.IPV4_UNICAST).sets();
    private final List<AttributeSet> equalSets = sets.stream()
            .map(set -> new AttributeSet(set.canonicalBytes().clone(), set.nextHop()))
            .toList();
    private final AttributePool full = new AttributePool(new AttributeHash(1));

    public InternBench() {
        sets.forEach(full::acquire);
    }

    /** Into a pool that grows, and out of it. */
    @Benchmark
    public int comeAndGo() {
        AttributePool pool = new AttributePool(new AttributeHash(2));
        for (int i = 0; i < equalSets.size(); i++) {
            pool.acquire(equalSets.get(i));
        }
        int size = pool.size();
        for (int i = 0; i < equalSets.size(); i++) {
            pool.release(equalSets.get(i).id);
        }
        return size - pool.size();
    }

    /** Another object that says the same as one of the pool. */
    @Benchmark
    public int equal() {
        int sum = 0;
        for (int i = 0; i < equalSets.size(); i++) {
            int id = full.acquire(equalSets.get(i));
            full.release(id);
            sum += id;
        }
        return sum;
    }

    /** The very object that is in the pool, as the decoder's cache gives it. */
    @Benchmark
    public int same() {
        int sum = 0;
        for (int i = 0; i < sets.size(); i++) {
            int id = full.acquire(sets.get(i));
            full.release(id);
            sum += id;
        }
        return sum;
    }
}
