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

    /** What to add to a moment of the monotonic clock, in milliseconds, to have the wall clock's. */
    long wallOffsetMillis() {
        return millis.getAsLong() - nanos.getAsLong() / 1_000_000;
    }
}
