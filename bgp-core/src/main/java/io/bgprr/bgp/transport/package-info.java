// SPDX-License-Identifier: Apache-2.0
/**
 * Sockets and threads: the one package that knows Netty's channels, and the host of the engines.
 *
 * <h2>Owns</h2>
 *
 * {@link IoThread}, a thread that polls sockets and runs engines; {@link EngineSlot}, an engine's place on it;
 * {@link NettyTransport}, which dials and adopts connections for one engine; {@link PeerAcceptor}, which listens; and the socket
 * options of BGP: TCP-MD5, GTSM, TTL, CS6.
 *
 * <h2>Thread</h2>
 *
 * An {@link IoThread} owns its connections, its one read buffer and its allocator; a connection never moves to another thread.
 * The acceptor lives on one of them and hands each accepted socket to the thread that the decision named. From outside one may
 * call {@link IoThread#execute}, {@link EngineSlot#requestPass} and everything of {@link PeerAcceptor}; the rest belongs to the
 * thread. An engine that has neither sockets nor deadlines may move from one thread to another between two passes, as the
 * RibLoop does under load ({@link HostedRibLoop}).
 *
 * <h2>Data flow</h2>
 *
 * One iteration of the thread: wait for sockets, timers or a wake-up; read each readable socket once, into the shared buffer,
 * copy it once to the shared array, and tell the listener; run tasks and due deadlines; tell listeners whose queues TCP
 * shortened; then run one pass of each engine that asked for one, which every callback does. So an engine handles all input of a
 * wake-up before it writes, and writes meet in one flush. An engine with work left asks for another pass and gets it after the
 * sockets were polled again, without sleeping.
 *
 * <p>Outwards, a connection hands buffers to Netty, which gathers them into few system calls, and counts what TCP accepted.
 *
 * <h2>Invariants</h2>
 *
 * No call of an engine into a connection calls back before it returns. {@code closed} or {@code connectFailed} is heard once,
 * and nothing after it; nothing at all when the engine closed before it connected. What throws costs its own connection, or its
 * own engine, never the thread; memory that runs out costs the engine. A password or a minimum TTL that cannot be set ends
 * the attempt; it is never left out. A closing connection delivers its last octets before FIN, and lives no longer than its
 * grace. Idle connections hold no buffers.
 *
 * <h2>Not here</h2>
 *
 * Framing and decoding ({@code wire}), sessions and their timers ({@code session}), and who is a peer ({@code speaker}): this
 * package asks {@link AcceptDecision}. TCP-AO (RFC 5925): Netty cannot set it.
 *
 * <h2>RFCs</h2>
 *
 * RFC 2385 (TCP-MD5), RFC 4594 §3.2 (CS6), RFC 5082 (GTSM); RFC 9687 is why pending octets are counted exactly.
 */
@NullMarked
package io.bgprr.bgp.transport;

import org.jspecify.annotations.NullMarked;
