// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.speaker.ConnectionRefusal;
import io.bgprr.bgp.speaker.ListenAddress;
import io.bgprr.bgp.speaker.PeerSnapshot;
import io.bgprr.bgp.speaker.ReconfigurePlan;
import io.bgprr.bgp.speaker.RibSnapshot;
import io.bgprr.bgp.speaker.SpeakerSnapshot;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The daemon as a whole as JSON: status, readiness, what a reload did. */
final class StatusJson {

    private StatusJson() {}

    static byte[] status(AdminContext context, SpeakerSnapshot snapshot, long nowMillis) {
        JsonWriter json = new JsonWriter();
        Readiness readiness = context.readiness();
        json.beginObject();
        json.field("version", context.version());
        json.time("started", context.startedMillis());
        json.duration("uptime", nowMillis - context.startedMillis());
        json.field("ready", readiness.isReady());
        json.strings("notReady", readiness.reasons());
        json.field("localAs", snapshot.config().localAs().value());
        json.field("routerId", snapshot.config().routerId().toString());
        json.field("clusterId", snapshot.config().clusterId().toString());
        json.strings("listen", snapshot.listen().stream().map(StatusJson::text).toList());
        json.beginObject("peers");
        json.field("total", snapshot.peers().size());
        json.field("established", PeerJson.established(snapshot));
        json.field(
                "dynamic",
                snapshot.peers().stream().filter(PeerSnapshot::isDynamic).count());
        json.endObject();
        json.beginObject("refusedConnections");
        for (ConnectionRefusal reason : ConnectionRefusal.values()) {
            json.field(reason.label(), snapshot.refused(reason));
        }
        json.endObject();
        writeRib(json, snapshot.rib());
        json.beginObject("memory");
        json.field("usedBytes", snapshot.rib().memoryBytes());
        json.field("limitBytes", snapshot.rib().memoryBytesMax());
        json.field("sessionsShed", snapshot.rib().sessionsShed());
        json.endObject();
        json.endObject();
        return json.takeDocument();
    }

    private static void writeRib(JsonWriter json, RibSnapshot rib) {
        json.beginObject("rib");
        json.beginObject("families");
        for (int i = 0; i < rib.families().size(); i++) {
            RibSnapshot.Family family = rib.families().get(i);
            json.beginObject(AddressFamily.ofOrdinal(i).label());
            json.field("destinations", family.destinations());
            json.field("paths", family.paths());
            json.field("tombstones", family.tombstones());
            json.field("changes", family.changes());
            json.endObject();
        }
        json.endObject();
        json.field("attributeSets", rib.attributeSets());
        json.field("attributeBytes", rib.attributeBytes());
        json.field("inboxBytes", rib.inboxBytes());
        json.field("updateGroups", rib.updateGroups());
        json.field("updateSubgroups", rib.updateSubgroups());
        json.field("logBytes", rib.logBytes());
        json.endObject();
    }

    private static String text(ListenAddress listen) {
        return listen.address().isIpv6()
                ? "[" + listen.address() + "]:" + listen.port()
                : listen.address() + ":" + listen.port();
    }

    static AdminResponse readiness(Readiness readiness) {
        JsonWriter json = new JsonWriter();
        json.beginObject();
        json.field("ready", readiness.isReady());
        json.strings("reasons", readiness.reasons());
        json.endObject();
        return AdminResponse.json(readiness.isReady() ? 200 : 503, json.takeDocument());
    }

    static AdminResponse health(boolean isAlive, String text) {
        JsonWriter json = new JsonWriter();
        json.beginObject();
        json.field("alive", isAlive);
        json.field("text", text);
        json.endObject();
        return AdminResponse.json(isAlive ? 200 : 503, json.takeDocument());
    }

    static AdminResponse config(String document) {
        JsonWriter json = new JsonWriter();
        json.beginObject();
        json.raw("config", document.strip());
        json.endObject();
        return AdminResponse.json(200, json.takeDocument());
    }

    /** 200 with what was done, or 422 with every problem: the request was understood, the file was not. */
    static AdminResponse reload(ReloadReport report) {
        JsonWriter json = new JsonWriter();
        ReconfigurePlan plan = report.plan();
        boolean isApplied = report.problems().isEmpty() && plan != null;
        json.beginObject();
        json.field("applied", isApplied);
        if (!isApplied) {
            json.field("error", "the configuration was not applied; the old one stays in force");
        }
        json.strings("problems", report.problems());
        writePlan(json, isApplied ? plan : null);
        json.endObject();
        return AdminResponse.json(isApplied ? 200 : 422, json.takeDocument());
    }

    private static void writePlan(JsonWriter json, @Nullable ReconfigurePlan plan) {
        if (plan == null) {
            return;
        }
        json.beginArray("changes");
        for (ReconfigurePlan.Change change : plan.changes()) {
            json.beginObject();
            json.field("neighbor", change.neighbor());
            json.field("action", change.action().name().toLowerCase(Locale.ROOT));
            json.field("why", change.why());
            json.endObject();
        }
        json.endArray();
        json.field("networksAdded", plan.networksAdded());
        json.field("networksRemoved", plan.networksRemoved());
        json.strings("restartNeeded", plan.restartNeeded());
    }
}
