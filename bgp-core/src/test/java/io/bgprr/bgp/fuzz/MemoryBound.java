// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** What an input may cost in memory, read from the thread's own counter: a constant, and so many octets for each of its own. */
public record MemoryBound(long bytesFixed, long bytesPerOctet) {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /**
     * Does something that depends on nothing but the input, and returns what came of it. If it takes too much it is done
     * again, for the first use of a class pays for loading it.
     */
    public <T> T check(int inputLengthBytes, Supplier<T> action) {
        long bytesMax = bytesFixed + bytesPerOctet * inputLengthBytes;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        T result = action.get();
        if (THREADS.getCurrentThreadAllocatedBytes() - before > bytesMax) {
            before = THREADS.getCurrentThreadAllocatedBytes();
            result = action.get();
            long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (bytes > bytesMax) {
                throw new AssertionError(
                        inputLengthBytes + " octets cost " + bytes + " of memory, allowed " + bytesMax);
            }
        }
        return result;
    }
}
