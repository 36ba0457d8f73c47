// SPDX-License-Identifier: Apache-2.0
/**
 * The log: structured lines on standard error, for our own loggers and for those of libraries.
 *
 * <h2>Owns</h2>
 * The SLF4J provider of the process, the two shapes of a line ({@code LogEntry}), and the queue and thread that write them
 * ({@code LogOutput}).
 *
 * <h2>Thread</h2>
 * Callers format nothing and never block; the thread {@code log} formats and writes. When standard error stalls, lines are
 * dropped, and their number is told as soon as it takes lines again.
 *
 * <h2>Data flow</h2>
 * SLF4J's fluent calls with key-value pairs, an entry in the queue, a line. Settings may change at any time.
 *
 * <h2>Invariants</h2>
 * An entry is one line, whatever its parts hold: control characters are escaped. (A stack trace in text is the exception,
 * for people.) This package sees no secret, since none is ever passed to it.
 *
 * <h2>Not here</h2>
 * What is worth a line: {@code EventLog} and {@code Daemon}. Files, rotation, syslog: those are the business of whoever started
 * the process. A general logging library: the ones with structured output take longer to start than the rest of the daemon
 * (Logback: a fifth of a second), and this is all that is needed of them.
 *
 * <h2>RFCs</h2>
 * 8259 (JSON).
 */
@NullMarked
package io.bgprr.bgp.rr.log;

import org.jspecify.annotations.NullMarked;
