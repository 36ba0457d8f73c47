// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

/** What happens to a {@link Connection}; called by the transport on the thread of the owning SessionLoop. */
public interface ConnectionListener {

    /** Our connection attempt succeeded. Accepted connections are connected from the start and do not hear this. */
    void connected(long nowNanos);

    /** Our connection attempt failed; the connection is dead and nothing further is heard. */
    void connectFailed(String reason, long nowNanos);

    /** Octets arrived, in order. They are borrowed: valid only during the call. */
    void received(byte[] bytes, int offset, int lengthBytes, long nowNanos);

    /** TCP accepted octets that were queued; {@link Connection#pendingBytes()} fell. */
    void written(long nowNanos);

    /** The connection is gone, by either side; heard exactly once after connected, and nothing follows. */
    void closed(String reason, long nowNanos);
}
