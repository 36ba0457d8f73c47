// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.export.ExportMember;
import io.bgprr.bgp.export.UpdateGroups;
import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.rib.AdjRibIn;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.RibPeers;
import io.bgprr.bgp.session.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inside of a speaker's engines, for checks that live outside of this package. */
public final class EngineView {

    private final SpeakerEngines engines;

    /** An Established session as the RibLoop knows it. */
    public record Session(
            IpAddress peer,
            int loop,
            Negotiated negotiated,
            @Nullable AdjRibIn[] adjRibIn,
            @Nullable ExportMember[] members,
            long queuedBytes) {}

    public EngineView(SpeakerEngines engines) {
        this.engines = engines;
    }

    public LocRib rib(AddressFamily family) {
        return engines.rib().rib(family);
    }

    public UpdateGroups groups(AddressFamily family) {
        return engines.rib().groups(family);
    }

    public AttributePool pool() {
        return engines.rib().pool();
    }

    public RibPeers peers() {
        return engines.rib().peers();
    }

    public RibInbox inbox() {
        return engines.rib().inbox();
    }

    /** What the warden of memory believes that routes take. */
    public long memoryUsedBytes() {
        return engines.rib().memory().usedBytes();
    }

    public List<Session> sessions() {
        return engines.rib().links().stream().map(EngineView::session).toList();
    }

    private static Session session(SessionLink link) {
        return new Session(
                link.peerAddress(),
                link.loop(),
                link.negotiated,
                link.adjRibIn,
                link.members,
                link.output.queuedBytes());
    }

    public boolean isUp(IpAddress peer) {
        return engines.rib().links().stream()
                .anyMatch(link -> link.peerAddress().equals(peer));
    }

    /** How often a destination of any family went to the tail of the changes. */
    public long moves() {
        long moves = 0;
        for (AddressFamily family : AddressFamily.values()) {
            moves += rib(family).moveCount();
        }
        return moves;
    }

    /** Whether this is the connection of an Established session, by what its loop knows. */
    public boolean isEstablished(int loop, Connection connection) {
        return engines.loops().get(loop).neighbors().stream()
                .anyMatch(neighbor -> connection.equals(neighbor.session().establishedConnection()));
    }

    /** Whether nothing waits in it, and nobody has to take what it encoded. */
    public boolean isIdle() {
        long octets = inbox().waitingBytes();
        for (AddressFamily family : AddressFamily.values()) {
            octets += groups(family).liveBytes();
        }
        return octets == 0;
    }

    /** Update logs that some session of some loop still reads. */
    public int readerCount() {
        return engines.loops().stream().mapToInt(loop -> loop.readers.size()).sum();
    }

    /** Whether a loop holds routes back that it has read. */
    public boolean hasUnsentBatch(int loop) {
        return engines.loops().get(loop).neighbors().stream()
                .anyMatch(neighbor -> neighbor.link != null && neighbor.link.batch != null);
    }

    /** The most octets of a family that a member of this loop was given and has not handed over. */
    public long lagBytes(int loop, AddressFamily family) {
        long most = 0;
        for (Neighbor neighbor : engines.loops().get(loop).neighbors()) {
            SessionLink link = neighbor.link;
            most = Math.max(most, link == null ? 0 : link.output.lagBytes(family));
        }
        return most;
    }

    /** Has the session with a peer ask for its routes again. */
    public void requestRefresh(IpAddress peer, AddressFamily family) {
        SessionLoop loop = engines.loops().get(engines.directory().loopOf(peer));
        loop.inbox()
                .send(new SessionCommand.Task(() -> loop.neighbors().stream()
                        .filter(neighbor -> neighbor.address().equals(peer))
                        .forEach(neighbor -> neighbor.session().sendRouteRefresh(family, loop.nowNanos()))));
    }
}
