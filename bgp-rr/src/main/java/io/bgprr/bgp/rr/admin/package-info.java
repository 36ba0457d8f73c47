// SPDX-License-Identifier: Apache-2.0
/**
 * The admin API: what operators, their tools and Prometheus ask the daemon over HTTP.
 *
 * <h2>Owns</h2>
 *
 * {@link AdminServer}, a small HTTP/1.1 server; {@link AdminRoutes}, the table of endpoints, which knows no HTTP library;
 * {@link JsonWriter} and the views that spell snapshots as JSON; {@link AdminContext}, the port to the daemon.
 *
 * <h2>Thread</h2>
 *
 * One event loop of its own ({@code admin-io}) reads and writes sockets, one worker ({@code admin-worker}) renders answers.
 * Nothing is shared with the threads that speak BGP: their futures are continued on the worker, so that a large answer
 * costs them nothing. A request is answered before the next one of its connection is read.
 *
 * <h2>Data flow</h2>
 *
 * bytes, {@code HttpServerCodec}, {@link AdminRequest}, {@link AdminRoutes}, a question to {@code BgpSpeaker}, its immutable
 * answer, {@link AdminResponse}, bytes. A response is whole, or a chain of chunks of which the next is made when the one
 * before has gone out: listing a full table holds one page in memory.
 *
 * <pre>
 * GET  /healthz                  alive, and the engines answer within a bound
 * GET  /readyz                   sockets are bound and the configuration is applied; else 503 with the reasons
 * GET  /metrics                  Prometheus text format 0.0.4
 * GET  /api/v1/status            one page about the speaker
 * GET  /api/v1/config            the effective configuration, secrets masked
 * GET  /api/v1/peers             every peer, in short
 * GET  /api/v1/peers/ADDRESS     one peer, everything
 * GET  /api/v1/routes            scope, peer, family, prefix, match, limit, continuation
 * GET  /api/v1/explain           prefix: every path, why one won, and what each peer is sent
 * POST /api/v1/reload            read the configuration again and apply it
 * POST /api/v1/peers/ADDRESS/reset    text: end the session with Cease 6/4 and start over
 * </pre>
 *
 * <h2>Invariants</h2>
 *
 * Every error is JSON with {@code error}, and {@code allowed} where there is a choice. No secret is ever written. A question
 * that the engines do not answer in time is a 503, never a hanging client. Requests, connections and times are bounded.
 *
 * <p>The server has no passwords: it listens on loopback unless told otherwise, and whoever reaches it may act. Two rules
 * keep web pages out that a browser on the same machine has open. A server on a loopback address answers only requests
 * whose {@code Host} is an address literal or {@code localhost}, which ends DNS rebinding. Everything that changes something
 * is a POST and must carry the header {@code X-Bgp-Rr}, which a page cannot set for another origin without a preflight
 * request, and that is refused.
 *
 * <h2>Not here</h2>
 *
 * What a configuration means ({@code config}), names of metrics ({@code metrics}), tables for people ({@code cli}).
 *
 * <h2>RFCs</h2>
 *
 * RFC 9110 and 9112 (HTTP), RFC 8259 (JSON), RFC 3339 (times). The nouns are those of RFC 4271 and RFC 4456.
 */
@NullMarked
package io.bgprr.bgp.rr.admin;

import org.jspecify.annotations.NullMarked;
