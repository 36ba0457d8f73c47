// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The RibLoop's mailbox, which also knows how many octets of routes wait in it: SessionLoops pause reads by that. */
public final class RibInbox {

    private final Mailbox<RibCommand> mailbox;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final long bytesMax;
    private final AtomicInteger waitingEnds = new AtomicInteger();
    private final AtomicInteger waitingFullBatches = new AtomicInteger();
    private boolean hasDrained; // the RibLoop's own

    /** @param bytesMax beyond it reads pause, and below half of it they go on */
    public RibInbox(long bytesMax, Runnable wakeUp) {
        this.bytesMax = bytesMax;
        mailbox = new Mailbox<>(wakeUp);
    }

    boolean isFull() {
        return waitingBytes.get() > bytesMax;
    }

    boolean hasRoom() {
        return waitingBytes.get() < bytesMax / 2;
    }

    public void send(RibCommand command) {
        if (command instanceof UpdateBatch batch) {
            waitingBytes.addAndGet(batch.weightBytes());
            if (batch.isFull()) {
                waitingFullBatches.incrementAndGet();
            }
        } else if (command instanceof RibCommand.SessionDown) {
            waitingEnds.incrementAndGet();
        }
        mailbox.send(command);
    }

    @Nullable
    RibCommand poll() {
        RibCommand command = mailbox.poll();
        if (command instanceof UpdateBatch batch) {
            long before = waitingBytes.getAndAdd(-batch.weightBytes());
            if (batch.isFull()) {
                waitingFullBatches.decrementAndGet();
            }
            hasDrained |= before >= bytesMax / 2 && before - batch.weightBytes() < bytesMax / 2;
        } else if (command instanceof RibCommand.SessionDown) {
            waitingEnds.decrementAndGet();
        }
        return command;
    }

    /** Whether it has room again since this was last asked: then whoever pauses must hear of it. */
    boolean takeDrained() {
        boolean drained = hasDrained;
        hasDrained = false;
        return drained;
    }

    boolean isEmpty() {
        return mailbox.isEmpty();
    }

    /** Whether the end of a further session waits. */
    boolean hasEnds() {
        return waitingEnds.get() > 0;
    }

    boolean hasFullBatch() {
        return waitingFullBatches.get() > 0;
    }

    /** Octets of routes that wait. */
    public long waitingBytes() {
        return waitingBytes.get();
    }
}
