// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.daemon;

import io.bgprr.bgp.rr.bench.score.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a process and all that it started use, by Linux's /proc (proc_pid_stat(5), proc_pid_status(5)). */
final class ProcessTree {

    private static final double TICKS_PER_SECOND = 100; // USER_HZ
    private static final int USER_TICKS = 11; // columns behind the name, from 0
    private static final int SYSTEM_TICKS = 12;
    private static final int THREADS = 17;

    private ProcessTree() {}

    static Usage usage(List<ProcessHandle> processes) {
        Usage sum = Usage.NONE;
        for (ProcessHandle process : processes) {
            sum = sum(sum, process.pid());
        }
        return sum;
    }

    static List<ProcessHandle> processes(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants()).toList();
    }

    /** One that has ended and that nobody has asked about (state Z) does not run; {@link ProcessHandle#isAlive} says otherwise. */
    static boolean isRunning(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X' && process.isAlive();
        } catch (IOException e) {
            return false;
        }
    }

    private static Usage sum(Usage sum, long pid) {
        Path directory = Path.of("/proc", Long.toString(pid));
        try {
            String stat = Files.readString(directory.resolve("stat"));
            String[] columns = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            double ticks = Double.parseDouble(columns[USER_TICKS]) + Double.parseDouble(columns[SYSTEM_TICKS]);
            List<String> status = Files.readAllLines(directory.resolve("status"));
            return new Usage(
                    sum.cpuSeconds() + ticks / TICKS_PER_SECOND,
                    sum.residentBytes() + bytes(status, "VmRSS:"),
                    sum.peakBytes() + bytes(status, "VmHWM:"),
                    sum.processes() + 1,
                    sum.threads() + Integer.parseInt(columns[THREADS]));
        } catch (IOException e) {
            return sum; // it has just ended
        }
    }

    /** A line such as "VmRSS:   1234 kB"; a process that ends has none. */
    private static long bytes(List<String> status, String name) {
        for (String line : status) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        return 0;
    }
}
