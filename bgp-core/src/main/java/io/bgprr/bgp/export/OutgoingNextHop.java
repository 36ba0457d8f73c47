// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.NextHop;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The next hop that a group is told, with addresses resolved for its family.
 *
 * @param isKeep the received one goes out
 * @param fixed the address to set instead; null when there is none of the family
 * @param self the session's local address, for our own routes that name no next hop; null when there is none of the family
 */
public record OutgoingNextHop(
        boolean isKeep, @Nullable NextHop fixed, @Nullable NextHop self) {

    public static final OutgoingNextHop KEEP = new OutgoingNextHop(true, null, null);

    // Written out for speed, as IpAddress says.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OutgoingNextHop that
                && isKeep == that.isKeep
                && Objects.equals(fixed, that.fixed)
                && Objects.equals(self, that.self);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Boolean.hashCode(isKeep) + Objects.hashCode(fixed)) + Objects.hashCode(self);
    }

    /**
     * The next hop to send, or null when there is none to send. A link-local address beside the global one means something on its
     * own link only, and a speaker without interfaces cannot know who shares it (RFC 2545 §3): it stays behind, but not in a reflected
     * route, which goes out as it came.
     *
     * @param isReflected a reflector leaves the next hop alone (RFC 4456 §10)
     */
    @Nullable
    NextHop resolve(AttributeSet attributes, boolean isReflected) {
        if (isReflected) {
            return attributes.nextHop();
        }
        if (!isKeep) {
            return fixed;
        }
        return attributes.nextHop().address().isUnspecified()
                ? self
                : attributes.nextHop().withoutLinkLocal();
    }
}
