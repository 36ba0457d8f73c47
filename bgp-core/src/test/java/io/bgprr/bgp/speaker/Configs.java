// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.attribute.AttributeSetBuilder;
import io.bgprr.bgp.attribute.NextHop;
import io.bgprr.bgp.attribute.Origin;
import io.bgprr.bgp.decision.DecisionConfig;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.session.RemoteAs;
import io.bgprr.bgp.session.SessionConfig;
import io.bgprr.bgp.session.SocketSecurity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configurations for tests: a speaker and its neighbours in a few words. */
public final class Configs {

    private final AsNumber localAs;
    private final RouterId routerId;
    private final List<ListenAddress> listen = new ArrayList<>();
    private final List<PeerConfig> neighbors = new ArrayList<>();
    private final List<DynamicNeighbors> dynamic = new ArrayList<>();
    private final List<NetworkConfig> networks = new ArrayList<>();
    private Limits limits = Limits.DEFAULT;

    private Configs(long localAs, String routerId) {
        this.localAs = AsNumber.of(localAs);
        this.routerId = RouterId.parse(routerId);
    }

    public static Configs speaker(long localAs, String routerId) {
        return new Configs(localAs, routerId);
    }

    public Configs listens(String address, int port) {
        listen.add(new ListenAddress(IpAddress.parse(address), port));
        return this;
    }

    public Configs limits(Limits value) {
        limits = value;
        return this;
    }

    public Configs neighbor(PeerConfig peer) {
        neighbors.add(peer);
        return this;
    }

    public Configs dynamic(String prefix, PeerConfig template, int limit) {
        dynamic.add(new DynamicNeighbors(Prefix.parse(prefix), template, limit));
        return this;
    }

    public Configs network(String prefix, String nextHop) {
        networks.add(new NetworkConfig(
                Prefix.parse(prefix),
                new AttributeSetBuilder()
                        .origin(Origin.IGP)
                        .nextHop(NextHop.of(IpAddress.parse(nextHop)))
                        .build()));
        return this;
    }

    public SpeakerConfig build() {
        return new SpeakerConfig(
                localAs,
                routerId,
                routerId,
                listen,
                neighbors,
                dynamic,
                networks,
                DecisionConfig.DEFAULT,
                true,
                limits);
    }

    /** A neighbour of this speaker. */
    public Peer peer(String address) {
        return new Peer(IpAddress.parse(address));
    }

    /** A neighbour under construction. */
    public final class Peer {
        private final IpAddress address;
        private int port = 179;
        private @Nullable IpAddress local;
        private RemoteAs remoteAs = new RemoteAs.Internal();
        private boolean client;
        private boolean passive;
        private int familyBits = AddressFamily.IPV4_UNICAST.bit() | AddressFamily.IPV6_UNICAST.bit();
        private int holdTimeSeconds = 90;
        private @Nullable NextHopRule nextHop;
        private @Nullable PolicyDefinition importPolicy;
        private @Nullable PolicyDefinition exportPolicy;

        private Peer(IpAddress address) {
            this.address = address;
        }

        public Peer port(int value) {
            port = value;
            return this;
        }

        public Peer from(String value) {
            local = IpAddress.parse(value);
            return this;
        }

        public Peer as(long value) {
            remoteAs = new RemoteAs.Exactly(AsNumber.of(value));
            return this;
        }

        public Peer client() {
            client = true;
            return this;
        }

        public Peer passive() {
            passive = true;
            return this;
        }

        public Peer families(AddressFamily... families) {
            familyBits = 0;
            for (AddressFamily family : families) {
                familyBits |= family.bit();
            }
            return this;
        }

        public Peer holdTime(int seconds) {
            holdTimeSeconds = seconds;
            return this;
        }

        public Peer nextHop(NextHopRule value) {
            nextHop = value;
            return this;
        }

        public Peer policies(PolicyDefinition in, PolicyDefinition out) {
            importPolicy = in;
            exportPolicy = out;
            return this;
        }

        public PeerConfig build() {
            return new PeerConfig(
                    new SessionConfig(
                            address,
                            port,
                            local,
                            localAs,
                            routerId,
                            remoteAs,
                            client,
                            familyBits,
                            holdTimeSeconds,
                            1,
                            4,
                            SessionConfig.SEND_HOLD_BY_RFC,
                            passive,
                            false,
                            false,
                            SocketSecurity.NONE,
                            true),
                    "",
                    "",
                    routerId,
                    nextHop,
                    importPolicy,
                    exportPolicy);
        }
    }
}
