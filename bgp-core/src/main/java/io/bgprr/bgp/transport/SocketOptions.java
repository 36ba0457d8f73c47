// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.session.ConnectRequest;
import io.bgprr.bgp.session.SocketSecurity;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What BGP's sockets carry, and Linux's numbers for it. Netty only logs when an option cannot be set through its bootstraps; a
 * password that was not set must end the attempt, so options are set here, and every failure is {@link Refused}.
 */
final class SocketOptions {

    /** Octets of a TCP-MD5 key that Linux takes. */
    static final int MD5_KEY_BYTES_MAX = 80;

    /** CS6, network control (RFC 4594 §3.2), in the upper six bits: routing keeps its way when links are full. */
    private static final int DSCP_CS6 = 0xc0;

    private static final int TTL_MAX = 255;

    private static final ChannelOption<Integer> IP_TOS = new IntegerUnixChannelOption("IP_TOS", 0, 1);
    private static final ChannelOption<Integer> IP_TTL = new IntegerUnixChannelOption("IP_TTL", 0, 2);
    private static final ChannelOption<Integer> IP_MINTTL = new IntegerUnixChannelOption("IP_MINTTL", 0, 21);
    private static final ChannelOption<Integer> IPV6_UNICAST_HOPS =
            new IntegerUnixChannelOption("IPV6_UNICAST_HOPS", 41, 16);
    private static final ChannelOption<Integer> IPV6_V6ONLY = new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);
    private static final ChannelOption<Integer> IPV6_TCLASS = new IntegerUnixChannelOption("IPV6_TCLASS", 41, 67);
    private static final ChannelOption<Integer> IPV6_MINHOPCOUNT =
            new IntegerUnixChannelOption("IPV6_MINHOPCOUNT", 41, 73);
    private static final ChannelOption<Integer> TCP_SAVE_SYN = new IntegerUnixChannelOption("TCP_SAVE_SYN", 6, 27);

    /** An IPv6 header is 40 octets and a TCP header at most 60; extension headers would make it longer and are refused. */
    private static final ChannelOption<ByteBuffer> TCP_SAVED_SYN =
            new RawUnixChannelOption("TCP_SAVED_SYN", 6, 28, 120);

    /** {@code struct tcp_md5sig}. */
    private static final int MD5SIG_BYTES = 216;

    private static final ChannelOption<ByteBuffer> TCP_MD5SIG =
            new RawUnixChannelOption("TCP_MD5SIG", 6, 14, MD5SIG_BYTES);
    private static final ChannelOption<ByteBuffer> TCP_MD5SIG_EXT =
            new RawUnixChannelOption("TCP_MD5SIG_EXT", 6, 32, MD5SIG_BYTES);

    private SocketOptions() {}

    /** Prepares a socket that will connect: all that its SYN must carry. */
    static void prepareDialing(Channel socket, ConnectRequest request) {
        IpAddress remote = request.remoteAddress();
        SocketSecurity security = request.options();
        requireProtection(socket, security);
        set(socket, ChannelOption.TCP_NODELAY, true);
        if (!isNative(socket)) {
            set(socket, ChannelOption.IP_TOS, DSCP_CS6);
            return;
        }
        if (request.localAddress() != null) {
            // The port is chosen at connect, where it need be free towards this peer only.
            set(socket, EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
        }
        set(socket, remote.isIpv6() ? IPV6_TCLASS : IP_TOS, DSCP_CS6);
        limitHops(socket, remote.isIpv6(), security);
        String password = security.password();
        if (password != null) {
            setMd5Key(socket, remote.isIpv6(), hostPrefix(remote), password);
        }
    }

    /**
     * Prepares a socket that will listen. It answers a SYN with the largest TTL, since a peer with GTSM takes no other; each
     * accepted socket then gets its own.
     */
    static void prepareListening(Channel listener, boolean isIpv6, boolean isIpv6Only) {
        set(listener, ChannelOption.SO_REUSEADDR, true);
        if (!isNative(listener)) {
            return;
        }
        if (isIpv6) {
            set(listener, IPV6_V6ONLY, isIpv6Only ? 1 : 0);
            set(listener, IPV6_TCLASS, DSCP_CS6);
            set(listener, IPV6_UNICAST_HOPS, TTL_MAX);
        }
        set(listener, IP_TOS, DSCP_CS6);
        set(listener, IP_TTL, TTL_MAX);
    }

    /** Prepares a socket that was accepted, before anything is read from it. */
    static void prepareAccepted(Channel socket, boolean isIpv6Socket, IpAddress remote, SocketSecurity security) {
        requireProtection(socket, security);
        set(socket, ChannelOption.TCP_NODELAY, true);
        if (!isNative(socket)) {
            return;
        }
        limitHops(socket, remote.isIpv6(), security);
        String password = security.password();
        if (password != null) {
            // The listener's key has let it in, or it was in the backlog before that key was set: then it must sign
            // now.
            setMd5Key(socket, isIpv6Socket, hostPrefix(remote), password);
        }
    }

    /** Whether the listener keeps each connection's SYN for {@link #ttlOfSyn}; costs a hundred octets until it is read. */
    static void saveSyn(Channel listener, boolean saves) {
        if (isNative(listener)) {
            set(listener, TCP_SAVE_SYN, saves ? 1 : 0);
        }
    }

    /** The TTL or hop limit with which an accepted connection's SYN arrived, or -1 when it was not kept. */
    static int ttlOfSyn(Channel socket) {
        ByteBuffer syn;
        try {
            syn = socket.config().getOption(TCP_SAVED_SYN);
        } catch (ChannelException _) {
            return -1;
        }
        if (syn == null) {
            return -1;
        }
        int version = (syn.get(0) & 0xff) >>> 4;
        return switch (version) {
            case 4 -> syn.get(8) & 0xff;
            case 6 -> syn.get(7) & 0xff;
            default -> -1;
        };
    }

    /**
     * Sets the TCP-MD5 key for the peers of a prefix, or removes it.
     *
     * @param key the key, or null to remove the one that was set for exactly this prefix
     */
    static void setMd5Key(Channel socket, boolean isIpv6Socket, Prefix peers, @Nullable String key) {
        byte[] keyBytes = key == null ? new byte[0] : key.getBytes(StandardCharsets.UTF_8);
        if (keyBytes.length > MD5_KEY_BYTES_MAX) {
            throw new Refused(
                    "the TCP-MD5 password for " + peers + " is longer than " + MD5_KEY_BYTES_MAX + " octets", null);
        }
        boolean isHost = peers.lengthBits() == peers.address().lengthBytes() * 8;
        set(socket, isHost ? TCP_MD5SIG : TCP_MD5SIG_EXT, md5Signature(isIpv6Socket, peers, isHost, keyBytes));
    }

    /** Resets instead of closing in order: nothing of the connection stays in the kernel. */
    static void resetOnClose(Channel socket) {
        try {
            set(socket, ChannelOption.SO_LINGER, 0);
        } catch (ChannelException _) {
            // A socket that is already gone needs no reset.
        }
    }

    private static void limitHops(Channel socket, boolean isIpv6, SocketSecurity security) {
        set(socket, isIpv6 ? IPV6_UNICAST_HOPS : IP_TTL, security.ttl());
        if (security.ttlMin() > 0) {
            set(socket, isIpv6 ? IPV6_MINHOPCOUNT : IP_MINTTL, security.ttlMin());
        }
    }

    private static void requireProtection(Channel socket, SocketSecurity security) {
        if (isNative(socket)) {
            return;
        }
        if (security.password() != null) {
            throw new Refused("a TCP-MD5 password needs the native epoll transport, which is not in use", null);
        }
        if (security.ttlMin() > 0) {
            throw new Refused("TTL security needs the native epoll transport, which is not in use", null);
        }
    }

    /**
     * <pre>
     * offset   0                        128      129          130 (u16)  132 (int)  136
     *          sockaddr_storage         flags    prefix len   key len    ifindex    key, 80 octets
     *          AF_INET:  family u16, port u16, 4 octets
     *          AF_INET6: family u16, port u16, flow u32, 16 octets
     * </pre>
     *
     * An IPv4 peer of an IPv6 socket is named by its mapped address, with the prefix length of IPv4.
     */
    private static ByteBuffer md5Signature(boolean isIpv6Socket, Prefix peers, boolean isHost, byte[] key) {
        ByteBuffer signature = ByteBuffer.allocate(MD5SIG_BYTES).order(ByteOrder.nativeOrder());
        IpAddress address = peers.address();
        signature.putShort(0, (short) (isIpv6Socket ? 10 : 2));
        byte[] octets = new byte[address.lengthBytes()];
        address.writeTo(octets, 0);
        if (!isIpv6Socket) {
            signature.put(4, octets);
        } else if (address.isIpv6()) {
            signature.put(8, octets);
        } else {
            signature.putShort(18, (short) 0xffff).put(20, octets);
        }
        if (!isHost) {
            signature.put(128, (byte) 1).put(129, (byte) peers.lengthBits());
        }
        signature.putShort(130, (short) key.length);
        signature.put(136, key);
        return signature;
    }

    private static Prefix hostPrefix(IpAddress address) {
        return new Prefix(address, address.lengthBytes() * 8);
    }

    private static boolean isNative(Channel socket) {
        return socket instanceof EpollSocketChannel || socket instanceof EpollServerSocketChannel;
    }

    private static <T> void set(Channel socket, ChannelOption<T> option, T value) {
        boolean isKnown;
        try {
            isKnown = socket.config().setOption(option, value);
        } catch (RuntimeException e) {
            throw new Refused("cannot set " + option + " on the socket: " + SocketProblem.reason(e), e);
        }
        if (!isKnown) {
            throw new Refused("this kind of socket has no " + option, null);
        }
    }

    /** An option could not be set; the message is for operators, and says which and why. */
    static final class Refused extends ChannelException {

        Refused(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
