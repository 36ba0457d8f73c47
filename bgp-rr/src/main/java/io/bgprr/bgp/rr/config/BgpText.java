// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.session.RemoteAs;
import io.bgprr.bgp.speaker.ListenAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** The formats of the file that speak of BGP: AS numbers, addresses, passwords. Each throws with what is wrong. */
final class BgpText {

    /** The longest key that TCP_MD5SIG takes: TCP_MD5SIG_MAXKEYLEN of Linux. */
    static final int PASSWORD_BYTES_MAX = 80;

    private BgpText() {}

    /** A parser whose message is only that the text is no such thing: what is allowed is said elsewhere. */
    static <T> Function<String, T> named(String noun, Function<String, T> parser) {
        return text -> {
            try {
                return parser.apply(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("'" + text + "' is not " + noun, e);
            }
        };
    }

    /** An AS that a speaker may have: neither 0 (RFC 7607) nor AS_TRANS (RFC 6793 §9). */
    static AsNumber usableAs(String text) {
        AsNumber as = AsNumber.parse(text);
        if (as.bits() == AsNumber.ZERO || as.bits() == AsNumber.AS_TRANS) {
            throw new IllegalArgumentException(as + " is a reserved AS number");
        }
        return as;
    }

    static RemoteAs remoteAs(String text) {
        return switch (text) {
            case "internal" -> new RemoteAs.Internal();
            case "external" -> new RemoteAs.External();
            case "any" -> new RemoteAs.Any();
            default -> new RemoteAs.Exactly(usableAs(text));
        };
    }

    static IpAddress ipv4(String text) {
        IpAddress address = IpAddress.parse(text);
        if (address.isIpv6()) {
            throw new IllegalArgumentException(text + " is an IPv6 address");
        }
        return requireHost(address);
    }

    static IpAddress ipv6(String text) {
        IpAddress address = IpAddress.parse(text);
        if (!address.isIpv6()) {
            throw new IllegalArgumentException(text + " is an IPv4 address");
        }
        return requireHost(address);
    }

    /** An address that one host can have. */
    static IpAddress requireHost(IpAddress address) {
        if (address.isUnspecified() || address.isMulticast()) {
            throw new IllegalArgumentException(address + " is not the address of a host");
        }
        return address;
    }

    static String password(String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length < 1 || length > PASSWORD_BYTES_MAX) {
            throw new IllegalArgumentException("has " + length + " octets");
        }
        return text;
    }

    /** {@code 127.0.0.1:9179} or {@code [::1]:9179}. */
    static ListenAddress listenAddress(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        String port = colon < 0 ? "" : text.substring(colon + 1);
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65535 || host.contains(":") && !isBracketed) {
            throw new IllegalArgumentException("'" + text + "' is not an address and a port");
        }
        return new ListenAddress(
                IpAddress.parse(isBracketed ? host.substring(1, host.length() - 1) : host), Integer.parseInt(port));
    }

    /** The form that {@link #listenAddress} reads. */
    static String text(ListenAddress listen) {
        String host = listen.address().toString();
        return (listen.address().isIpv6() ? "[" + host + "]" : host) + ":" + listen.port();
    }
}
