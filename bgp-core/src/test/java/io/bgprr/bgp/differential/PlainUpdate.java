// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.differential;

import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.Communities;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.NlriBlock;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.message.UpdateOutcome;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.vector.RoundTrip;
import io.bgprr.bgp.vector.VectorOutcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An UPDATE in words that every decoder can say, so that decoders can be compared: lines in a fixed order. */
final class PlainUpdate {

    private PlainUpdate() {}

    /** What our decoder makes of one message; an error is the word for what becomes of the session or the routes. */
    static String ours(VectorOutcome outcome) {
        if (outcome.error() != null) {
            return "error";
        }
        if (outcome.messages().isEmpty()) {
            return "incomplete";
        }
        Message message = outcome.messages().getLast();
        if (!(message instanceof Update update)) {
            return message.getClass().getSimpleName();
        }
        if (update.outcome() == UpdateOutcome.TREAT_AS_WITHDRAW) {
            return "error";
        }
        List<String> lines = new ArrayList<>();
        prefixes(lines, "announced", update.announced());
        prefixes(lines, "announced", update.mpAnnounced());
        prefixes(lines, "withdrawn", update.withdrawn());
        prefixes(lines, "withdrawn", update.mpWithdrawn());
        attributes(lines, update.attributes() == null ? update.mpAttributes() : update.attributes());
        return String.join("; ", lines);
    }

    private static void prefixes(List<String> lines, String what, NlriBlock block) {
        for (Prefix prefix : RoundTrip.prefixes(block)) {
            lines.add(what + " " + prefix);
        }
    }

    private static void attributes(List<String> lines, @Nullable AttributeSet set) {
        if (set == null) {
            return;
        }
        lines.add("next-hop " + set.nextHop().address());
        lines.add("origin " + set.origin());
        lines.add("as-path " + AsPath.of(set));
        if (set.hasMed()) {
            lines.add("med " + Integer.toUnsignedString(set.med()));
        }
        if (set.hasLocalPref()) {
            lines.add("local-pref " + Integer.toUnsignedString(set.localPref()));
        }
        if (!Communities.of(set).toString().isEmpty()) {
            lines.add("communities " + Communities.of(set));
        }
    }
}
