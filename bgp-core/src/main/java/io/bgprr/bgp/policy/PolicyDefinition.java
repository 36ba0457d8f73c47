// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.policy;

import org.jspecify.annotations.Nullable;

/**
 * A policy as configured; {@link Policy} is what it compiles to. Those that every first session hashes write out what a record would
 * generate, as {@link io.bgprr.bgp.net.IpAddress} says.
 */
public sealed interface PolicyDefinition {

    PolicyDefinition ACCEPT = new Accept();
    PolicyDefinition REJECT = new Reject();

    /** A word or two for people, for example {@code accept} or {@code prefix-list pods}. */
    String describe();

    /** Every route passes unchanged. */
    record Accept() implements PolicyDefinition {
        @Override
        public String describe() {
            return "accept";
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Accept;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    /** No route passes. */
    record Reject() implements PolicyDefinition {
        @Override
        public String describe() {
            return "reject";
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Reject;
        }

        @Override
        public int hashCode() {
            return 2;
        }
    }

    /** Nothing was configured for an external peer: no route passes (RFC 8212), and that is said where users look. */
    record Missing() implements PolicyDefinition {
        @Override
        public String describe() {
            return "none (RFC 8212)";
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Missing;
        }

        @Override
        public int hashCode() {
            return 3;
        }
    }

    /** Routes whose prefix the list covers pass unchanged, others do not. */
    record MatchPrefixList(PrefixList list) implements PolicyDefinition {
        @Override
        public String describe() {
            return "prefix-list " + list.name();
        }
    }
}
