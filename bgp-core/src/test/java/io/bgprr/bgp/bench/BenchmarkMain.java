// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.bench;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs benchmarks, each in a virtual machine with the flags of this one, and prints what an operation takes and allocates, the
 * slowest first.
 */
public final class BenchmarkMain {

    private static final int ITERATIONS = 4;

    private BenchmarkMain() {}

    /** @param args patterns of class and method names; none for all */
    public static void main(String[] args) throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        List.of(args).forEach(options::include);
        TimeValue second = new TimeValue(1, TimeUnit.SECONDS);
        options.forks(1)
                .warmupIterations(2)
                .warmupTime(second)
                .measurementIterations(ITERATIONS)
                .measurementTime(second)
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        Collection<RunResult> results = new Runner(options.build()).run();
        System.out.printf(
                "%-72s %10s %8s %12s%n", "one operation: a route, a set or a decision", "ns", "+/-", "octets");
        results.stream()
                .sorted(Comparator.comparingDouble(
                        (RunResult result) -> -result.getPrimaryResult().getScore()))
                .forEach(BenchmarkMain::print);
    }

    private static void print(RunResult result) {
        Result<?> time = result.getPrimaryResult();
        System.out.printf(
                Locale.ROOT,
                "%-72s %10.1f %8.1f %12.2f%n",
                name(result.getParams()),
                time.getScore(),
                time.getScoreError(),
                allocatedBytes(result));
    }

    private static String name(BenchmarkParams params) {
        String[] parts = params.getBenchmark().split("\\.");
        String values = params.getParamsKeys().stream()
                .map(params::getParam)
                .map(value -> value.replace("_UNICAST", ""))
                .collect(Collectors.joining(" "));
        return parts[parts.length - 2] + "." + parts[parts.length - 1] + " " + values;
    }

    private static double allocatedBytes(RunResult result) {
        return result.getSecondaryResults().keySet().stream()
                .filter(key -> key.endsWith("gc.alloc.rate.norm"))
                .mapToDouble(key -> Objects.requireNonNull(
                                result.getSecondaryResults().get(key))
                        .getScore())
                .findFirst()
                .orElse(Double.NaN);
    }
}
