// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr;

import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.rr.LineSampler.Kind;
import io.bgprr.bgp.session.DownReason;
import io.bgprr.bgp.speaker.PrefixLimit;
import io.bgprr.bgp.speaker.SpeakerEvent;
import io.bgprr.bgp.speaker.SpeakerObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes what the speaker tells into the log: a sentence, and what it is about as keys and values. What peers and strangers can make
 * happen at will is sampled, see {@link LineSampler}.
 */
final class EventLog implements SpeakerObserver {

    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

    private final LineSampler sampler;

    EventLog() {
        this(
                System::nanoTime,
                (task, delayNanos) -> CompletableFuture.delayedExecutor(delayNanos, TimeUnit.NANOSECONDS)
                        .execute(task));
    }

    EventLog(LongSupplier clockNanos, LineSampler.Later later) {
        sampler = new LineSampler(clockNanos, later, EventLog::suppressed);
    }

    @Override
    public void observe(SpeakerEvent event) {
        if (isWorthALine(event)) {
            write(event);
        }
    }

    /** Lines left out since the beginning. */
    long linesSuppressed() {
        return sampler.suppressedTotal();
    }

    private boolean isWorthALine(SpeakerEvent event) {
        if (event instanceof SpeakerEvent.UpdateError(var peer, var _)) {
            return sampler.admits(Kind.UPDATE_ERROR, peer);
        }
        if (event instanceof SpeakerEvent.ConnectionRefused(var _, var reason)) {
            return sampler.admits(Kind.CONNECTION_REFUSED, reason.text()); // whoever knocks may do so from anywhere
        }
        if (event instanceof SpeakerEvent.SessionEstablished(var peer, var _)) {
            return sampler.admits(Kind.SESSION, peer);
        }
        if (event instanceof SpeakerEvent.SessionDown(var peer, var _)) {
            return sampler.admits(Kind.SESSION, peer);
        }
        if (event instanceof SpeakerEvent.SessionCrashed(var peer, var _)) {
            return sampler.admits(Kind.CRASH, peer);
        }
        if (event instanceof SpeakerEvent.Warning(var peer, var _)) {
            // Who causes many must not hide those of others.
            return sampler.admits(Kind.WARNING, peer == null ? "no peer" : peer);
        }
        if (event instanceof SpeakerEvent.PeerLagging(var peer, var _)) {
            return sampler.admits(Kind.LAGGING, peer);
        }
        if (event instanceof SpeakerEvent.PrefixLimitNear near) {
            return sampler.admits(Kind.PREFIX_LIMIT_NEAR, near.peer());
        }
        if (event instanceof SpeakerEvent.PrefixLimitExceeded(var peer, var _, var _)) {
            return sampler.admits(Kind.PREFIX_LIMIT_EXCEEDED, peer);
        }
        if (event instanceof SpeakerEvent.DynamicNeighborAdded(var peer, var _)) {
            return sampler.admits(Kind.DYNAMIC_NEIGHBOR, peer);
        }
        if (event instanceof SpeakerEvent.DynamicNeighborRemoved(var peer, var _)) {
            return sampler.admits(Kind.DYNAMIC_NEIGHBOR, peer);
        }
        if (event instanceof SpeakerEvent.DynamicLimitReached(var range, var _)) {
            return sampler.admits(Kind.DYNAMIC_LIMIT, range);
        }
        return true;
    }

    private static void suppressed(Kind kind, Object about, long count) {
        LOG.atWarn()
                .addKeyValue("about", about)
                .addKeyValue("suppressed", count)
                .log("{} more {} suppressed in the last minute", count, kind.label());
    }

    private static void write(SpeakerEvent event) {
        if (!writeOfSessions(event) && !writeOfDynamicNeighbors(event) && !writeOfLimits(event)) {
            throw new IllegalStateException("no line for " + event);
        }
    }

    /** What is not of its kind it leaves to others, as do the next two. */
    private static boolean writeOfSessions(SpeakerEvent event) {
        if (event instanceof SpeakerEvent.Listening(var on)) {
            LOG.atInfo()
                    .addKeyValue("address", on.address())
                    .addKeyValue("port", on.port())
                    .log("listening for peers");
        } else if (event instanceof SpeakerEvent.StateChanged change) {
            LOG.atDebug()
                    .addKeyValue("peer", change.peer())
                    .addKeyValue("from", change.from().label())
                    .addKeyValue("to", change.to().label())
                    .addKeyValue("detail", change.detail())
                    .log("state changed");
        } else if (event instanceof SpeakerEvent.SessionEstablished(var peer, var negotiated)) {
            established(LOG.atInfo().addKeyValue("peer", peer), negotiated);
        } else if (event instanceof SpeakerEvent.SessionDown(var peer, var reason)) {
            down(LOG.atWarn().addKeyValue("peer", peer), reason);
        } else if (event instanceof SpeakerEvent.SessionCrashed(var peer, var cause)) {
            LOG.atError().addKeyValue("peer", peer).setCause(cause).log("a session failed by an error of ours");
        } else if (event instanceof SpeakerEvent.UpdateError(var peer, var findings)) {
            LOG.atWarn()
                    .addKeyValue("peer", peer)
                    .addKeyValue(
                            "findings",
                            findings.stream()
                                    .map(finding -> "attribute " + finding.typeCode() + ": " + finding.text())
                                    .collect(Collectors.joining("; ")))
                    .log("UPDATE with errors");
        } else if (event instanceof SpeakerEvent.ConnectionRefused(var from, var reason)) {
            LOG.atWarn()
                    .addKeyValue("from", from)
                    .addKeyValue("why", reason.text())
                    .log("connection refused");
        } else if (event instanceof SpeakerEvent.Warning(var peer, var text)) {
            (peer == null ? LOG.atWarn() : LOG.atWarn().addKeyValue("peer", peer)).log("{}", text);
        } else if (event instanceof SpeakerEvent.EngineFailed(var engine, var cause)) {
            LOG.atError().addKeyValue("engine", engine).setCause(cause).log("an engine failed");
        } else {
            return false;
        }
        return true;
    }

    private static boolean writeOfDynamicNeighbors(SpeakerEvent event) {
        if (event instanceof SpeakerEvent.DynamicNeighborAdded(var peer, var range)) {
            LOG.atInfo().addKeyValue("peer", peer).addKeyValue("range", range).log("dynamic neighbour added");
        } else if (event instanceof SpeakerEvent.DynamicNeighborRemoved(var peer, var range)) {
            LOG.atInfo().addKeyValue("peer", peer).addKeyValue("range", range).log("dynamic neighbour removed");
        } else if (event instanceof SpeakerEvent.DynamicLimitReached(var range, var limit)) {
            LOG.atWarn()
                    .addKeyValue("range", range)
                    .addKeyValue("limit", limit)
                    .log("the range has as many dynamic neighbours as its limit allows; further ones are refused");
        } else {
            return false;
        }
        return true;
    }

    /** Limits of prefixes and of memory, and of how far a peer may lag. */
    private static boolean writeOfLimits(SpeakerEvent event) {
        if (event instanceof SpeakerEvent.PeerLagging(var peer, var lagBytes)) {
            LOG.atWarn()
                    .addKeyValue("peer", peer)
                    .addKeyValue("lag-bytes", lagBytes)
                    .log("the peer reads too slowly and gets its routes on its own from now on");
        } else if (event instanceof SpeakerEvent.PrefixLimitNear near) {
            prefixLimit(LOG.atWarn(), near.peer(), near.family(), near.limit())
                    .addKeyValue("prefixes", near.prefixes())
                    .addKeyValue("warn-percent", near.limit().warnPercent())
                    .log("the peer comes near its limit of prefixes");
        } else if (event instanceof SpeakerEvent.PrefixLimitExceeded(var peer, var family, var limit)) {
            prefixLimit(LOG.atWarn(), peer, family, limit)
                    .addKeyValue("action", limit.action().label())
                    .log(exceeded(limit));
        } else if (event instanceof SpeakerEvent.PrefixLimitRoom(var peer, var family, var consequence)) {
            LOG.atInfo()
                    .addKeyValue("peer", peer)
                    .addKeyValue("family", family)
                    .log("there is room again for routes that the limit of prefixes kept out; {}", consequence);
        } else if (event instanceof SpeakerEvent.MemoryTight(var isTight, var usedBytes, var limitBytes)) {
            LOG.atWarn()
                    .addKeyValue("used-bytes", usedBytes)
                    .addKeyValue("limit-bytes", limitBytes)
                    .log(
                            isTight
                                    ? "memory is nearly used up; no new session is taken"
                                    : "there is enough memory again; new sessions are taken");
        } else if (event instanceof SpeakerEvent.SessionShed shed) {
            LOG.atError()
                    .addKeyValue("peer", shed.peer())
                    .addKeyValue("why", shed.why())
                    .addKeyValue("held-bytes", shed.heldBytes())
                    .addKeyValue("used-bytes", shed.usedBytes())
                    .addKeyValue("limit-bytes", shed.limitBytes())
                    .log("the session ends for want of memory: no other session's routes take more");
        } else {
            return false;
        }
        return true;
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
}
