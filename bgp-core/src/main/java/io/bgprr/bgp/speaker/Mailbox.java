// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Commands on their way to an engine, in the order in which each sender sent them. Any thread sends, the engine's own
 * takes. It never refuses: what bounds it is that senders stop producing (reads pause, cursors stand still).
 *
 * @param <C> the sealed type of the engine's commands
 */
public final class Mailbox<C> {

    private final ConcurrentLinkedQueue<C> commands = new ConcurrentLinkedQueue<>();
    private final Runnable wakeUp;

    /** @param wakeUp makes the engine run soon; cheap, callable from any thread, and harmless when the engine runs already */
    public Mailbox(Runnable wakeUp) {
        this.wakeUp = wakeUp;
    }

    public void send(C command) {
        commands.add(command);
        wakeUp.run();
    }

    /** Makes the engine run soon though there is no command for it. */
    void wakeUp() {
        wakeUp.run();
    }

    /** The next command, or null. */
    public @Nullable C poll() {
        return commands.poll();
    }

    public boolean isEmpty() {
        return commands.isEmpty();
    }
}
