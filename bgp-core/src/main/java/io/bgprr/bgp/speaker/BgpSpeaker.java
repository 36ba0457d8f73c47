// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import java.util.concurrent.CompletableFuture;

/**
 * A running BGP speaker: the embedder's façade. Every method may be called from any thread and returns at once; futures
 * complete on an engine's thread, so continuations must not block. {@code transport.NettySpeaker} makes one.
 *
 * <p>What is asked of a speaker that was stopped, or whose engine failed, fails with an {@link IllegalStateException} that says
 * so, and so does what it had not answered by then.
 */
public interface BgpSpeaker extends AutoCloseable {

    /** The state now; peers and RIB may be some milliseconds apart. */
    CompletableFuture<SpeakerSnapshot> snapshot();

    /** One page of routes; fails with {@link IllegalArgumentException} when the query names an unknown peer. */
    CompletableFuture<RoutePage> routes(RouteQuery query);

    /** Every path of a prefix, the decision, and what peers are sent. */
    CompletableFuture<Explanation> explain(Prefix prefix);

    /**
     * Makes the speaker be as the configuration says. Sessions whose {@link io.bgprr.bgp.session.SessionConfig} did not change stay
     * up; policy and originated routes are re-evaluated. Completes with what was done; fails, with nothing changed, when an
     * address to listen on cannot be bound.
     */
    CompletableFuture<ReconfigurePlan> reconfigure(SpeakerConfig config);

    /** Ends a peer's sessions with Cease 6/4 and the text (RFC 9003), and starts over. False when there is no such peer. */
    CompletableFuture<Boolean> reset(IpAddress peer, String text);

    /**
     * The process is short of memory, whatever the speaker's own limit says: it ends the session whose routes take most, with Cease/8,
     * and keeps its peer away for a while. When no session has any routes, a {@link SpeakerEvent.Warning} says so. Completes when the
     * routes are gone.
     *
     * @param why a clause for people
     */
    CompletableFuture<Void> relieve(String why);

    /** What routes and all that follows from them take, estimated, as of lately; costs nothing to ask. */
    long tableBytes();

    /** Ends all sessions in order, Cease 6/2 with the text, and lets go of sockets and threads. */
    CompletableFuture<Void> stop(String text);

    /** Stops with an empty text, and waits. */
    @Override
    void close();
}
