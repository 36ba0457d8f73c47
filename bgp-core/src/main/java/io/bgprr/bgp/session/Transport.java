// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

/** Makes connections: the port through which engines dial. */
public interface Transport {

    /**
     * Starts to connect; the listener hears {@code connected} or {@code connectFailed} later, never before this returns.
     * The returned connection may be closed at any time; if that is before it connected, nothing is heard.
     */
    Connection connect(ConnectRequest request, ConnectionListener listener);
}
