// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.policy;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.net.AddressFamily;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A policy ready to be asked, made by {@link PolicyCompiler}. Immutable. Two policies compiled from equal definitions are
 * equal, so that a reload sees what did not change and update groups can be keyed by them.
 */
public final class Policy {

    private final PolicyDefinition definition;
    private final @Nullable PrefixSet prefixes; // null when the verdict is the same for all
    private final boolean acceptsAll;

    Policy(PolicyDefinition definition, @Nullable PrefixSet prefixes) {
        this.definition = definition;
        this.prefixes = prefixes;
        this.acceptsAll = definition instanceof PolicyDefinition.Accept;
    }

    /**
     * The attributes that the route goes on with: the set given, another one, or null when the route is rejected.
     *
     * @param high the upper half of an IPv6 prefix, 0 for IPv4
     */
    public @Nullable AttributeSet apply(
            AddressFamily family, long high, long low, int lengthBits, AttributeSet attributes) {
        boolean isAccepted = prefixes == null ? acceptsAll : prefixes.contains(family, high, low, lengthBits);
        return isAccepted ? attributes : null;
    }

    /** Whether the verdict may differ between prefixes with equal attributes; if not it holds for a whole UPDATE. */
    public boolean readsPrefix() {
        return prefixes != null;
    }

    /** Nothing was configured, and nothing passes (RFC 8212). */
    public boolean isMissing() {
        return definition instanceof PolicyDefinition.Missing;
    }

    /** A word or two for people, for example {@code accept} or {@code prefix-list pods}. */
    public String describe() {
        return definition.describe();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        // Mostly the same object; generated equals of a record would be linked at every start (see IpAddress).
        return other instanceof Policy that && Objects.equals(definition, that.definition);
    }

    @Override
    public int hashCode() {
        return definition.hashCode();
    }

    @Override
    public String toString() {
        return describe();
    }
}
