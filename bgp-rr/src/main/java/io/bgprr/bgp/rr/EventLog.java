// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.session.DownReason;
import io.bgprr.bgp.speaker.PrefixLimit;
import io.bgprr.bgp.speaker.SpeakerEvent;
import io.bgprr.bgp.speaker.SpeakerObserver;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Writes what the speaker tells into the log: a sentence, and what it is about as keys and values. */
final class EventLog implements SpeakerObserver {

    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

    @Override
    public void observe(SpeakerEvent event) {
        switch (event) {
            case SpeakerEvent.Listening(var on) ->
                LOG.atInfo()
                        .addKeyValue("address", on.address())
                        .addKeyValue("port", on.port())
                        .log("listening for peers");
            case SpeakerEvent.SessionEstablished(var peer, var negotiated) ->
                established(LOG.atInfo().addKeyValue("peer", peer), negotiated);
            case SpeakerEvent.SessionDown(var peer, var reason) ->
                down(LOG.atWarn().addKeyValue("peer", peer), reason);
            case SpeakerEvent.StateChanged change ->
                LOG.atDebug()
                        .addKeyValue("peer", change.peer())
                        .addKeyValue("from", change.from().label())
                        .addKeyValue("to", change.to().label())
                        .addKeyValue("detail", change.detail())
                        .log("state changed");
            case SpeakerEvent.ConnectionRefused(var from, var why, var suppressed) ->
                sampled(LOG.atWarn().addKeyValue("from", from).addKeyValue("why", why), suppressed)
                        .log("connection refused");
            case SpeakerEvent.DynamicNeighborAdded(var peer, var range) ->
                LOG.atInfo()
                        .addKeyValue("peer", peer)
                        .addKeyValue("range", range)
                        .log("dynamic neighbour added");
            case SpeakerEvent.DynamicNeighborRemoved(var peer, var range) ->
                LOG.atInfo()
                        .addKeyValue("peer", peer)
                        .addKeyValue("range", range)
                        .log("dynamic neighbour removed");
            case SpeakerEvent.DynamicLimitReached(var range, var limit) ->
                LOG.atWarn()
                        .addKeyValue("range", range)
                        .addKeyValue("limit", limit)
                        .log("the range has as many dynamic neighbours as its limit allows; further ones are refused");
            case SpeakerEvent.UpdateError(var peer, var findings, var suppressed) ->
                sampled(LOG.atWarn().addKeyValue("peer", peer).addKeyValue("findings", findings), suppressed)
                        .log("UPDATE with errors");
            case SpeakerEvent.PeerLagging(var peer, var lagBytes) ->
                LOG.atWarn()
                        .addKeyValue("peer", peer)
                        .addKeyValue("lag-bytes", lagBytes)
                        .log("the peer reads too slowly and gets its routes on its own from now on");
            case SpeakerEvent.PrefixLimitNear near ->
                prefixLimit(LOG.atWarn(), near.peer(), near.family(), near.limit())
                        .addKeyValue("prefixes", near.prefixes())
                        .addKeyValue("warn-percent", near.limit().warnPercent())
                        .log("the peer comes near its limit of prefixes");
            case SpeakerEvent.PrefixLimitExceeded(var peer, var family, var limit) ->
                prefixLimit(LOG.atWarn(), peer, family, limit)
                        .addKeyValue("action", limit.action().label())
                        .log(exceeded(limit));
            case SpeakerEvent.PrefixLimitRoom(var peer, var family, var consequence) ->
                LOG.atInfo()
                        .addKeyValue("peer", peer)
                        .addKeyValue("family", family)
                        .log("there is room again for routes that the limit of prefixes kept out; {}", consequence);
            case SpeakerEvent.Warning(var text) -> LOG.atWarn().log("{}", text);
            case SpeakerEvent.EngineFailed(var engine, var cause) ->
                LOG.atError().addKeyValue("engine", engine).setCause(cause).log("an engine failed");
        }
    }

    private static void established(LoggingEventBuilder line, Negotiated negotiated) {
        line.addKeyValue("as", negotiated.peerAs().value())
                .addKeyValue("router-id", negotiated.peerRouterId())
                .addKeyValue(
                        "families",
                        negotiated.families().stream().map(AddressFamily::label).collect(Collectors.joining(",")))
                .addKeyValue("hold-time", negotiated.holdTimeSeconds())
                .log("session established");
    }

    private static void down(LoggingEventBuilder line, DownReason reason) {
        LoggingEventBuilder told = line.addKeyValue("why", reason.text());
        told = reason.sent() == null ? told : told.addKeyValue("sent", reason.sent());
        told = reason.received() == null ? told : told.addKeyValue("received", reason.received());
        told.log("session down");
    }

    private static LoggingEventBuilder prefixLimit(
            LoggingEventBuilder line, IpAddress peer, AddressFamily family, PrefixLimit limit) {
        return line.addKeyValue("peer", peer)
                .addKeyValue("family", family)
                .addKeyValue("limit", limit.prefixesMax())
                .addKeyValue("count", limit.count().label());
    }

    private static String exceeded(PrefixLimit limit) {
        return switch (limit.action()) {
            case WARN -> "the peer sends more prefixes than its limit; they are taken all the same";
            case DROP -> "the peer sends more prefixes than its limit; those beyond it are not taken";
            case CEASE -> "the peer sends more prefixes than its limit; its session ends";
        };
    }

    private static LoggingEventBuilder sampled(LoggingEventBuilder line, long suppressed) {
        return suppressed == 0 ? line : line.addKeyValue("suppressed", suppressed);
    }
}
