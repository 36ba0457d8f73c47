// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.rib.AdjRibIn;
import io.bgprr.bgp.rib.LocRib;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The re-evaluation of routes that are held, after rules, policies or the decision changed, in slices (RFC 4271 §9.1.1
 * without asking the peers again). Commands wait meanwhile, so that what it walks stands still.
 */
final class PolicySweep {

    private final RibLoop loop;
    private final ArrayDeque<SessionLink> links;
    private final boolean redecides;
    private int family;
    private int path;
    private boolean isStarted;
    private int destinationFamily;
    private int destination = 1;

    PolicySweep(RibLoop loop, List<SessionLink> links, boolean redecides) {
        this.loop = loop;
        this.links = new ArrayDeque<>(links);
        this.redecides = redecides;
    }

    boolean isDone() {
        return links.isEmpty() && (!redecides || destinationFamily == AddressFamily.COUNT);
    }

    /** Whether every destination is decided again too. */
    boolean redecides() {
        return redecides;
    }

    /** Does up to a budget of routes, and says how many. */
    int run(int budget) {
        int done = 0;
        while (done < budget && !links.isEmpty()) {
            done += reacceptSome(links.getFirst(), budget - done);
        }
        while (redecides && done < budget && destinationFamily < AddressFamily.COUNT) {
            LocRib rib = loop.rib(AddressFamily.ofOrdinal(destinationFamily));
            for (; destination < rib.destinationLimit() && done < budget; destination++, done++) {
                if (rib.isInUse(destination)) {
                    rib.retouch(destination);
                }
            }
            if (destination >= rib.destinationLimit()) {
                destinationFamily++;
                destination = 1;
            }
        }
        return Math.max(1, done);
    }

    private int reacceptSome(SessionLink link, int budget) {
        AdjRibIn adjRibIn = family < AddressFamily.COUNT ? link.adjRibIn[family] : null;
        if (family == AddressFamily.COUNT || link.isEnded) {
            links.removeFirst();
            family = 0;
            isStarted = false;
            return 1;
        }
        if (adjRibIn == null) {
            family++;
            return 1;
        }
        LocRib rib = loop.rib(AddressFamily.ofOrdinal(family));
        path = isStarted ? path : rib.firstOfPeer(adjRibIn);
        isStarted = true;
        int done = 0;
        for (; path != 0 && done < budget; done++) {
            int next = rib.nextOfPeer(adjRibIn, path); // the limit of prefixes may drop this one
            loop.intake().reaccept(link, rib, adjRibIn, path);
            path = next;
        }
        if (path == 0) {
            family += loop.swept(link, family) ? 0 : 1;
            isStarted = false;
        }
        return Math.max(1, done);
    }
}
