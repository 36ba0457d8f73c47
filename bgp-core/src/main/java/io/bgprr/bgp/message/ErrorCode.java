// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.message;

import io.bgprr.bgp.net.AddressFamily;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** NOTIFICATION codes and subcodes, with the RFC of each. */
public enum ErrorCode {
    // Message Header Error, RFC 4271 §6.1
    CONNECTION_NOT_SYNCHRONIZED(1, 1, "Connection Not Synchronized"),
    BAD_MESSAGE_LENGTH(1, 2, "Bad Message Length"),
    BAD_MESSAGE_TYPE(1, 3, "Bad Message Type"),
    // OPEN Message Error, RFC 4271 §6.2, RFC 5492 §5, RFC 9234 §5
    OPEN_UNSPECIFIC(2, 0, "OPEN Message Error"),
    UNSUPPORTED_VERSION_NUMBER(2, 1, "Unsupported Version Number"),
    BAD_PEER_AS(2, 2, "Bad Peer AS"),
    BAD_BGP_IDENTIFIER(2, 3, "Bad BGP Identifier"),
    UNSUPPORTED_OPTIONAL_PARAMETER(2, 4, "Unsupported Optional Parameter"),
    UNACCEPTABLE_HOLD_TIME(2, 6, "Unacceptable Hold Time"),
    UNSUPPORTED_CAPABILITY(2, 7, "Unsupported Capability"),
    ROLE_MISMATCH(2, 11, "Role Mismatch"),
    // UPDATE Message Error, RFC 4271 §6.3
    MALFORMED_ATTRIBUTE_LIST(3, 1, "Malformed Attribute List"),
    UNRECOGNIZED_WELL_KNOWN_ATTRIBUTE(3, 2, "Unrecognized Well-known Attribute"),
    MISSING_WELL_KNOWN_ATTRIBUTE(3, 3, "Missing Well-known Attribute"),
    ATTRIBUTE_FLAGS_ERROR(3, 4, "Attribute Flags Error"),
    ATTRIBUTE_LENGTH_ERROR(3, 5, "Attribute Length Error"),
    INVALID_ORIGIN_ATTRIBUTE(3, 6, "Invalid ORIGIN Attribute"),
    INVALID_NEXT_HOP_ATTRIBUTE(3, 8, "Invalid NEXT_HOP Attribute"),
    OPTIONAL_ATTRIBUTE_ERROR(3, 9, "Optional Attribute Error"),
    INVALID_NETWORK_FIELD(3, 10, "Invalid Network Field"),
    MALFORMED_AS_PATH(3, 11, "Malformed AS_PATH"),
    // Hold Timer Expired, RFC 4271 §6.5
    HOLD_TIMER_EXPIRED(4, 0, "Hold Timer Expired"),
    // Finite State Machine Error, RFC 6608
    FSM_UNSPECIFIC(5, 0, "Finite State Machine Error"),
    UNEXPECTED_MESSAGE_IN_OPEN_SENT(5, 1, "Unexpected Message in OpenSent"),
    UNEXPECTED_MESSAGE_IN_OPEN_CONFIRM(5, 2, "Unexpected Message in OpenConfirm"),
    UNEXPECTED_MESSAGE_IN_ESTABLISHED(5, 3, "Unexpected Message in Established"),
    // Cease, RFC 4486, RFC 8538, RFC 9384
    CEASE_MAXIMUM_PREFIXES(6, 1, "Cease: Maximum Number of Prefixes Reached"),
    CEASE_ADMINISTRATIVE_SHUTDOWN(6, 2, "Cease: Administrative Shutdown"),
    CEASE_PEER_DECONFIGURED(6, 3, "Cease: Peer De-configured"),
    CEASE_ADMINISTRATIVE_RESET(6, 4, "Cease: Administrative Reset"),
    CEASE_CONNECTION_REJECTED(6, 5, "Cease: Connection Rejected"),
    CEASE_CONFIGURATION_CHANGE(6, 6, "Cease: Other Configuration Change"),
    CEASE_COLLISION_RESOLUTION(6, 7, "Cease: Connection Collision Resolution"),
    CEASE_OUT_OF_RESOURCES(6, 8, "Cease: Out of Resources"),
    CEASE_HARD_RESET(6, 9, "Cease: Hard Reset"),
    CEASE_BFD_DOWN(6, 10, "Cease: BFD Down"),
    // ROUTE-REFRESH Message Error, RFC 7313 §5
    ROUTE_REFRESH_INVALID_LENGTH(7, 1, "ROUTE-REFRESH: Invalid Message Length"),
    // Send Hold Timer Expired, RFC 9687
    SEND_HOLD_TIMER_EXPIRED(8, 0, "Send Hold Timer Expired");

    private final int code;
    private final int subcode;
    private final String text;

    ErrorCode(int code, int subcode, String text) {
        this.code = code;
        this.subcode = subcode;
        this.text = text;
    }

    public int code() {
        return code;
    }

    public int subcode() {
        return subcode;
    }

    /** The IANA name. */
    public String text() {
        return text;
    }

    public static @Nullable ErrorCode of(int code, int subcode) {
        for (ErrorCode error : values()) {
            if (error.code == code && error.subcode == subcode) {
                return error;
            }
        }
        return null;
    }

    /** A line for people: name, numbers, and the shutdown text or the data; control characters are escaped. */
    public static String describe(Notification notification) {
        ErrorCode known = of(notification.code(), notification.subcode());
        StringBuilder line = new StringBuilder(known == null ? "NOTIFICATION" : known.text);
        line.append(" (")
                .append(notification.code())
                .append('/')
                .append(notification.subcode())
                .append(')');
        String text = shutdownText(notification);
        String bound = prefixBound(notification);
        if (text != null) {
            line.append(": \"").append(text).append('"');
        } else if (bound != null) {
            line.append(", ").append(bound);
        } else if (notification.data().length > 0) {
            line.append(", data ").append(HexFormat.of().formatHex(notification.data()));
        }
        return line.toString();
    }

    /** The family and the upper bound of a Cease 1 that tells them (RFC 4486 §4); null when it does not. */
    private static @Nullable String prefixBound(Notification notification) {
        byte[] data = notification.data();
        if (notification.code() != 6 || notification.subcode() != 1 || data.length != 7) {
            return null;
        }
        ByteBuffer fields = ByteBuffer.wrap(data);
        int afi = Short.toUnsignedInt(fields.getShort());
        int safi = Byte.toUnsignedInt(fields.get());
        AddressFamily family = AddressFamily.of(afi, safi);
        return (family == null ? "AFI " + afi + " SAFI " + safi : family.label()) + ", upper bound "
                + Integer.toUnsignedString(fields.getInt());
    }

    /**
     * The shutdown communication of Cease 2 and Cease 4 (RFC 9003 §2), control characters escaped; null when there is none or
     * its length octet does not fit.
     */
    public static @Nullable String shutdownText(Notification notification) {
        byte[] data = notification.data();
        boolean mayCarryText = notification.code() == 6 && (notification.subcode() == 2 || notification.subcode() == 4);
        if (!mayCarryText || data.length < 2 || (data[0] & 0xff) > data.length - 1) {
            return null;
        }
        String text = new String(data, 1, data[0] & 0xff, StandardCharsets.UTF_8);
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == '"' || c == '\\') {
                escaped.append(String.format("\\u%04x", c));
            } else {
                escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }

    /** The data of a Cease 2 or 4 with a text, cut to 255 octets at a character boundary (RFC 9003 §2). */
    public static byte[] shutdownData(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(utf8.length, 255);
        while (length < utf8.length && length > 0 && (utf8[length] & 0xc0) == 0x80) {
            length--;
        }
        if (length == 0) {
            return new byte[0];
        }
        byte[] data = new byte[1 + length];
        data[0] = (byte) length;
        System.arraycopy(utf8, 0, data, 1, length);
        return data;
    }
}
