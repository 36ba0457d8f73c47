// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.session.SessionConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a new configuration means for the running one, worked out before anything is touched.
 *
 * @param changes one for each neighbour that appears, goes, resets or gets other rules, in the order of the configuration
 * @param networksAdded originated routes that are new or have other attributes
 * @param networksRemoved originated routes that go
 * @param restartNeeded sentences about settings that take effect only after a restart; empty = none
 */
public record ReconfigurePlan(
        List<Change> changes, int networksAdded, int networksRemoved, List<String> restartNeeded) {

    public enum Action {
        ADD,
        REMOVE,
        /** The session must end, for something that OPEN or the socket carries changed. */
        RESET,
        /** Policy or other rules change; the session stays. */
        UPDATE
    }

    /**
     * @param neighbor an address, {@code address:port}, or {@code dynamic PREFIX}
     * @param why which settings differ, for example {@code "hold-time 90 -> 30"}; empty for ADD and REMOVE
     */
    public record Change(String neighbor, Action action, String why) {}

    public ReconfigurePlan {
        changes = List.copyOf(changes);
        restartNeeded = List.copyOf(restartNeeded);
    }

    public boolean isEmpty() {
        return changes.isEmpty() && networksAdded == 0 && networksRemoved == 0 && restartNeeded.isEmpty();
    }

    /** The difference between two configurations. */
    public static ReconfigurePlan between(SpeakerConfig from, SpeakerConfig to) {
        List<Change> changes = new ArrayList<>();
        diff(byKey(from), byKey(to), changes);
        Map<Prefix, AttributeSet> before = networks(from);
        Map<Prefix, AttributeSet> after = networks(to);
        List<String> restart = new ArrayList<>();
        if (!from.limits().equals(to.limits())) {
            restart.add("bgp.limits take effect after a restart");
        }
        return new ReconfigurePlan(changes, newIn(after, before), goneFrom(before, after), restart);
    }

    private static Map<String, PeerConfig> byKey(SpeakerConfig config) {
        Map<String, PeerConfig> byKey = new LinkedHashMap<>();
        for (PeerConfig peer : config.neighbors()) {
            SessionConfig session = peer.session();
            byKey.put(
                    session.peerPort() == 179
                            ? session.peerAddress().toString()
                            : session.peerAddress() + " port " + session.peerPort(),
                    peer);
        }
        for (DynamicNeighbors range : config.dynamicNeighbors()) {
            byKey.put("dynamic " + range.prefix(), range.template());
        }
        return byKey;
    }

    private static void diff(Map<String, PeerConfig> from, Map<String, PeerConfig> to, List<Change> changes) {
        from.forEach((key, old) -> {
            if (!to.containsKey(key)) {
                changes.add(new Change(key, Action.REMOVE, ""));
            }
        });
        to.forEach((key, now) -> {
            PeerConfig old = from.get(key);
            if (old == null) {
                changes.add(new Change(key, Action.ADD, ""));
            } else if (!old.session().equals(now.session())) {
                changes.add(new Change(key, Action.RESET, SettingDifference.between(old.session(), now.session())));
            } else if (!old.equals(now)) {
                changes.add(new Change(key, Action.UPDATE, SettingDifference.between(old, now)));
            }
        });
    }

    private static Map<Prefix, AttributeSet> networks(SpeakerConfig config) {
        Map<Prefix, AttributeSet> networks =
                HashMap.newHashMap(config.networks().size());
        config.networks().forEach(network -> networks.put(network.prefix(), network.attributes()));
        return networks;
    }

    private static int newIn(Map<Prefix, AttributeSet> after, Map<Prefix, AttributeSet> before) {
        int count = 0;
        for (Map.Entry<Prefix, AttributeSet> network : after.entrySet()) {
            AttributeSet old = before.get(network.getKey());
            if (old == null || !old.contentEquals(network.getValue())) {
                count++;
            }
        }
        return count;
    }

    private static int goneFrom(Map<Prefix, AttributeSet> before, Map<Prefix, AttributeSet> after) {
        int count = 0;
        for (Prefix prefix : before.keySet()) {
            if (!after.containsKey(prefix)) {
                count++;
            }
        }
        return count;
    }
}
