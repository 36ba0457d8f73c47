// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.message.AttributeFinding;
import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.UpdateOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found wrong with one UPDATE: all of it, the strongest reaction (RFC 7606 §3h), and the error to answer with
 * where the same fault must end the session because no NLRI was read (RFC 7606 §5.2). Reused from message to message.
 */
final class UpdateFindings {

    private final List<AttributeFinding> findings = new ArrayList<>();
    private UpdateOutcome outcome = UpdateOutcome.ACCEPT;
    private @Nullable MalformedMessageException reset;

    void clear() {
        if (!findings.isEmpty()) {
            findings.clear();
        }
        outcome = UpdateOutcome.ACCEPT;
        reset = null;
    }

    /** Puts back what {@link #toList} and {@link #outcome} gave; only for findings that ask for no reset. */
    void restore(List<AttributeFinding> earlier, UpdateOutcome earlierOutcome) {
        clear();
        findings.addAll(earlier);
        outcome = earlierOutcome;
    }

    boolean isEmpty() {
        return findings.isEmpty();
    }

    void discard(int typeCode, String text) {
        add(typeCode, UpdateOutcome.ATTRIBUTE_DISCARD, text);
    }

    /** The attribute list is malformed: the routes are withdrawn. */
    void withdraw(int typeCode, ErrorCode error, byte[] bytes, int from, int to, String text) {
        add(typeCode, UpdateOutcome.TREAT_AS_WITHDRAW, text);
        if (reset == null) {
            reset = MalformedMessageException.of(
                    error, Arrays.copyOfRange(bytes, from, to), text + ", and no NLRI (RFC 7606 §5.2)");
        }
    }

    /** Well-formed routes that are not wanted: withdrawn too, but never a reason to end the session. */
    void refuse(int typeCode, String text) {
        add(typeCode, UpdateOutcome.TREAT_AS_WITHDRAW, text);
    }

    private void add(int typeCode, UpdateOutcome reaction, String text) {
        findings.add(new AttributeFinding(typeCode, reaction, text));
        outcome = strongest(outcome, reaction);
    }

    UpdateOutcome outcome() {
        return outcome;
    }

    List<AttributeFinding> toList() {
        return findings.isEmpty() ? List.of() : List.copyOf(findings);
    }

    /** The answer to a malformed attribute in a message without NLRI; null when no attribute is malformed. */
    @Nullable
    MalformedMessageException reset() {
        return reset;
    }

    static UpdateOutcome strongest(UpdateOutcome one, UpdateOutcome other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
