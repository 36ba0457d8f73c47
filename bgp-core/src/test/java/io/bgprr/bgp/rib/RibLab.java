// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import io.bgprr.bgp.attribute.AttributeHash;
import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.message.NlriCursor;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.net.SeededHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A Loc-RIB in a few words. Routes differ by their MED, and the decision is a simple one of its own: the lowest MED wins,
 * then the lowest peer index, then the lowest path identifier.
 */
final class RibLab {

    final AttributePool pool = new AttributePool(new AttributeHash(1));
    final RibPeers peers = new RibPeers(RouterId.parse("192.0.2.255"));
    final LocRib rib;

    RibLab(AddressFamily family) {
        rib = new LocRib(family, pool, new SeededHash(1));
    }

    static RibLab ipv4() {
        return new RibLab(AddressFamily.IPV4_UNICAST);
    }

    AdjRibIn peer() {
        int number = peers.size() + 1;
        RouterId id = new RouterId(number);
        return new AdjRibIn(Objects.requireNonNull(peers.add(PeerKind.IBGP_CLIENT, id, IpAddress.ofIpv4(number), 0)));
    }

    static AttributeSet set(int med) {
        return new AttributeSetBuilder()
                .med(med)
                .nextHop(IpAddress.parse("192.0.2.1"))
                .build();
    }

    void announce(AdjRibIn from, String prefix, int med) {
        announce(from, Prefix.parse(prefix), 0, med, med);
    }

    /** Holds a route that policy refuses. */
    void refuse(AdjRibIn from, String prefix, int med) {
        announce(from, Prefix.parse(prefix), 0, med, -1);
    }

    /** @param accepted the MED of the accepted set, or -1 for a refused route */
    void announce(AdjRibIn from, Prefix prefix, int pathId, int received, int accepted) {
        int receivedId = pool.acquire(set(received));
        int acceptedId = accepted < 0 ? 0 : pool.acquire(set(accepted));
        rib.announce(
                from,
                prefix.address().high(),
                prefix.address().low(),
                prefix.lengthBits(),
                pathId,
                receivedId,
                acceptedId,
                accepted < 0 ? Refusal.POLICY : Refusal.NONE);
        pool.release(receivedId);
        pool.release(acceptedId);
    }

    /**
     * Holds routes that share their sets, in the order given, as those of one UPDATE.
     *
     * @param accepted as above
     */
    void announceTogether(AdjRibIn from, List<String> prefixes, int received, int accepted) {
        NlriColumns nlri = new NlriColumns(new SeededHash(1));
        for (String text : prefixes) {
            Prefix prefix = Prefix.parse(text);
            byte[] octets = new byte[1 + prefix.address().lengthBytes()];
            octets[0] = (byte) prefix.lengthBits();
            prefix.address().writeTo(octets, 1);
            nlri.addAll(new NlriCursor().open(rib.family(), false, octets, 0, 1 + (prefix.lengthBits() + 7) / 8));
        }
        int receivedId = pool.acquire(set(received));
        int acceptedId = accepted < 0 ? 0 : pool.acquire(set(accepted));
        Refusal refusal = accepted < 0 ? Refusal.POLICY : Refusal.NONE;
        rib.announce(from, nlri, 0, nlri.size(), receivedId, acceptedId, refusal);
        pool.release(receivedId);
        pool.release(acceptedId);
    }

    void reaccept(AdjRibIn from, int path, int accepted) {
        int acceptedId = accepted < 0 ? 0 : pool.acquire(set(accepted));
        rib.reaccept(from, path, acceptedId, accepted < 0 ? Refusal.POLICY : Refusal.NONE);
        pool.release(acceptedId);
    }

    void withdraw(AdjRibIn from, String prefix) {
        withdraw(from, Prefix.parse(prefix), 0);
    }

    void withdraw(AdjRibIn from, Prefix prefix, int pathId) {
        rib.withdraw(from, prefix.address().high(), prefix.address().low(), prefix.lengthBits(), pathId);
    }

    void decide() {
        for (int i = 0; i < rib.touchedCount(); i++) {
            int best = 0;
            for (int path = rib.firstPath(rib.touched(i)); path != 0; path = rib.nextPath(path)) {
                if (rib.accepted(path) != 0 && (best == 0 || rank(path) < rank(best))) {
                    best = path;
                }
            }
            rib.decided(i, best);
        }
        rib.endBatch();
    }

    private long rank(int path) {
        return (long) rib.acceptedSet(path).med() << 32 | (long) rib.peer(path) << 16 | rib.pathId(path);
    }

    void reapAll() {
        while (rib.reap(3)) { // a small budget, so that it goes on where it stopped
        }
    }

    /** Everything in the order of changes. */
    List<String> order() {
        RibCursor cursor = rib.cursorAtHead();
        List<String> order = ahead(cursor);
        cursor.close();
        return order;
    }

    List<String> ahead(RibCursor cursor) {
        List<String> ahead = new ArrayList<>();
        cursor.forEachAhead(
                Integer.MAX_VALUE,
                destination -> ahead.add(rib.prefix(destination).toString()));
        return ahead;
    }

    /** Reads one destination, which must be this one. */
    static int step(RibCursor cursor) {
        int destination = cursor.peek();
        cursor.moveBehind(destination);
        return destination;
    }

    static void stepToTail(RibCursor cursor) {
        while (!cursor.isAtTail()) {
            step(cursor);
        }
    }

    int destination(String prefix) {
        return rib.find(Prefix.parse(prefix));
    }

    /** The MED of the best path, -1 when there is none. */
    int bestMed(String prefix) {
        int destination = destination(prefix);
        int best = destination == 0 ? 0 : rib.best(destination);
        return best == 0 ? -1 : rib.acceptedSet(best).med();
    }
}
