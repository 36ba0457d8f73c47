// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.score;

/** What daemon, player and the rest of the machine use while something is timed, which may be in several stretches. */
public final class UseClock {

    private final Usage.Meter meter;
    private long startNanos;
    private Usage startUsage = Usage.NONE;
    private MachineUse startMachine = MachineUse.NONE;
    private double seconds;
    private double daemonSeconds;
    private MachineUse machine = MachineUse.NONE;

    public UseClock(Usage.Meter meter) {
        this.meter = meter;
    }

    /** A stretch begins. To be called, as {@link #stop()}, by the player's thread. */
    public void start() {
        startUsage = meter.read();
        startMachine = MachineUse.read();
        startNanos = System.nanoTime();
    }

    /** It ends. */
    public void stop() {
        seconds += (System.nanoTime() - startNanos) / 1e9;
        machine = machine.plus(MachineUse.read().since(startMachine));
        daemonSeconds += meter.read().cpuSeconds() - startUsage.cpuSeconds();
    }

    /** How long all stretches were together. */
    public double seconds() {
        return seconds;
    }

    /** CPU of the daemon within them. */
    public double daemonSeconds() {
        return daemonSeconds;
    }

    public MachineUse machine() {
        return machine;
    }

    /** CPU of all others within them. */
    public double othersSeconds() {
        return Math.max(0, machine.machineSeconds() - machine.playerSeconds() - daemonSeconds);
    }
}
