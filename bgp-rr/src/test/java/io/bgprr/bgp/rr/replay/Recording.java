// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.replay;

import io.bgprr.bgp.mrt.MrtMessage;
import io.bgprr.bgp.mrt.MrtPeer;
import io.bgprr.bgp.mrt.MrtReader;
import io.bgprr.bgp.mrt.MrtRoute;
import io.bgprr.bgp.net.Prefix;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What collectors recorded, by the peers they heard it from: tables become UPDATEs in which the routes of equal attributes share
 * messages, streams stay as they are.
 */
final class Recording {

    private static final int UPDATE = 2;

    /** A session of then. One that was recorded with AS numbers of both sizes becomes two. */
    record Peer(MrtPeer peer, boolean isFourOctetAs) {}

    /** What one peer said. */
    private static final class Said {
        private final Map<Announcement, List<Prefix>> table = new LinkedHashMap<>();
        private final List<byte[]> stream = new ArrayList<>();

        List<byte[]> updates() {
            List<byte[]> updates = new ArrayList<>();
            table.forEach((announcement, prefixes) -> updates.addAll(announcement.updates(prefixes)));
            updates.addAll(stream);
            return updates;
        }
    }

    private final Map<Peer, Said> byPeer = new LinkedHashMap<>();
    private int routes;
    private int messages;
    private int leftOut;

    /** Reads one more file. */
    void read(InputStream file) throws IOException {
        new MrtReader(this::route, this::message).read(file);
    }

    private Said of(MrtPeer peer, boolean isFourOctetAs) {
        return byPeer.computeIfAbsent(new Peer(peer, isFourOctetAs), _ -> new Said());
    }

    /** Adds a route that no file holds, or one of a file. */
    void route(MrtRoute route) {
        try {
            byte[] octets = route.update();
            if (octets.length > Octets.MESSAGE_LENGTH_MAX) {
                throw new UnplayableException("attributes that leave no room for a prefix");
            }
            RawUpdate update = RawUpdate.parse(octets);
            boolean isBody = update.mpAnnounced().isEmpty();
            Announcement announcement = isBody ? Announcement.inBody(update) : Announcement.inMpReach(update);
            of(route.peer(), route.isFourOctetAs())
                    .table
                    .computeIfAbsent(announcement, _ -> new ArrayList<>())
                    .add(route.prefix());
            routes++;
        } catch (UnplayableException e) {
            leftOut++;
        }
    }

    private void message(MrtMessage message) {
        byte[] octets = message.message();
        if (octets.length < 19 || octets[18] != UPDATE) {
            return; // the replay has sessions of its own
        }
        boolean isFramed = octets.length >= 23
                && octets.length <= Octets.MESSAGE_LENGTH_MAX
                && Octets.unsigned(octets, 0, 8) == -1
                && Octets.unsigned(octets, 8, 8) == -1
                && Octets.unsigned(octets, 16, 2) == octets.length;
        if (isFramed && !message.isAddPath()) {
            of(message.peer(), message.isFourOctetAs()).stream.add(octets);
            messages++;
        } else {
            leftOut++;
        }
    }

    /** UPDATEs by peer, in the order of the recording. */
    Map<Peer, List<byte[]>> updates() {
        Map<Peer, List<byte[]>> updates = new LinkedHashMap<>();
        byPeer.forEach((peer, said) -> updates.put(peer, said.updates()));
        return updates;
    }

    /** Routes of tables. */
    int routes() {
        return routes;
    }

    /** UPDATEs of streams. */
    int messages() {
        return messages;
    }

    /** Routes without a next hop, messages of RFC 7911 and such that lost their frame. */
    int leftOut() {
        return leftOut;
    }
}
