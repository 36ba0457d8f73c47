// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.speaker.ListenAddress;

/** Hears what the transport cannot hand to an engine. Called on IO threads; must not block and must not throw. */
public interface TransportReporter {

    /** An engine threw: it is called no more. That is the end of a speaker, not of its IO thread. */
    void engineFailed(String threadName, Throwable cause);

    /** A listener threw while it was told of a connection, or its socket could not be set up; the connection was closed. */
    void connectionFailed(IpAddress remoteAddress, Throwable cause);

    /** Accepting on this address failed and is tried again after a pause: most often, no file descriptors are left. */
    void acceptPaused(ListenAddress address, String reason);
}
