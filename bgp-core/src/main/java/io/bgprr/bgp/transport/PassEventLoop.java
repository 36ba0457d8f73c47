// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;

/**
 * Netty's event loop with one more station: poll sockets and call back, run tasks, <em>run passes</em>. A queue of tasks cannot
 * say "once, after everything of this wake-up": a task that asks for itself again would run before the sockets are polled.
 */
final class PassEventLoop extends SingleThreadIoEventLoop {

    private final BooleanSupplier wantsPass;
    private final Runnable pass;
    private boolean isConfirmingShutdown;

    /**
     * @param wantsPass read before the loop sleeps
     * @param pass called once in each iteration; must not throw
     */
    PassEventLoop(String threadName, IoHandlerFactory ioHandlerFactory, BooleanSupplier wantsPass, Runnable pass) {
        super(null, (ThreadFactory) task -> new FastThreadLocalThread(task, threadName), ioHandlerFactory);
        this.wantsPass = wantsPass;
        this.pass = pass;
    }

    /** Ends the loop's sleep, from any thread; a loop that has ended stays so. */
    void wakeUp() {
        try {
            execute(PassEventLoop::nothing);
        } catch (RejectedExecutionException _) {
            // Whoever wakes a loop that was shut down has nothing to expect from it.
        }
    }

    private static void nothing() {}

    @Override
    protected void afterRunningAllTasks() {
        super.afterRunningAllTasks();
        pass.run();
    }

    @Override
    protected boolean hasTasks() {
        return super.hasTasks() || wantsPass.getAsBoolean();
    }

    /**
     * Netty closes a loop's channels between polling and tasks, so a loop that is told to end by one of its own tasks or passes
     * would end with all of them open. It goes round once more.
     */
    @Override
    protected boolean confirmShutdown() {
        if (isShuttingDown() && !isConfirmingShutdown) {
            isConfirmingShutdown = true;
            wakeUp();
            return false;
        }
        return super.confirmShutdown();
    }
}
