// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The RibLoop's mailbox, which also knows how many octets of routes wait in it: SessionLoops pause reads by that. */
public final class RibInbox {

    private final Mailbox<RibCommand> mailbox;
    private final AtomicLong waitingBytes = new AtomicLong();

    public RibInbox(Runnable wakeUp) {
        mailbox = new Mailbox<>(wakeUp);
    }

    public void send(RibCommand command) {
        if (command instanceof UpdateBatch batch) {
            waitingBytes.addAndGet(batch.weightBytes());
        }
        mailbox.send(command);
    }

    @Nullable
    RibCommand poll() {
        RibCommand command = mailbox.poll();
        if (command instanceof UpdateBatch batch) {
            waitingBytes.addAndGet(-batch.weightBytes());
        }
        return command;
    }

    boolean isEmpty() {
        return mailbox.isEmpty();
    }

    /** Octets of routes that wait. */
    public long waitingBytes() {
        return waitingBytes.get();
    }
}
