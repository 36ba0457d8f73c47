// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.world;

/**
 * The addresses and numbers of the daemon that is measured and of the peers that are played, all of them on loopback. The
 * peers' next hops are private addresses that nothing on this machine can reach, which is none of a reflector's business.
 */
public final class Addressing {

    public static final int DAEMON_AS = 64512;

    /** 127.20.0.1. */
    public static final int DAEMON_ADDRESS = 0x7f14_0001;

    /** 10.99.0.1: its BGP identifier and cluster ID. */
    public static final int DAEMON_ID = 0x0a63_0001;

    /** As many peers as have addresses: 250 in each of 256 blocks. */
    public static final int PEERS_MAX = 250 * 256;

    private static final int PEERS_PER_BLOCK = 250;
    private static final int PEER_ADDRESS = 0x7f15_0000; // 127.21.0.0
    private static final int PEER_ID = 0x0a64_0000; // 10.100.0.0
    private static final int PEER_NEXT_HOP = 0xac10_0000; // 172.16.0.0
    private static final long EXTERNAL_AS = 4_200_000_000L;

    private Addressing() {}

    /** From which a peer connects. */
    public static int address(int peer) {
        return PEER_ADDRESS + (peer / PEERS_PER_BLOCK << 8) + peer % PEERS_PER_BLOCK + 1;
    }

    public static int id(int peer) {
        return PEER_ID + peer + 1;
    }

    static int nextHop(int peer) {
        return PEER_NEXT_HOP + peer + 1;
    }

    /** An AS number of four octets, as an unsigned int. */
    public static int as(int peer, boolean isExternal) {
        return isExternal ? (int) (EXTERNAL_AS + peer) : DAEMON_AS;
    }
}
