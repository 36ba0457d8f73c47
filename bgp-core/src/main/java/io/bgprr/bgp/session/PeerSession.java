// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

/** A peer's session: its connections, their collision, and its place in the world. */
public final class PeerSession {

    /** When {@code timeout} wants to be called, on the clock of nanoseconds; {@link Long#MAX_VALUE} = never. */
    public long nextDeadlineNanos() {
        return Long.MAX_VALUE;
    }
}
