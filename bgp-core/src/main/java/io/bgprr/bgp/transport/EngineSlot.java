// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An engine's place on an {@link IoThread}. It is made before its engine, because engines are made of the ports that need the
 * place; what is requested before the engine moved in is done then.
 *
 * <p>An engine that has neither sockets nor a deadline may move to another thread between two passes. Whatever is requested meanwhile
 * is done there: a request is noted before the thread is looked up, and who moves asks the new thread for a pass.
 */
public final class EngineSlot {

    /** An unarmed deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    private final TransportReporter reporter;
    private volatile IoThread thread;
    private volatile @Nullable HostedEngine engine;
    private volatile boolean isRequested;

    // The thread's own:
    private long deadlineNanos = NEVER;
    private @Nullable Future<?> timer;
    private long timerNanos;
    private IoThread next;
    private boolean isInPass;

    EngineSlot(IoThread thread, TransportReporter reporter) {
        this.thread = thread;
        this.next = thread;
        this.reporter = reporter;
    }

    /** Moves the engine in; from now on it is called. */
    public void host(HostedEngine engine) {
        if (this.engine != null) {
            throw new IllegalStateException("this place has its engine");
        }
        this.engine = engine;
        isRequested = true; // perhaps again: a request that found no engine was not heard
        thread.requestPass();
    }

    /** Asks for a pass, from any thread: cheap, and once for any number of requests. */
    public void requestPass() {
        if (!isRequested) {
            isRequested = true;
            thread.requestPass();
        }
    }

    /**
     * Sets the one deadline of this engine, replacing the last; {@link #NEVER} disarms it. Moving it to a later time costs
     * nothing. From the thread only.
     */
    public void armDeadline(long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
        if (deadlineNanos != NEVER && (timer == null || deadlineNanos - timerNanos < 0)) {
            startTimer();
        }
    }

    /** Has the engine live on another thread from the next pass on; from its own thread only, in a pass or not. */
    void moveTo(IoThread other) {
        if (!thread.isCurrent()) {
            throw new IllegalStateException("only " + thread.name() + " may move its engine");
        }
        other.shelter(this);
        next = other;
        if (!isInPass) {
            move();
        }
    }

    private void move() {
        IoThread to = next; // before the engine is the other thread's
        thread = to;
        to.requestPass();
    }

    public IoThread thread() {
        return thread;
    }

    TransportReporter reporter() {
        return reporter;
    }

    /** Called by each thread on which it ever was. */
    void runIfRequested(IoThread on) {
        HostedEngine engine = this.engine;
        if (thread != on || !isRequested || engine == null) {
            return;
        }
        isRequested = false; // before the pass: what is asked for meanwhile deserves another one
        isInPass = true;
        try {
            if (engine.runPass(on.nowNanos())) {
                requestPass();
            }
        } catch (Throwable e) {
            fail(e);
        }
        isInPass = false; // before it is the other thread's
        if (next != on) {
            move();
        }
    }

    private void startTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
        timerNanos = deadlineNanos;
        long delayNanos = Math.max(0, deadlineNanos - thread.nowNanos());
        timer = thread.loop().schedule(this::timerFired, delayNanos, TimeUnit.NANOSECONDS);
    }

    /** A deadline that moved away leaves its timer behind: only now is it noticed, and timed again. */
    private void timerFired() {
        timer = null;
        HostedEngine engine = this.engine;
        if (deadlineNanos == NEVER || engine == null) {
            return;
        }
        long nowNanos = thread.nowNanos();
        if (nowNanos - deadlineNanos < 0) {
            startTimer();
            return;
        }
        deadlineNanos = NEVER;
        requestPass();
        try {
            engine.deadlineReached(nowNanos);
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** The engine cannot go on: it is called no more, which the reporter hears once. */
    void fail(Throwable cause) {
        if (engine != null) {
            engine = null;
            reporter.engineFailed(thread.name(), cause);
        }
    }
}
