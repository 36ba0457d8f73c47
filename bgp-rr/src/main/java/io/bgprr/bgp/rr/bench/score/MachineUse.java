// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.score;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU seconds so far: of the player's thread, of its whole JVM, and of the whole machine with its interrupts, so that a run
 * can say what it cannot be trusted for.
 */
public record MachineUse(double threadSeconds, double playerSeconds, double machineSeconds) {

    /** Nothing yet. */
    public static final MachineUse NONE = new MachineUse(0, 0, 0);

    private static final Path STAT = Path.of("/proc/stat");
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux that Java runs on
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** To be read by the player's thread. */
    public static MachineUse read() {
        return new MachineUse(
                THREADS.getCurrentThreadCpuTime() / 1e9, SYSTEM.getProcessCpuTime() / 1e9, machineSecondsNow());
    }

    public MachineUse since(MachineUse before) {
        return new MachineUse(
                threadSeconds - before.threadSeconds,
                playerSeconds - before.playerSeconds,
                machineSeconds - before.machineSeconds);
    }

    public MachineUse plus(MachineUse more) {
        return new MachineUse(
                threadSeconds + more.threadSeconds,
                playerSeconds + more.playerSeconds,
                machineSeconds + more.machineSeconds);
    }

    /** User, nice, system, interrupts and soft interrupts (proc_stat(5)). */
    private static double machineSecondsNow() {
        try {
            String[] words = Files.readAllLines(STAT).getFirst().trim().split("\\s+");
            double ticks = 0;
            for (int column : new int[] {1, 2, 3, 6, 7}) {
                ticks += Double.parseDouble(words[column]);
            }
            return ticks / TICKS_PER_SECOND;
        } catch (IOException | RuntimeException e) {
            return Double.NaN; // no /proc: nobody can tell
        }
    }
}
