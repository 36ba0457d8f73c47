// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.message;

import io.bgprr.bgp.net.AsNumber;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A capability of an OPEN (RFC 5492), one record for each code that this speaker reads. */
public sealed interface Capability {

    int code();

    /** RFC 4760 §8. */
    record MultiProtocol(int afi, int safi) implements Capability {
        @Override
        public int code() {
            return 1;
        }
    }

    /** RFC 2918 §2. */
    record RouteRefreshSupport() implements Capability {
        @Override
        public int code() {
            return 2;
        }
    }

    /** RFC 8950 §4. */
    record ExtendedNextHop(List<Entry> entries) implements Capability {
        public record Entry(int afi, int safi, int nextHopAfi) {}

        @Override
        public int code() {
            return 5;
        }
    }

    /** RFC 8654 §3. */
    record ExtendedMessage() implements Capability {
        @Override
        public int code() {
            return 6;
        }
    }

    /** RFC 9234 §4.1. */
    record Role(int role) implements Capability {
        @Override
        public int code() {
            return 9;
        }
    }

    /** RFC 4724 §3, RFC 8538 §2. */
    record GracefulRestart(boolean isRestarting, boolean isNotification, int restartTimeSeconds, List<Entry> entries)
            implements Capability {
        public record Entry(int afi, int safi, boolean isForwarding) {}

        @Override
        public int code() {
            return 64;
        }
    }

    /** RFC 6793 §3. */
    record FourOctetAs(AsNumber as) implements Capability {
        @Override
        public int code() {
            return 65;
        }
    }

    /** RFC 7911 §4. */
    record AddPath(List<Entry> entries) implements Capability {
        /** @param mode 1 = receive, 2 = send, 3 = both */
        public record Entry(int afi, int safi, int mode) {}

        @Override
        public int code() {
            return 69;
        }
    }

    /** RFC 7313 §3.1. */
    record EnhancedRouteRefresh() implements Capability {
        @Override
        public int code() {
            return 70;
        }
    }

    /** RFC 9494 §3. */
    record LongLivedGracefulRestart(List<Entry> entries) implements Capability {
        public record Entry(int afi, int safi, boolean isForwarding, int staleTimeSeconds) {}

        @Override
        public int code() {
            return 71;
        }
    }

    /** A code this speaker does not read; ignored (RFC 5492 §3), kept to be shown. */
    record Unknown(int code, byte[] value) implements Capability {
        @Override
        public boolean equals(Object other) {
            return other instanceof Unknown that && code == that.code && Arrays.equals(value, that.value);
        }

        @Override
        public int hashCode() {
            return 31 * code + Arrays.hashCode(value);
        }

        @Override
        public String toString() {
            return "Unknown[code=" + code + ", value=" + HexFormat.of().formatHex(value) + "]";
        }
    }
}
