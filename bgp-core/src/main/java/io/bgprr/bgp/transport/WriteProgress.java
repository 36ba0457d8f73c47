// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.netty.channel.Channel;
import io.netty.channel.DefaultChannelProgressivePromise;
import io.netty.util.concurrent.EventExecutor;

/**
 * Counts the octets that are queued on one connection and that TCP has not accepted yet. It is Netty's promise for <em>every</em>
 * write of that connection: never done, it only listens. Netty tells such a promise of each partial write and of the end of each
 * buffer, in the order of the writes; so the count is exact within a buffer too, and no write allocates anything here.
 */
final class WriteProgress extends DefaultChannelProgressivePromise {

    private static final int FIRST_LENGTHS = 8;

    private final NettyConnection connection;

    /** Lengths of the queued buffers, first in, first out: a ring whose size is a power of two. */
    private int[] lengths = new int[FIRST_LENGTHS];

    private int firstIndex;
    private int count;
    private long queuedBytes;

    /** How much of the first buffer TCP has. */
    private long sentOfFirstBytes;

    WriteProgress(Channel channel, EventExecutor executor, NettyConnection connection) {
        super(channel, executor);
        this.connection = connection;
    }

    /** A buffer of this length is about to be written. */
    void queued(int lengthBytes) {
        if (count == lengths.length) {
            grow();
        }
        lengths[(firstIndex + count) & (lengths.length - 1)] = lengthBytes;
        count++;
        queuedBytes += lengthBytes;
    }

    long pendingBytes() {
        return queuedBytes - sentOfFirstBytes;
    }

    @Override
    public boolean tryProgress(long progress, long total) {
        sentOfFirstBytes = progress;
        connection.progressed();
        return true;
    }

    @Override
    public boolean trySuccess(Void result) {
        removeFirst();
        connection.progressed();
        return true;
    }

    @Override
    public boolean tryFailure(Throwable cause) {
        removeFirst();
        connection.noteProblem(cause);
        return true;
    }

    private void removeFirst() {
        if (count == 0) {
            throw new IllegalStateException("a buffer was written that was not queued");
        }
        queuedBytes -= lengths[firstIndex];
        firstIndex = (firstIndex + 1) & (lengths.length - 1);
        count--;
        sentOfFirstBytes = 0;
    }

    private void grow() {
        int[] larger = new int[lengths.length * 2];
        for (int i = 0; i < count; i++) {
            larger[i] = lengths[(firstIndex + i) & (lengths.length - 1)];
        }
        lengths = larger;
        firstIndex = 0;
    }
}
