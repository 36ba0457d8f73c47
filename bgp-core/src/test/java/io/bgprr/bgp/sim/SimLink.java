// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * What lies between two speakers, the same for all their connections.
 *
 * @param latencyNanos the least that anything takes
 * @param jitterNanos what may come on top
 * @param nanosPerOctet the inverse of the bandwidth
 * @param sendBufferBytes what TCP accepts without having sent it
 * @param windowBytes what TCP accepts without the application reading it
 * @param pieceBytes how much may arrive at once
 * @param refusedPercent of attempts to connect, while there is trouble
 * @param giveUpNanos how long TCP sends again before it gives up
 * @param hidesFourOctetAs makes the OPENs those of speakers that know only 2-octet AS numbers
 */
record SimLink(
        long latencyNanos,
        long jitterNanos,
        long nanosPerOctet,
        int sendBufferBytes,
        int windowBytes,
        int pieceBytes,
        int refusedPercent,
        long giveUpNanos,
        boolean hidesFourOctetAs) {

    static SimLink random(Random random) {
        boolean isSmall = random.nextBoolean();
        return new SimLink(
                random.nextInt(random.nextInt(4) == 0 ? 50_000_000 : 300_000),
                1 + random.nextInt(500_000),
                random.nextInt(3) == 0 ? random.nextInt(20_000) : 0,
                isSmall ? 100 + random.nextInt(1000) : 16 << 10,
                isSmall ? 100 + random.nextInt(1000) : 64 << 10,
                switch (random.nextInt(4)) {
                    case 0 -> 1 + random.nextInt(40);
                    case 1 -> 600;
                    default -> 4000;
                },
                random.nextInt(3) == 0 ? random.nextInt(60) : 0,
                TimeUnit.SECONDS.toNanos(20 + random.nextInt(300)),
                random.nextInt(8) == 0);
    }
}
