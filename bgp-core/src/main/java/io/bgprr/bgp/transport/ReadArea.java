// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * Where all sockets of one thread are read to: one direct buffer that the kernel fills, and one array that it is copied to for
 * the engines. A read is handled before the next one starts, so no connection needs a buffer of its own: 5,000 idle sessions
 * cost nothing, and a session that fills the window is read in large pieces at once.
 *
 * <p>The area starts small and doubles whenever a read fills it: large reads made the full table faster, an idle speaker should
 * not pay for them. Larger ones than these leave the processor's cache between being copied and being decoded: with 1 MiB ten peers'
 * tables took a tenth more time, and the process 2 MB more.
 */
final class ReadArea {

    static final int FIRST_BYTES = 64 << 10;
    static final int LARGEST_BYTES = 256 << 10;

    private ByteBuf direct = newDirect(FIRST_BYTES);
    private byte[] array = new byte[FIRST_BYTES];
    private final Receiver receiver = new Receiver();

    /** What to give to every socket of this thread. */
    Receiver receiver() {
        return receiver;
    }

    /**
     * Gives every read the shared buffer. One read per readable event: who has more to send waits for the others' turn, and the
     * event loop sees the passes between.
     */
    final class Receiver extends DefaultMaxMessagesRecvByteBufAllocator {

        Receiver() {
            super(1);
        }

        @Override
        @SuppressWarnings("deprecation") // Netty's interface names its own deprecated type
        public Handle newHandle() {
            return new MaxMessageHandle() {
                @Override
                public int guess() {
                    return direct.capacity();
                }

                @Override
                public ByteBuf allocate(ByteBufAllocator ignored) {
                    return direct.clear().retain();
                }
            };
        }
    }

    /** Copies a buffer that was just read, and gives it back. */
    byte[] take(ByteBuf read) {
        int lengthBytes = read.readableBytes();
        read.readBytes(array, 0, lengthBytes);
        read.release();
        return array;
    }

    /** Makes room for a larger read when the last one took all there is; not while the array is lent out. */
    void growAfter(int lengthBytes) {
        if (lengthBytes == direct.capacity() && lengthBytes < LARGEST_BYTES) {
            direct.release();
            direct = newDirect(lengthBytes * 2);
            array = new byte[lengthBytes * 2];
        }
    }

    void release() {
        direct.release();
    }

    private static ByteBuf newDirect(int lengthBytes) {
        return UnpooledByteBufAllocator.DEFAULT.directBuffer(lengthBytes, lengthBytes);
    }
}
