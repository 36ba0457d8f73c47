// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Signals of the operating system. The JDK offers them only as {@code sun.misc.Signal}, which is exported by the module
 * {@code jdk.unsupported} and is not going away, but which the compiler warns of whatever one says; hence by reflection.
 */
final class Signals {

    private Signals() {}

    /**
     * From now on the signal runs the action, on a thread of the JVM, instead of what the JVM does by itself.
     *
     * @param name without SIG, for example {@code HUP}
     */
    static void on(String name, Runnable action) {
        InvocationHandler invocation = (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
                action.run();
                return null;
            }
            return method.invoke(action, arguments); // equals, hashCode, toString
        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object listener =
                    Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, invocation);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), listener);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot listen to SIG" + name, e);
        }
    }

    /** Sends the signal to this very process. */
    static void raise(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            signal.getMethod("raise", signal)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot raise SIG" + name, e);
        }
    }
}
