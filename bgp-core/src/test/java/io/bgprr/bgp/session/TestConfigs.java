// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.RouterId;

/** Configurations of sessions for tests: an internal peer of AS 64512 unless a test says otherwise. */
final class TestConfigs {

    static final AsNumber LOCAL_AS = new AsNumber(64512);
    static final int BOTH_FAMILIES = AddressFamily.IPV4_UNICAST.bit() | AddressFamily.IPV6_UNICAST.bit();

    private TestConfigs() {}

    static SessionConfig active() {
        return new Sketch().build();
    }

    static SessionConfig passive() {
        return new Sketch().passive().build();
    }

    /** A configuration in the making. */
    static final class Sketch {
        private IpAddress peer = IpAddress.parse("192.0.2.2");
        private AsNumber localAs = LOCAL_AS;
        private RouterId routerId = RouterId.parse("10.0.0.1");
        private RemoteAs remoteAs = new RemoteAs.Exactly(LOCAL_AS);
        private boolean isClient;
        private int familyBits = BOTH_FAMILIES;
        private int holdTimeSeconds = 90;
        private int retrySeconds = 120;
        private int retrySecondsMax = 600;
        private int sendHoldSeconds = SessionConfig.SEND_HOLD_BY_RFC;
        private boolean isPassive;
        private boolean isEnabled = true;

        Sketch peer(String address) {
            peer = IpAddress.parse(address);
            return this;
        }

        Sketch localAs(long as) {
            localAs = AsNumber.of(as);
            return this;
        }

        Sketch routerId(String id) {
            routerId = RouterId.parse(id);
            return this;
        }

        Sketch remoteAs(RemoteAs as) {
            remoteAs = as;
            return this;
        }

        Sketch remoteAs(long as) {
            return remoteAs(new RemoteAs.Exactly(AsNumber.of(as)));
        }

        Sketch client() {
            isClient = true;
            return this;
        }

        Sketch families(int bits) {
            familyBits = bits;
            return this;
        }

        Sketch holdTime(int seconds) {
            holdTimeSeconds = seconds;
            return this;
        }

        Sketch retry(int seconds, int secondsMax) {
            retrySeconds = seconds;
            retrySecondsMax = secondsMax;
            return this;
        }

        Sketch sendHold(int seconds) {
            sendHoldSeconds = seconds;
            return this;
        }

        Sketch passive() {
            isPassive = true;
            return this;
        }

        Sketch disabled() {
            isEnabled = false;
            return this;
        }

        SessionConfig build() {
            return new SessionConfig(
                    peer,
                    179,
                    null,
                    localAs,
                    routerId,
                    remoteAs,
                    isClient,
                    familyBits,
                    holdTimeSeconds,
                    retrySeconds,
                    retrySecondsMax,
                    sendHoldSeconds,
                    isPassive,
                    false,
                    false,
                    SocketSecurity.NONE,
                    isEnabled);
        }
    }
}
