// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.session.SessionConfig;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect, and which SessionLoop is whose: asked for every connection before anything is made for it. Any thread
 * may ask; a new configuration replaces the picture as a whole.
 */
public final class PeerDirectory {

    /** A range, and how many neighbours it has let in. The count survives reconfiguration. */
    private record Range(DynamicNeighbors config, AtomicInteger members) {}

    private record Picture(Map<IpAddress, List<PeerConfig>> named, List<Range> ranges) {}

    /** What a dynamic neighbour is to be. */
    record Admission(PeerConfig config, Prefix range) {}

    private final int loopCount;
    private final SpeakerObserver observer;
    private final int halfOpenMax;
    private final SourcePace pace;
    private final AtomicInteger halfOpen = new AtomicInteger();
    private final AtomicInteger dynamicHalfOpen = new AtomicInteger();
    private final AtomicLongArray refused = new AtomicLongArray(ConnectionRefusal.values().length);
    private volatile Picture picture = new Picture(Map.of(), List.of());

    public PeerDirectory(int loopCount, AcceptLimits limits, SpeakerObserver observer) {
        this.loopCount = loopCount;
        this.observer = observer;
        this.halfOpenMax = limits.halfOpenTotal();
        this.pace = new SourcePace(limits.perSourceBurst(), limits.perSourceSecond());
    }

    public void apply(SpeakerConfig config) {
        Map<IpAddress, List<PeerConfig>> named = new HashMap<>();
        for (PeerConfig peer : config.neighbors()) {
            named.computeIfAbsent(peer.session().peerAddress(), address -> new ArrayList<>(1))
                    .add(peer);
        }
        List<Range> ranges = new ArrayList<>();
        for (DynamicNeighbors range : config.dynamicNeighbors()) {
            AtomicInteger members = new AtomicInteger();
            for (Range old : picture.ranges()) {
                members = old.config().prefix().equals(range.prefix()) ? old.members() : members;
            }
            ranges.add(new Range(range, members));
        }
        ranges.sort((a, b) -> Integer.compare(
                b.config().prefix().lengthBits(), a.config().prefix().lengthBits()));
        picture = new Picture(named, ranges);
    }

    /** Which loop owns the neighbour of this address. */
    public int loopOf(IpAddress peer) {
        return Math.floorMod(peer.hashCode(), loopCount);
    }

    /**
     * What protects a connection from this address: that of its neighbour or of its range. Null when it is refused, which is
     * counted and told.
     */
    public @Nullable PeerConfig expect(IpAddress remote, long nowNanos) {
        Picture now = picture;
        PeerConfig expected = expected(now, remote);
        if (expected == null) {
            refuse(remote, ConnectionRefusal.STRANGER);
        } else if (!pace.take(remote, nowNanos)) {
            refuse(remote, ConnectionRefusal.SOURCE_RATE);
            expected = null;
        } else if (!now.named().containsKey(remote) && dynamicHalfOpen.get() >= halfOpenMax) {
            refuse(remote, ConnectionRefusal.HALF_OPEN);
            expected = null;
        }
        return expected;
    }

    private static @Nullable PeerConfig expected(Picture now, IpAddress remote) {
        List<PeerConfig> named = now.named().get(remote);
        if (named != null) {
            return named.getFirst();
        }
        Range range = rangeOf(now, remote);
        return range == null ? null : range.config().template();
    }

    /** A connection is refused. */
    void refuse(IpAddress remote, ConnectionRefusal reason) {
        refused.incrementAndGet(reason.ordinal());
        observer.observe(new SpeakerEvent.ConnectionRefused(remote, reason));
    }

    /**
     * An accepted connection began to wait for Established, 1, or waits no more, -1. Only those of dynamic neighbours have a bound
     * together: those of configured ones are bounded by the configuration, and after our restart all of them come at once.
     */
    void countHalfOpen(boolean isDynamic, int by) {
        halfOpen.addAndGet(by);
        if (isDynamic) {
            dynamicHalfOpen.addAndGet(by);
        }
    }

    private static @Nullable Range rangeOf(Picture picture, IpAddress remote) {
        for (Range range : picture.ranges()) {
            if (range.config().prefix().contains(remote)) {
                return range;
            }
        }
        return null;
    }

    /** Makes room for a dynamic neighbour; null when no range covers it or the range is full, which is reported. */
    @Nullable
    Admission admitDynamic(IpAddress remote) {
        Range range = rangeOf(picture, remote);
        if (range == null) {
            return null;
        }
        DynamicNeighbors config = range.config();
        if (range.members().incrementAndGet() > config.limit()) {
            range.members().decrementAndGet();
            refuse(remote, ConnectionRefusal.DYNAMIC_LIMIT);
            return null;
        }
        if (range.members().get() == config.limit()) {
            observer.observe(new SpeakerEvent.DynamicLimitReached(config.prefix(), config.limit()));
        }
        return new Admission(forAddress(config.template(), remote), config.prefix());
    }

    /** A dynamic neighbour of the range is gone. */
    void dynamicRemoved(Prefix range) {
        for (Range each : picture.ranges()) {
            if (each.config().prefix().equals(range)) {
                each.members().decrementAndGet();
            }
        }
    }

    /** What a dynamic neighbour of this range is to be by the configuration of now; null when the range is gone. */
    @Nullable
    PeerConfig dynamicConfig(Prefix range, IpAddress address) {
        for (Range each : picture.ranges()) {
            if (each.config().prefix().equals(range)) {
                return forAddress(each.config().template(), address);
            }
        }
        return null;
    }

    private static PeerConfig forAddress(PeerConfig template, IpAddress address) {
        SessionConfig session = template.session();
        return template.withSession(session.withPeer(address, true));
    }

    /** Connections that were refused, by reason. */
    Map<ConnectionRefusal, Long> refused() {
        Map<ConnectionRefusal, Long> counts = new EnumMap<>(ConnectionRefusal.class);
        for (ConnectionRefusal reason : ConnectionRefusal.values()) {
            counts.put(reason, refused.get(reason.ordinal()));
        }
        return counts;
    }

    /** Accepted connections that are not Established. */
    int halfOpen() {
        return halfOpen.get();
    }
}
