// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import java.util.function.LongSupplier;

/**
 * The two clocks of a speaker: one for durations, one for people.
 *
 * @param nanos monotonic, the clock of all deadlines
 * @param millis since 1970
 */
public record SpeakerClock(LongSupplier nanos, LongSupplier millis) {

    public static final SpeakerClock SYSTEM = new SpeakerClock(System::nanoTime, System::currentTimeMillis);

    /** The wall clock at a moment of the monotonic one; 0 stays 0, for never. */
    long millisAt(long atNanos) {
        return millis.getAsLong() - (nanos.getAsLong() - atNanos) / 1_000_000;
    }
}
