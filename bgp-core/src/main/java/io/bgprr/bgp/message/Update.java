// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.message;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.net.AddressFamily;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * UPDATE (RFC 4271 §4.3), its IPv4 body and its MP attributes (RFC 4760) as four blocks of NLRI that borrow the receive
 * buffer. The two announced blocks may have different next hops, thus each its own set.
 *
 * <p>With {@link UpdateOutcome#TREAT_AS_WITHDRAW} the announced blocks name the routes to be withdrawn and both sets are
 * null (RFC 7606 §2).
 *
 * <p>The one message that is no record: a decoder fills the same one for every UPDATE of its sessions, for a table comes in
 * hundreds of thousands of them. Who keeps it, keeps a {@link #copy}.
 */
public final class Update implements Message {

    private final NlriBlock withdrawn;
    private final NlriBlock mpWithdrawn;
    private final NlriBlock announced;
    private final NlriBlock mpAnnounced;
    private @Nullable AttributeSet attributes;
    private @Nullable AttributeSet mpAttributes;
    private @Nullable AddressFamily endOfRib;
    private UpdateOutcome outcome = UpdateOutcome.ACCEPT;
    private List<AttributeFinding> findings = List.of();

    /** One that says nothing. */
    public Update() {
        this(new NlriBlock(), new NlriBlock(), new NlriBlock(), new NlriBlock());
    }

    private Update(NlriBlock withdrawn, NlriBlock mpWithdrawn, NlriBlock announced, NlriBlock mpAnnounced) {
        this.withdrawn = withdrawn;
        this.mpWithdrawn = mpWithdrawn;
        this.announced = announced;
        this.mpAnnounced = mpAnnounced;
    }

    // --- Filling it, which is the decoder's; the blocks are set in place.

    /** Says nothing from now on. */
    public void clear() {
        withdrawn.clear(AddressFamily.IPV4_UNICAST);
        mpWithdrawn.clear(AddressFamily.IPV4_UNICAST);
        announced.clear(AddressFamily.IPV4_UNICAST);
        mpAnnounced.clear(AddressFamily.IPV4_UNICAST);
        attributes = null;
        mpAttributes = null;
        endOfRib = null;
        outcome = UpdateOutcome.ACCEPT;
        findings = List.of();
    }

    public void setAttributes(@Nullable AttributeSet ofAnnounced, @Nullable AttributeSet ofMpAnnounced) {
        attributes = ofAnnounced;
        mpAttributes = ofMpAnnounced;
    }

    public void setEndOfRib(@Nullable AddressFamily complete) {
        endOfRib = complete;
    }

    public void setOutcome(UpdateOutcome strongest, List<AttributeFinding> all) {
        outcome = strongest;
        findings = all;
    }

    /** Another that says the same; it borrows the same octets. */
    public Update copy() {
        Update copy = new Update(withdrawn.copy(), mpWithdrawn.copy(), announced.copy(), mpAnnounced.copy());
        copy.setAttributes(attributes, mpAttributes);
        copy.setEndOfRib(endOfRib);
        copy.setOutcome(outcome, findings);
        return copy;
    }

    // --- What it says.

    public NlriBlock withdrawn() {
        return withdrawn;
    }

    public NlriBlock mpWithdrawn() {
        return mpWithdrawn;
    }

    public NlriBlock announced() {
        return announced;
    }

    /** The set of {@link #announced}; null when that is empty or treated as withdrawn. */
    public @Nullable AttributeSet attributes() {
        return attributes;
    }

    public NlriBlock mpAnnounced() {
        return mpAnnounced;
    }

    /** The set of {@link #mpAnnounced}; null when that is empty or treated as withdrawn. */
    public @Nullable AttributeSet mpAttributes() {
        return mpAttributes;
    }

    /** The family that this message marks as complete (RFC 4724 §2), or null. */
    public @Nullable AddressFamily endOfRib() {
        return endOfRib;
    }

    public UpdateOutcome outcome() {
        return outcome;
    }

    public List<AttributeFinding> findings() {
        return findings;
    }
}
