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
 * @param attributes the set of {@code announced}; null when that is empty or treated as withdrawn
 * @param mpAttributes the set of {@code mpAnnounced}; null when that is empty or treated as withdrawn
 * @param endOfRib the family that this message marks as complete (RFC 4724 §2), or null
 */
public record Update(
        NlriBlock withdrawn,
        NlriBlock mpWithdrawn,
        NlriBlock announced,
        @Nullable AttributeSet attributes,
        NlriBlock mpAnnounced,
        @Nullable AttributeSet mpAttributes,
        @Nullable AddressFamily endOfRib,
        UpdateOutcome outcome,
        List<AttributeFinding> findings)
        implements Message {}
