// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

/** An engine that lives on an {@link IoThread}: it owns no thread and no clock, it is told. Both calls come from that thread. */
public interface HostedEngine {

    /**
     * Does what is due: called once after all callbacks of one wake-up, however many there were.
     *
     * @return whether work remains; then the next pass follows as soon as the sockets were polled once more
     */
    boolean runPass(long nowNanos);

    /** The armed deadline has come; it is armed no more. A pass follows. */
    void deadlineReached(long nowNanos);
}
