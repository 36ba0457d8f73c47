// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import io.bgprr.bgp.net.IpAddress;
import io.netty.buffer.ByteBuf;

/**
 * One TCP connection, as the engines see it: a port that the transport implements. All calls come from the thread of the
 * owning SessionLoop; none blocks and none calls back before it returns.
 */
public interface Connection {

    /** The far end's address. */
    IpAddress remoteAddress();

    int remotePort();

    /** Our end's address; known once connected. */
    IpAddress localAddress();

    int localPort();

    /** Queues a copy of these octets: for control messages. */
    void write(byte[] bytes, int offset, int lengthBytes);

    /** Queues a buffer and takes its reference: for shared frames. */
    void write(ByteBuf buffer);

    /** Hands what is queued to TCP. */
    void flush();

    /** Octets queued here that TCP has not accepted yet. */
    long pendingBytes();

    /** Stops reading; the far end will feel it as a closing window. */
    void pauseReads();

    void resumeReads();

    /** Closes after what is queued was sent, or after a short grace; the listener hears {@code closed} once. */
    void closeAfterFlush();

    /** Closes at once; the listener hears {@code closed} once. */
    void close();
}
