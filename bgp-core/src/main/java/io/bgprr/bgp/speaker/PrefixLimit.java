// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.net.AddressFamily;

/**
 * How many prefixes of one family a peer may send, and what happens beyond (RFC 4271 §6.7).
 *
 * @param prefixesMax the upper bound: the session may hold this many
 * @param warnPercent of the bound; reaching it is told
 * @param restartSeconds how long the peer is held down after {@link Action#CEASE}; 0 = until it is reset
 */
public record PrefixLimit(int prefixesMax, int warnPercent, Action action, int restartSeconds, Count count) {

    /** What happens to a prefix beyond the bound. */
    public enum Action {
        /** It is told, and the route is taken all the same. */
        WARN("warn"),
        /** The route is not taken. */
        DROP("drop"),
        /** The session ends with Cease, Maximum Number of Prefixes Reached (RFC 4486 §4). */
        CEASE("cease");

        private final String label;

        Action(String label) {
            this.label = label;
        }

        /** The word of the configuration. */
        public String label() {
            return label;
        }
    }

    /** Which routes count. */
    public enum Count {
        /** All that are held, before policy: the bound is one of memory. */
        RECEIVED("received"),
        /** Those that loop checks and the import policy let through. */
        ACCEPTED("accepted");

        private final String label;

        Count(String label) {
            this.label = label;
        }

        /** The word of the configuration. */
        public String label() {
            return label;
        }
    }

    public static final int WARN_PERCENT_DEFAULT = 75;

    /** With everything else as other daemons have it by default: the session ends and stays down. */
    public static PrefixLimit of(int prefixesMax) {
        return new PrefixLimit(prefixesMax, WARN_PERCENT_DEFAULT, Action.CEASE, 0, Count.RECEIVED);
    }

    /** The lowest number of prefixes that is told, at most the bound itself. */
    int warnAt() {
        return (int) (((long) prefixesMax * warnPercent + 99) / 100);
    }

    /** Cease with the family and the bound as its data: AFI, two octets; SAFI, one; upper bound, four (RFC 4486 §4). */
    Notification cease(AddressFamily family) {
        byte[] data = {
            (byte) (family.afi() >>> 8),
            (byte) family.afi(),
            (byte) family.safi(),
            (byte) (prefixesMax >>> 24),
            (byte) (prefixesMax >>> 16),
            (byte) (prefixesMax >>> 8),
            (byte) prefixesMax
        };
        return Notification.of(ErrorCode.CEASE_MAXIMUM_PREFIXES, data);
    }

    /** What follows from {@link Action#CEASE}, a clause for people. */
    String ceaseText(AddressFamily family) {
        return "more than " + prefixesMax + " prefixes of " + family + "; held down "
                + (restartSeconds == 0 ? "until it is reset" : "for " + restartSeconds + " s");
    }

    /** As short as a difference between two configurations wants it. */
    @Override
    public String toString() {
        String restart = action != Action.CEASE
                ? ""
                : restartSeconds == 0 ? ", restart never" : ", restart " + restartSeconds + "s";
        return prefixesMax + " " + count.label() + " (warn " + warnPercent + "%, " + action.label() + restart + ")";
    }
}
