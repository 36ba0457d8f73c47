// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.decision;

import io.bgprr.bgp.attribute.AttributeHash;
import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.net.SeededHash;
import io.bgprr.bgp.rib.AdjRibIn;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.Refusal;
import io.bgprr.bgp.rib.RibPeers;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** One destination, the paths of named peers, and the decision between them. */
final class DecisionLab {

    static final Prefix PREFIX = Prefix.parse("10.0.0.0/8");

    private final AttributePool pool = new AttributePool(new AttributeHash(1));
    final RibPeers peers = new RibPeers(RouterId.parse("192.0.2.255"));
    final LocRib rib = new LocRib(AddressFamily.IPV4_UNICAST, pool, new SeededHash(1));
    private final Map<String, AdjRibIn> byName = new TreeMap<>();
    private final Map<Character, String> nameByIndex = new TreeMap<>();
    private BestPathSelector selector;

    DecisionLab(DecisionConfig config) {
        selector = new BestPathSelector(config, peers);
        rib.keepArrivals(config.preferOldestExternal());
        name("local", new AdjRibIn(peers.get(RibPeers.LOCAL)));
    }

    static DecisionLab byDefault() {
        return new DecisionLab(DecisionConfig.DEFAULT);
    }

    void reconfigure(DecisionConfig config) {
        selector = new BestPathSelector(config, peers);
        rib.keepArrivals(config.preferOldestExternal());
        rib.retouch(rib.find(PREFIX));
        decide();
    }

    private void name(String name, AdjRibIn adjRibIn) {
        byName.put(name, adjRibIn);
        nameByIndex.put(adjRibIn.peer().index(), name);
    }

    DecisionLab peer(String name, PeerKind kind, String routerId, String address) {
        name(
                name,
                new AdjRibIn(Objects.requireNonNull(
                        peers.add(kind, RouterId.parse(routerId), IpAddress.parse(address), 0))));
        return this;
    }

    /** A peer whose identifier is its address. */
    DecisionLab peer(String name, PeerKind kind, String address) {
        return peer(name, kind, address, address);
    }

    static AttributeSet set(UnaryOperator<AttributeSetBuilder> edit) {
        return edit.apply(new AttributeSetBuilder().nextHop(IpAddress.parse("192.0.2.1")))
                .build();
    }

    DecisionLab announce(String peer, UnaryOperator<AttributeSetBuilder> edit) {
        return announce(peer, 0, set(edit), Refusal.NONE);
    }

    DecisionLab announce(String peer, int pathId, AttributeSet set, Refusal refusal) {
        int id = pool.acquire(set);
        rib.announce(
                Objects.requireNonNull(byName.get(peer)),
                PREFIX.address().high(),
                PREFIX.address().low(),
                PREFIX.lengthBits(),
                pathId,
                id,
                refusal == Refusal.NONE ? id : 0,
                refusal);
        pool.release(id);
        return this;
    }

    DecisionLab withdraw(String peer) {
        rib.withdraw(
                Objects.requireNonNull(byName.get(peer)),
                PREFIX.address().high(),
                PREFIX.address().low(),
                PREFIX.lengthBits(),
                0);
        return this;
    }

    /** Decides, and says who won; empty when nobody did. */
    String decide() {
        selector.decideTouched(rib);
        int destination = rib.find(PREFIX);
        int best = destination == 0 ? 0 : rib.best(destination);
        return best == 0 ? "" : name(best);
    }

    private String name(int path) {
        String name = Objects.requireNonNull(nameByIndex.get(rib.peer(path)));
        return rib.pathId(path) == 0 ? name : name + "#" + Integer.toUnsignedString(rib.pathId(path));
    }

    /** Why, by the names of the paths' peers. */
    Map<String, DecisionReason> reasons() {
        Map<String, DecisionReason> reasons = new TreeMap<>();
        for (int path = rib.firstPath(rib.find(PREFIX)); path != 0; path = rib.nextPath(path)) {
            reasons.put(name(path), DecisionReason.ofCode(rib.reason(path)));
        }
        return reasons;
    }
}
