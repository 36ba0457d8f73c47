// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.bench;

import java.util.Collection;
import java.util.Comparator;
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
 * Runs benchmarks, each in a virtual machine with the flags of this one, and prints what an operation takes of the processor and of
 * the clock, and what it allocates, the dearest first.
 */
public final class BenchmarkMain {

    private static final int ITERATIONS = 4;

    private BenchmarkMain() {}

    /** @param args patterns of class and method names, none for all; parameters that are to have one value, as name=value */
    public static void main(String[] args) throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            if (equals < 0) {
                options.include(arg);
            } else {
                options.param(arg.substring(0, equals), arg.substring(equals + 1));
            }
        }
        TimeValue second = new TimeValue(1, TimeUnit.SECONDS);
        options.forks(1)
                .warmupIterations(2)
                .warmupTime(second)
                .measurementIterations(ITERATIONS)
                .measurementTime(second)
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuTimeProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        Collection<RunResult> results = new Runner(options.build()).run();
        System.out.printf(
                "%-64s %8s %8s %6s %8s%n",
                "one operation: a route, a set or a decision", "CPU ns", "ns", "+/-", "octets");
        results.stream()
                .sorted(Comparator.comparingDouble((RunResult result) -> -second(result, CpuTimeProfiler.NAME)))
                .forEach(BenchmarkMain::print);
    }

    private static void print(RunResult result) {
        Result<?> time = result.getPrimaryResult();
        System.out.printf(
                Locale.ROOT,
                "%-64s %8.1f %8.1f %6.0f %8.2f%n",
                name(result.getParams()),
                second(result, CpuTimeProfiler.NAME),
                time.getScore(),
                time.getScoreError(),
                second(result, "gc.alloc.rate.norm"));
    }

    private static String name(BenchmarkParams params) {
        String[] parts = params.getBenchmark().split("\\.");
        String values = params.getParamsKeys().stream()
                .map(params::getParam)
                .map(value -> value.replace("_UNICAST", ""))
                .collect(Collectors.joining(" "));
        return parts[parts.length - 2] + "." + parts[parts.length - 1] + " " + values;
    }

    /** What a profiler measured. */
    private static double second(RunResult result, String name) {
        return result.getSecondaryResults().keySet().stream()
                .filter(key -> key.endsWith(name))
                .mapToDouble(key -> Objects.requireNonNull(
                                result.getSecondaryResults().get(key))
                        .getScore())
                .findFirst()
                .orElse(Double.NaN);
    }
}
