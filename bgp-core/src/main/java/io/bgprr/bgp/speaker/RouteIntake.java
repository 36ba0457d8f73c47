// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.attribute.AttributePool;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.policy.ImportRules;
import io.bgprr.bgp.policy.Policy;
import io.bgprr.bgp.policy.PolicyCompiler;
import io.bgprr.bgp.rib.AdjRibIn;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.NlriColumns;
import io.bgprr.bgp.rib.Refusal;
import io.bgprr.bgp.rib.RibPeers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way of routes into the RIB: what peers announce, through the rules and the import policy, and what we originate. The
 * RibLoop's own.
 */
final class RouteIntake {

    /** Routes whose part of the index is loaded at once: two lines of a cache each. */
    private static final int FETCHED_MAX = 256;

    private final AttributePool pool;
    private final LocRib[] ribs;
    private final AdjRibIn[] originated = new AdjRibIn[AddressFamily.COUNT];
    private final Map<Prefix, NetworkConfig> networks = new LinkedHashMap<>();
    private final Map<IpAddress, Integer> sessionsByLocalAddress = new HashMap<>();
    private final RefusedAnnouncements refused = new RefusedAnnouncements();
    private SpeakerConfig config;
    private ImportRules rules;

    RouteIntake(SpeakerConfig config, AttributePool pool, LocRib[] ribs, RibPeers peers) {
        this.pool = pool;
        this.ribs = ribs;
        for (int f = 0; f < originated.length; f++) {
            originated[f] = new AdjRibIn(peers.get(RibPeers.LOCAL));
        }
        this.config = config;
        keepArrivals();
        rules = importRules();
        originate(config.networks());
    }

    /** Takes over a configuration; true when routes that are held must be looked at again. */
    boolean reconfigure(SpeakerConfig to) {
        config = to;
        keepArrivals();
        originate(config.networks());
        return refreshRules();
    }

    /** A session began on an address of ours; true when routes that are held must be looked at again. */
    boolean sessionBegan(IpAddress localAddress) {
        return sessionsByLocalAddress.merge(localAddress, 1, Integer::sum) == 1 && refreshRules();
    }

    /** As {@link #sessionEnded(IpAddress)}; what the session announced in vain is forgotten. */
    boolean sessionEnded(SessionLink link) {
        refused.removeAll(link);
        return sessionEnded(link.localAddress);
    }

    /** Why the session's last announcement of the prefix was treated as withdrawn; null when it was not. */
    @Nullable
    String refusal(SessionLink link, Prefix prefix) {
        return refused.reason(link, prefix);
    }

    /** Such a session ended, after which the address may be another's; true when routes must be looked at again. */
    boolean sessionEnded(IpAddress localAddress) {
        return sessionsByLocalAddress.computeIfPresent(localAddress, (address, count) -> count == 1 ? null : count - 1)
                        == null
                && refreshRules();
    }

    private void keepArrivals() {
        for (LocRib rib : ribs) {
            rib.keepArrivals(config.decision().preferOldestExternal());
        }
    }

    private boolean refreshRules() {
        ImportRules before = rules;
        rules = importRules();
        return !rules.equals(before);
    }

    private ImportRules importRules() {
        Set<Integer> clusterIds = new LinkedHashSet<>();
        clusterIds.add(config.clusterId().bits());
        config.neighbors().forEach(peer -> clusterIds.add(peer.clusterId().bits()));
        config.dynamicNeighbors()
                .forEach(range -> clusterIds.add(range.template().clusterId().bits()));
        return new ImportRules(config.localAs(), config.routerId(), clusterIds, ownAddresses());
    }

    /** What we listen on, dial from, or hold a session on. */
    private Set<IpAddress> ownAddresses() {
        Set<IpAddress> own = new LinkedHashSet<>(sessionsByLocalAddress.keySet());
        config.listen().forEach(listen -> own.add(listen.address()));
        for (PeerConfig peer : config.neighbors()) {
            if (peer.session().localAddress() != null) {
                own.add(peer.session().localAddress());
            }
        }
        own.removeIf(IpAddress::isUnspecified);
        return own;
    }

    /** The import policy of a session under the configuration of now. */
    Policy importPolicy(SessionLink link) {
        return PolicyCompiler.compile(
                link.ribConfig.importPolicy(), link.negotiated.kind(), config.ebgpRequiresPolicy());
    }

    // --- What peers announce.

    /** Takes a batch in, and says how many routes it held. */
    int take(UpdateBatch batch) {
        SessionLink link = batch.link();
        int fetched = 0;
        for (int entry = 0; entry < batch.count(); entry++) {
            if (entry == fetched) {
                fetched = fetch(batch, entry);
            }
            AddressFamily family = batch.family(entry);
            AdjRibIn adjRibIn = link.adjRibIn[family.ordinal()];
            PrefixQuota quota = link.quotas[family.ordinal()];
            if (adjRibIn == null || quota == null) {
                continue;
            }
            if (link.isOverLimit) {
                break;
            }
            LocRib rib = ribs[family.ordinal()];
            if (batch.isEndOfRib(entry)) {
                link.endOfRibReceivedBits |= family.bit();
            } else if (batch.isWithdrawal(entry)) {
                withdraw(rib, adjRibIn, batch, entry);
                quota.settle();
            } else {
                announce(quota, rib, adjRibIn, batch, entry);
                quota.settle();
            }
            noteRefusals(link, batch, entry);
        }
        return Math.max(1, batch.nlri().size());
    }

    /** Tells pool and RIB the sets and prefixes of some entries before they come, so that they wait for memory once; up to which. */
    private int fetch(UpdateBatch batch, int from) {
        AddressFamily family = batch.family(from);
        int start = batch.start(from);
        int end = start;
        int to = from;
        for (; end - start < FETCHED_MAX && to < batch.count() && batch.family(to) == family; to++) {
            if (batch.isAnnouncement(to)) {
                pool.expect(batch.attributes(to), batch.attributesHash(to));
            }
            end = batch.end(to);
        }
        pool.fetchExpected();
        ribs[family.ordinal()].fetch(batch.nlri(), start, Math.min(end, start + FETCHED_MAX));
        return to;
    }

    /** Costs something only while announcements of this very session are remembered. */
    private void noteRefusals(SessionLink link, UpdateBatch batch, int entry) {
        String reason = batch.refusal(entry);
        if (reason == null && link.refusedCount == 0) {
            return;
        }
        for (int row = batch.start(entry); row < batch.end(entry); row++) {
            Prefix prefix = batch.nlri().prefix(row, batch.family(entry));
            if (reason == null) {
                refused.remove(link, prefix);
            } else {
                refused.add(link, prefix, reason);
            }
        }
    }

    private static void withdraw(LocRib rib, AdjRibIn adjRibIn, UpdateBatch batch, int entry) {
        int end = batch.end(entry);
        for (int row = batch.start(entry); row < end; row++) {
            rib.withdraw(adjRibIn, batch.nlri(), row);
        }
    }

    private void announce(PrefixQuota quota, LocRib rib, AdjRibIn adjRibIn, UpdateBatch batch, int entry) {
        SessionLink link = quota.link;
        NlriColumns nlri = batch.nlri();
        int end = batch.end(entry);
        int received = pool.acquire(batch.attributes(entry), batch.attributesHash(entry));
        Refusal refusal = rules.check(pool.get(received), adjRibIn.peer().isInternal());
        // What has been said of one route is true of all, unless the policy looks at prefixes.
        boolean isOfEach = refusal == Refusal.NONE && policyOf(link).readsPrefix();
        int to;
        for (int row = batch.start(entry); row < end && !link.isOverLimit; row = to) {
            to = isOfEach ? row + 1 : end;
            int accepted = refusal != Refusal.NONE
                    ? 0
                    : accept(link, rib.family(), received, nlri.high(row), nlri.low(row), nlri.lengthBits(row));
            Refusal ofThese = refusal == Refusal.NONE && accepted == 0 ? refusedBy(link) : refusal;
            hold(quota, rib, adjRibIn, nlri, row, to, received, accepted, ofThese);
            pool.release(accepted);
        }
        pool.release(received);
    }

    /** Has the RIB hold the routes of some rows, as far as the peer's limit lets them in. */
    private static void hold(
            PrefixQuota quota,
            LocRib rib,
            AdjRibIn adjRibIn,
            NlriColumns nlri,
            int from,
            int to,
            int received,
            int accepted,
            Refusal refusal) {
        if (quota.hasRoomFor(to - from)) {
            rib.announce(adjRibIn, nlri, from, to, received, accepted, refusal);
            return;
        }
        for (int row = from; row < to && !quota.link.isOverLimit; row++) {
            PrefixQuota.Ruling ruling = quota.isFull()
                    ? quota.rule(rib, rib.find(adjRibIn, nlri, row), accepted != 0)
                    : PrefixQuota.Ruling.ADMIT;
            switch (ruling) {
                case ADMIT -> rib.announce(adjRibIn, nlri, row, row + 1, received, accepted, refusal);
                case REFUSE -> rib.announce(adjRibIn, nlri, row, row + 1, received, 0, Refusal.PREFIX_LIMIT);
                case DROP, END -> {}
            }
        }
    }

    /** The set that policy lets in, with a reference for the caller; 0 when it lets nothing in. */
    private int accept(SessionLink link, AddressFamily family, int received, long high, long low, int lengthBits) {
        AttributeSet set = pool.get(received);
        AttributeSet accepted = policyOf(link).apply(family, high, low, lengthBits, set);
        if (accepted == null) {
            return 0;
        }
        if (accepted == set) {
            pool.retain(received);
            return received;
        }
        return pool.acquire(accepted);
    }

    private static Policy policyOf(SessionLink link) {
        if (link.importPolicy == null) {
            throw new IllegalStateException("a session without an import policy");
        }
        return link.importPolicy;
    }

    private static Refusal refusedBy(SessionLink link) {
        return policyOf(link).isMissing() ? Refusal.NO_POLICY : Refusal.POLICY;
    }

    /** What rules, policy and limit of now make of a route that is held; it may be dropped. */
    void reaccept(SessionLink link, LocRib rib, AdjRibIn adjRibIn, int path) {
        if (link.isOverLimit) {
            return;
        }
        Refusal refusal = rules.check(rib.receivedSet(path), adjRibIn.peer().isInternal());
        int accepted = 0;
        if (refusal == Refusal.NONE) {
            int destination = rib.destination(path);
            accepted = accept(
                    link,
                    rib.family(),
                    rib.received(path),
                    rib.high(destination),
                    rib.low(destination),
                    rib.lengthBits(destination));
            refusal = accepted == 0 ? refusedBy(link) : Refusal.NONE;
        }
        PrefixQuota quota = link.quotas[rib.family().ordinal()];
        if (quota != null && quota.isFull()) {
            PrefixQuota.Ruling ruling = quota.ruleHeld(rib, path, accepted != 0);
            if (ruling != PrefixQuota.Ruling.ADMIT) {
                pool.release(accepted);
                accepted = 0;
                refusal = Refusal.PREFIX_LIMIT;
            }
            if (ruling == PrefixQuota.Ruling.END) {
                return;
            }
            if (ruling == PrefixQuota.Ruling.DROP) {
                int over = rib.destination(path);
                rib.withdraw(adjRibIn, rib.high(over), rib.low(over), rib.lengthBits(over), rib.pathId(path));
                return;
            }
        }
        rib.reaccept(adjRibIn, path, accepted, refusal);
        if (accepted != 0) {
            pool.release(accepted);
        }
    }

    // --- What we originate.

    private void originate(List<NetworkConfig> wanted) {
        Map<Prefix, NetworkConfig> byPrefix = new LinkedHashMap<>();
        wanted.forEach(network -> byPrefix.put(network.prefix(), network));
        for (Prefix prefix : networks.keySet()) {
            if (!byPrefix.containsKey(prefix)) {
                int f = prefix.family().ordinal();
                ribs[f].withdraw(
                        originated[f], prefix.address().high(), prefix.address().low(), prefix.lengthBits(), 0);
            }
        }
        byPrefix.forEach((prefix, network) -> {
            int f = prefix.family().ordinal();
            AttributeSet configured = network.attributes();
            // A set of our own: the configuration's may serve another speaker of this process too.
            int set = pool.acquire(new AttributeSet(configured.canonicalBytes(), configured.nextHop()));
            ribs[f].announce(
                    originated[f],
                    prefix.address().high(),
                    prefix.address().low(),
                    prefix.lengthBits(),
                    0,
                    set,
                    set,
                    Refusal.NONE);
            pool.release(set);
        });
        networks.clear();
        networks.putAll(byPrefix);
    }
}
