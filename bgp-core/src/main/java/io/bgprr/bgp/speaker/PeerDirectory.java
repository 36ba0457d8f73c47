// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.session.SessionConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect, and which SessionLoop is whose: asked for every connection before anything is made for it. Any thread
 * may ask; a new configuration replaces the picture as a whole.
 */
public final class PeerDirectory {

    private static final long REPORT_NANOS = 1_000_000_000L;

    /** A range, and how many neighbours it has let in. The count survives reconfiguration. */
    private record Range(DynamicNeighbors config, AtomicInteger members) {}

    private record Picture(Map<IpAddress, List<PeerConfig>> named, List<Range> ranges) {}

    /** What a dynamic neighbour is to be. */
    record Admission(PeerConfig config, Prefix range) {}

    private final int loopCount;
    private final SpeakerObserver observer;
    private final AtomicLong strangersRefused = new AtomicLong();
    private final AtomicLong dynamicRefused = new AtomicLong();
    private final AtomicLong unreported = new AtomicLong();
    private final AtomicLong reportedNanos = new AtomicLong(Long.MIN_VALUE);
    private volatile Picture picture = new Picture(Map.of(), List.of());

    public PeerDirectory(int loopCount, SpeakerObserver observer) {
        this.loopCount = loopCount;
        this.observer = observer;
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
        ranges.sort(Comparator.comparingInt(range -> -range.config().prefix().lengthBits()));
        picture = new Picture(named, ranges);
    }

    /** Which loop owns the neighbour of this address. */
    public int loopOf(IpAddress peer) {
        return Math.floorMod(peer.hashCode(), loopCount);
    }

    /**
     * What protects a connection from this address: that of its neighbour or of its range. Null for a stranger, who is counted.
     */
    public @Nullable PeerConfig expect(IpAddress remote, long nowNanos) {
        Picture now = picture;
        List<PeerConfig> named = now.named().get(remote);
        if (named != null) {
            return named.getFirst();
        }
        Range range = rangeOf(now, remote);
        if (range == null) {
            strangersRefused.incrementAndGet();
            report(remote, "no neighbor and no dynamic-neighbors range covers it", nowNanos);
            return null;
        }
        return range.config().template();
    }

    private void report(IpAddress remote, String why, long nowNanos) {
        long last = reportedNanos.get();
        if (last != Long.MIN_VALUE && nowNanos - last < REPORT_NANOS || !reportedNanos.compareAndSet(last, nowNanos)) {
            unreported.incrementAndGet();
            return;
        }
        observer.observe(new SpeakerEvent.ConnectionRefused(remote, why, unreported.getAndSet(0)));
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
    Admission admitDynamic(IpAddress remote, long nowNanos) {
        Range range = rangeOf(picture, remote);
        if (range == null) {
            return null;
        }
        DynamicNeighbors config = range.config();
        if (range.members().incrementAndGet() > config.limit()) {
            range.members().decrementAndGet();
            dynamicRefused.incrementAndGet();
            report(
                    remote,
                    "dynamic-neighbors " + config.prefix() + " has reached its limit of " + config.limit(),
                    nowNanos);
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

    public long strangersRefused() {
        return strangersRefused.get();
    }

    public long dynamicRefused() {
        return dynamicRefused.get();
    }
}
