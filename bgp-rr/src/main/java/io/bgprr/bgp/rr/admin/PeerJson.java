// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.rr.metrics.PeerNames;
import io.bgprr.bgp.session.FsmState;
import io.bgprr.bgp.session.RemoteAs;
import io.bgprr.bgp.session.SessionConfig;
import io.bgprr.bgp.session.SessionCounters;
import io.bgprr.bgp.speaker.FamilySnapshot;
import io.bgprr.bgp.speaker.NextHopRule;
import io.bgprr.bgp.speaker.PeerConfig;
import io.bgprr.bgp.speaker.PeerSnapshot;
import io.bgprr.bgp.speaker.PrefixLimit;
import io.bgprr.bgp.speaker.PrefixLimitSnapshot;
import io.bgprr.bgp.speaker.SpeakerSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Peers as JSON: in short for the table, and in full. */
final class PeerJson {

    private final JsonWriter json = new JsonWriter();
    private final long nowMillis;

    private PeerJson(long nowMillis) {
        this.nowMillis = nowMillis;
    }

    static byte[] list(SpeakerSnapshot snapshot, long nowMillis) {
        return new PeerJson(nowMillis).writeList(snapshot);
    }

    static byte[] one(SpeakerSnapshot snapshot, PeerSnapshot peer, long nowMillis) {
        return new PeerJson(nowMillis).writeOne(snapshot, peer);
    }

    private byte[] writeList(SpeakerSnapshot snapshot) {
        PeerNames names = PeerNames.of(snapshot);
        json.beginObject();
        json.field("localAs", snapshot.config().localAs().value());
        json.field("routerId", snapshot.config().routerId().toString());
        json.field("peersCount", snapshot.peers().size());
        json.field("establishedCount", established(snapshot));
        json.beginArray("peers");
        for (PeerSnapshot peer : snapshot.peers()) {
            json.beginObject();
            writeSummary(names.of(peer), peer);
            json.endObject();
        }
        json.endArray();
        json.endObject();
        return json.takeDocument();
    }

    static long established(SpeakerSnapshot snapshot) {
        return snapshot.peers().stream()
                .filter(peer -> peer.state() == FsmState.ESTABLISHED)
                .count();
    }

    private byte[] writeOne(SpeakerSnapshot snapshot, PeerSnapshot peer) {
        json.beginObject();
        writeSummary(PeerNames.of(snapshot).of(peer), peer);
        json.nullable("localAddress", peer.localAddress());
        writeConfig(peer, snapshot);
        writeNegotiated(peer.negotiated());
        writeCounters(peer.counters());
        json.endObject();
        return json.takeDocument();
    }

    private void writeSummary(String name, PeerSnapshot peer) {
        SessionConfig session = peer.config().session();
        SessionCounters counters = peer.counters();
        json.field("name", name);
        json.field("address", peer.address().toString());
        json.field("description", peer.config().description());
        json.field("peerGroup", peer.config().peerGroup());
        json.field("dynamic", peer.isDynamic());
        json.nullable("kind", kind(peer));
        json.field("localAs", session.localAs().value());
        json.field("remoteAs", session.remoteAs().toString());
        if (peer.peerAs() != null) {
            json.field("peerAs", peer.peerAs().value());
        }
        json.field("state", peer.state().label());
        json.field("adminDown", peer.isAdminDown());
        json.time("stateSince", peer.stateSinceMillis());
        json.duration("stateFor", peer.stateSinceMillis() == 0 ? 0 : nowMillis - peer.stateSinceMillis());
        json.field("messagesReceived", received(counters));
        json.field("messagesSent", sent(counters));
        json.field("outQueueBytes", peer.outQueueBytes());
        json.field("flaps", counters.flaps);
        json.field("lastError", peer.lastError());
        json.time("lastErrorAt", peer.lastErrorMillis());
        json.beginObject("families");
        for (Map.Entry<AddressFamily, FamilySnapshot> family : peer.families().entrySet()) {
            json.beginObject(family.getKey().label());
            writeFamily(family.getValue());
            json.endObject();
        }
        json.endObject();
    }

    private void writeFamily(FamilySnapshot family) {
        json.field("received", family.received());
        json.field("accepted", family.accepted());
        json.field("best", family.best());
        json.field("advertised", family.advertised());
        json.field("pending", family.pending());
        json.field("endOfRibReceived", family.isEndOfRibReceived());
        json.field("endOfRibSent", family.isEndOfRibSent());
        json.field("note", family.note());
        if (family.prefixLimit() != null) {
            writePrefixLimit(family.prefixLimit());
        }
    }

    private void writePrefixLimit(PrefixLimitSnapshot prefixLimit) {
        PrefixLimit limit = prefixLimit.limit();
        json.beginObject("prefixLimit");
        json.field("limit", limit.prefixesMax());
        json.field("used", prefixLimit.used());
        json.field("state", prefixLimit.state().label());
        json.field("exceededCount", prefixLimit.exceeded());
        json.field("droppedCount", prefixLimit.dropped());
        json.field("count", limit.count().label());
        json.field("warnPercent", limit.warnPercent());
        json.field("action", limit.action().label());
        json.field("restartSeconds", limit.restartSeconds());
        json.endObject();
    }

    private void writeConfig(PeerSnapshot peer, SpeakerSnapshot snapshot) {
        PeerConfig config = peer.config();
        SessionConfig session = config.session();
        json.beginObject("config");
        json.field("port", session.peerPort());
        json.nullable("localAddress", session.localAddress());
        json.field("routerId", session.routerId().toString());
        json.field("routeReflectorClient", session.routeReflectorClient());
        json.field("clusterId", config.clusterId().toString());
        json.field("passive", session.passive());
        json.field("enabled", session.enabled());
        json.strings("families", familyLabels(session.familyBits()));
        json.field("holdTimeSeconds", session.holdTimeSeconds());
        json.field("sendHoldSeconds", sendHoldSeconds(peer));
        json.field("connectRetrySeconds", session.connectRetrySeconds());
        json.field("connectRetrySecondsMax", session.connectRetrySecondsMax());
        json.field("password", session.security().password() == null ? "none" : "***");
        json.field("ttl", session.security().ttl());
        json.field("ttlMin", session.security().ttlMin());
        json.field("nextHop", nextHop(config.nextHop()));
        json.field("importPolicy", policy(config.importPolicy(), config, snapshot));
        json.field("exportPolicy", policy(config.exportPolicy(), config, snapshot));
        json.field("asSet", session.acceptAsSet() ? "accept" : "reject");
        json.field("acceptLoopbackNextHop", session.acceptLoopbackNextHop());
        json.endObject();
    }

    private void writeNegotiated(@Nullable Negotiated negotiated) {
        if (negotiated == null) {
            json.nullable("negotiated", null);
            return;
        }
        json.beginObject("negotiated");
        json.field("peerRouterId", negotiated.peerRouterId().toString());
        json.strings("families", familyLabels(negotiated.familyBits()));
        json.field("holdTimeSeconds", negotiated.holdTimeSeconds());
        json.field("keepaliveSeconds", negotiated.keepaliveSeconds());
        json.field("fourOctetAs", negotiated.isFourOctetAs());
        json.field("routeRefresh", negotiated.isRouteRefresh());
        json.field("messageLengthBytesMax", negotiated.messageLengthBytesMax());
        json.strings("addPathReceive", familyLabels(negotiated.addPathReceiveBits()));
        json.strings("addPathSend", familyLabels(negotiated.addPathSendBits()));
        json.field("peerHoldTimeSeconds", negotiated.peerOpen().holdTimeSeconds());
        json.strings("peerCapabilities", CapabilityText.of(negotiated.peerOpen().capabilities()));
        json.endObject();
    }

    private void writeCounters(SessionCounters counters) {
        json.beginObject("counters");
        json.beginObject("received");
        json.field("opens", counters.opensReceived);
        json.field("updates", counters.updatesReceived);
        json.field("notifications", counters.notificationsReceived);
        json.field("keepalives", counters.keepalivesReceived);
        json.field("routeRefreshes", counters.refreshesReceived);
        json.field("withdrawUpdates", counters.withdrawUpdatesReceived);
        json.field("withdrawnPrefixes", counters.withdrawnPrefixesReceived);
        json.field("treatedAsWithdraw", counters.treatAsWithdrawReceived);
        json.field("attributesDiscarded", counters.attributeDiscardReceived);
        json.field("discarded", counters.discardedReceived);
        json.field("bytes", counters.bytesReceived);
        json.endObject();
        json.beginObject("sent");
        json.field("opens", counters.opensSent);
        json.field("updates", counters.updatesSent);
        json.field("notifications", counters.notificationsSent);
        json.field("keepalives", counters.keepalivesSent);
        json.field("routeRefreshes", counters.refreshesSent);
        json.field("bytes", counters.bytesSent);
        json.endObject();
        json.endObject();
    }

    /** As configured, or what follows from the hold time that holds (RFC 9687 §4). */
    private static long sendHoldSeconds(PeerSnapshot peer) {
        SessionConfig session = peer.config().session();
        if (session.sendHoldSeconds() != SessionConfig.SEND_HOLD_BY_RFC) {
            return session.sendHoldSeconds();
        }
        int hold = peer.negotiated() == null
                ? session.holdTimeSeconds()
                : peer.negotiated().holdTimeSeconds();
        return Math.max(480, 2L * hold);
    }

    /** What the peer is to us: as negotiated, else as far as the configuration says. */
    private static @Nullable String kind(PeerSnapshot peer) {
        if (peer.negotiated() != null) {
            return peer.negotiated().kind().label();
        }
        SessionConfig session = peer.config().session();
        if (session.remoteAs() instanceof RemoteAs.Any) {
            return null;
        }
        if (!mayBeInternal(session)) {
            return PeerKind.EBGP.label();
        }
        return (session.routeReflectorClient() ? PeerKind.IBGP_CLIENT : PeerKind.IBGP_NON_CLIENT).label();
    }

    private static boolean mayBeInternal(SessionConfig session) {
        return session.remoteAs().allows(session.localAs(), session.localAs());
    }

    private static List<String> familyLabels(int bits) {
        List<String> labels = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            if ((bits & family.bit()) != 0) {
                labels.add(family.label());
            }
        }
        return labels;
    }

    private static String nextHop(@Nullable NextHopRule rule) {
        return rule == null ? "default (self towards another AS, else keep)" : rule.describe();
    }

    private static String policy(@Nullable PolicyDefinition policy, PeerConfig config, SpeakerSnapshot snapshot) {
        if (policy == null) {
            return defaultPolicy(config, snapshot);
        }
        return policy instanceof PolicyDefinition.Missing ? "missing: no route passes (RFC 8212)" : policy.describe();
    }

    private static String defaultPolicy(PeerConfig config, SpeakerSnapshot snapshot) {
        if (!snapshot.config().ebgpRequiresPolicy()) {
            return "none: accept";
        }
        SessionConfig session = config.session();
        if (session.remoteAs() instanceof RemoteAs.Any) {
            return "none: accept from our AS, else no route passes (RFC 8212)";
        }
        return mayBeInternal(session) ? "none: accept" : "none: no route passes (RFC 8212)";
    }

    private static long received(SessionCounters counters) {
        return counters.opensReceived
                + counters.updatesReceived
                + counters.notificationsReceived
                + counters.keepalivesReceived
                + counters.refreshesReceived;
    }

    private static long sent(SessionCounters counters) {
        return counters.opensSent
                + counters.updatesSent
                + counters.notificationsSent
                + counters.keepalivesSent
                + counters.refreshesSent;
    }
}
