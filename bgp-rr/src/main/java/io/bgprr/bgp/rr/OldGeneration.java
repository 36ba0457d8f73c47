// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

/** The part of the heap where what lives long is gathered, and garbage with it until a collection of the whole heap. */
interface OldGeneration {

    /** Life and garbage. */
    long usedBytes();

    /** What was left by the last collection of the whole heap; 0 before the first. */
    long livingBytes();

    /** What it may grow to; -1 without a limit. */
    long bytesMax();

    /** Collections of the whole heap until now, whoever wanted them. */
    long collectionCount();

    /** Has the whole heap collected, now; in vain when the JVM was told not to listen (-XX:+DisableExplicitGC). */
    void collect();
}
