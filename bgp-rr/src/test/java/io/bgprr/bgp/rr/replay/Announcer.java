// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.replay;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plays a recorded peer, and tells the oracle all that it sends. Used by one thread at a time. */
final class Announcer implements AutoCloseable {

    private final SourceRole role;
    private final Prefix marker;
    private final ReplaySession session;
    private final NaiveSpeaker oracle;
    private final List<byte[]> recorded;
    private final boolean isTranslated;
    private final Map<Prefix, Announcement> announced = new LinkedHashMap<>();
    private int sent;
    private int leftOut;

    /** @param isTranslated what was recorded has 4-octet AS numbers, and the session 2-octet ones */
    Announcer(
            SourceRole role, ReplaySession session, NaiveSpeaker oracle, List<byte[]> recorded, boolean isTranslated) {
        this.role = role;
        byte[] host = role.identifier();
        host[0] = (byte) 198;
        host[1] = 18;
        this.marker = Prefix.containing(IpAddress.ofBytes(host, 0, false), 32);
        this.session = session;
        this.oracle = oracle;
        this.recorded = recorded;
        this.isTranslated = isTranslated;
        oracle.join(role);
    }

    SourceRole role() {
        return role;
    }

    /** UPDATEs sent. */
    int sent() {
        return sent;
    }

    /** Recorded UPDATEs that would have ended the session. */
    int leftOut() {
        return leftOut;
    }

    /** How many prefixes it announces, whether or not the daemon takes them. */
    int size() {
        return announced.size();
    }

    /** Plays one part of so many of what was recorded. */
    void play(int part, int parts) {
        int from = (int) ((long) recorded.size() * part / parts);
        int to = (int) ((long) recorded.size() * (part + 1) / parts);
        for (byte[] message : recorded.subList(from, to)) {
            try {
                send(isTranslated ? RawUpdate.withTwoOctetAs(message) : message);
            } catch (UnplayableException e) {
                leftOut++;
            }
        }
        session.flush();
    }

    private void send(byte[] message) {
        RawUpdate update = RawUpdate.parse(message);
        oracle.hear(role, update); // first, for it may say that the message cannot be played
        session.send(message);
        sent++;
        update.withdrawn().forEach(announced::remove);
        Announcement inBody = Announcement.inBody(update);
        update.announced().forEach(prefix -> announced.put(prefix, inBody));
        Announcement inMpReach = Announcement.inMpReach(update);
        update.mpAnnounced().forEach(prefix -> announced.put(prefix, inMpReach));
    }

    /**
     * Announces a host route of its own that is new in every phase: when it has arrived everywhere, all that this peer said
     * before has been dealt with.
     */
    void mark(int phase) {
        byte[] nextHop = new byte[4];
        role.address().writeTo(nextHop, 0);
        nextHop[0] = 10;
        NaivePath path = new NaivePath(
                role.isInternal() ? List.of() : List.of(new NaivePath.Segment(NaivePath.SEQUENCE, List.of(role.as()))));
        byte[] attributes = Octets.join(
                Octets.attribute(0x40, PathAttributes.ORIGIN, Octets.of(0)),
                Octets.attribute(0x40, PathAttributes.AS_PATH, path.octets(role.asSize())),
                Octets.attribute(0x40, PathAttributes.NEXT_HOP, nextHop),
                Octets.attribute(0xc0, PathAttributes.COMMUNITIES, Octets.two(NaiveSpeaker.AS), Octets.two(phase)));
        send(Octets.message(
                ReplaySession.UPDATE, Octets.two(0), Octets.two(attributes.length), attributes, Octets.nlri(marker)));
        session.flush();
    }

    /** Withdraws every second prefix and returns how to announce them again. */
    Map<Prefix, Announcement> withdrawHalf() {
        Map<Prefix, Announcement> half = new LinkedHashMap<>();
        List<Prefix> all = new ArrayList<>(announced.keySet());
        for (int i = 0; i < all.size(); i += 2) {
            Prefix prefix = all.get(i);
            if (!prefix.equals(marker)) {
                Announcement announcement = announced.get(prefix);
                if (announcement != null) {
                    half.put(prefix, announcement);
                }
            }
        }
        Announcement.withdrawals(half.keySet()).forEach(this::send);
        session.flush();
        return half;
    }

    /** Announces the routes, takes them back, and announces them again. */
    void flap(Map<Prefix, Announcement> routes) {
        List<byte[]> updates = Announcement.updates(routes);
        updates.forEach(this::send);
        Announcement.withdrawals(routes.keySet()).forEach(this::send);
        updates.forEach(this::send);
        session.flush();
    }

    void die() {
        session.die();
        oracle.leave(role);
    }

    @Override
    public void close() {
        session.close();
    }
}
