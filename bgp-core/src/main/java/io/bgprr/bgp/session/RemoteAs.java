// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import io.bgprr.bgp.net.AsNumber;

/** Which AS a peer may name in its OPEN. */
public sealed interface RemoteAs {

    boolean allows(AsNumber peerAs, AsNumber localAs);

    /** Exactly this one. */
    record Exactly(AsNumber as) implements RemoteAs {
        @Override
        public boolean allows(AsNumber peerAs, AsNumber localAs) {
            return peerAs.equals(as);
        }

        @Override
        public String toString() {
            return as.toString();
        }
    }

    /** Ours. */
    record Internal() implements RemoteAs {
        @Override
        public boolean allows(AsNumber peerAs, AsNumber localAs) {
            return peerAs.equals(localAs);
        }

        @Override
        public String toString() {
            return "internal";
        }
    }

    /** Any but ours. */
    record External() implements RemoteAs {
        @Override
        public boolean allows(AsNumber peerAs, AsNumber localAs) {
            return !peerAs.equals(localAs);
        }

        @Override
        public String toString() {
            return "external";
        }
    }

    /** Ours or another. */
    record Any() implements RemoteAs {
        @Override
        public boolean allows(AsNumber peerAs, AsNumber localAs) {
            return true;
        }

        @Override
        public String toString() {
            return "any";
        }
    }
}
