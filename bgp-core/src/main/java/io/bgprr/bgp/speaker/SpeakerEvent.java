// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.message.AttributeFinding;
import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.session.DownReason;
import io.bgprr.bgp.session.FsmState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something a log should tell. */
public sealed interface SpeakerEvent {

    /** A listening socket is open. */
    record Listening(ListenAddress address) implements SpeakerEvent {}

    record SessionEstablished(IpAddress peer, Negotiated negotiated) implements SpeakerEvent {}

    record SessionDown(IpAddress peer, DownReason reason) implements SpeakerEvent {}

    /** Our code failed on what the peer did: a programmer's error, which ends this session and no other. */
    record SessionCrashed(IpAddress peer, Throwable cause) implements SpeakerEvent {}

    record StateChanged(IpAddress peer, FsmState from, FsmState to, String detail) implements SpeakerEvent {}

    /** A connection was reset before anything was made for it. Told of each, and there may be thousands in a second. */
    record ConnectionRefused(IpAddress from, ConnectionRefusal reason) implements SpeakerEvent {}

    record DynamicNeighborAdded(IpAddress peer, Prefix range) implements SpeakerEvent {}

    record DynamicNeighborRemoved(IpAddress peer, Prefix range) implements SpeakerEvent {}

    /** A range has as many neighbours as it may have. */
    record DynamicLimitReached(Prefix range, int limit) implements SpeakerEvent {}

    /** An UPDATE had errors (RFC 7606). Told of each, and there may be thousands in a second. */
    record UpdateError(IpAddress peer, List<AttributeFinding> findings) implements SpeakerEvent {}

    /**
     * A session ends, for memory is used up, by routes or by something else, and no other session's routes take more.
     *
     * @param why which limit it was, or what whoever called {@link BgpSpeaker#relieve} said
     * @param heldBytes what its routes took
     * @param usedBytes what all routes took
     */
    record SessionShed(IpAddress peer, String why, long heldBytes, long usedBytes, long limitBytes)
            implements SpeakerEvent {}

    /** Memory is nearly used up, and no new session is taken; or there is enough again. */
    record MemoryTight(boolean isTight, long usedBytes, long limitBytes) implements SpeakerEvent {}

    /** A peer could not keep up and gets its routes on its own from now on. */
    record PeerLagging(IpAddress peer, long lagBytes) implements SpeakerEvent {}

    /** A peer has come near its limit of prefixes; told again only after it has been well below. */
    record PrefixLimitNear(IpAddress peer, AddressFamily family, int prefixes, PrefixLimit limit)
            implements SpeakerEvent {}

    /** A peer has passed its limit of prefixes; what follows is the limit's action. */
    record PrefixLimitExceeded(IpAddress peer, AddressFamily family, PrefixLimit limit) implements SpeakerEvent {}

    /** A peer is below its limit of prefixes again, and {@code consequence} becomes of the routes that were kept out. */
    record PrefixLimitRoom(IpAddress peer, AddressFamily family, String consequence) implements SpeakerEvent {}

    /**
     * Something that a user should know, for example that routes are too long to be sent.
     *
     * @param peer whose doing it is, or null when it is nobody's in particular
     */
    record Warning(@Nullable IpAddress peer, String text) implements SpeakerEvent {}

    /** A loop died of a programmer's error: the process should end non-zero. */
    record EngineFailed(String engine, Throwable cause) implements SpeakerEvent {}
}
