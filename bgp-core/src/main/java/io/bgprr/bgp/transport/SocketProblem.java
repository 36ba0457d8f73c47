// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns what a socket threw into a few words for operators. */
final class SocketProblem {

    /** The kernel's words, wherever in the message epoll, the JDK or Netty put them; the first that fits. */
    private static final List<String> KNOWN = List.of(
            "connection refused",
            "no route to host",
            "network is unreachable",
            "network is down",
            "host is down",
            "connection reset by peer",
            "connection reset",
            "connection aborted",
            "broken pipe",
            "cannot assign requested address",
            "address already in use",
            "permission denied",
            "operation not permitted",
            "too many open files",
            "cannot allocate memory",
            "no buffer space available",
            "address family not supported",
            "protocol not available",
            "invalid argument");

    private SocketProblem() {}

    static String reason(@Nullable Throwable cause) {
        if (cause == null) {
            return "unknown";
        }
        if (cause instanceof SocketOptions.Refused refused) {
            return String.valueOf(refused.getMessage());
        }
        String message = String.valueOf(cause.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("timed out") || lower.contains("connection timeout")) {
            return "timed out";
        }
        for (String known : KNOWN) {
            if (lower.contains(known)) {
                return known;
            }
        }
        Throwable deeper = cause.getCause();
        if (deeper != null && deeper.getMessage() != null) {
            return reason(deeper);
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : message;
    }
}
