// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.message;

import java.util.Arrays;

/**
 * NOTIFICATION (RFC 4271 §4.5). Names of codes are in {@link ErrorCode}.
 *
 * @param data as on the wire; for Cease 2 and 4 it is a length octet and UTF-8 text (RFC 9003)
 */
public record Notification(int code, int subcode, byte[] data) implements Message {

    private static final byte[] NO_DATA = {};

    public static Notification of(ErrorCode error) {
        return new Notification(error.code(), error.subcode(), NO_DATA);
    }

    public static Notification of(ErrorCode error, byte[] data) {
        return new Notification(error.code(), error.subcode(), data);
    }

    /** With a text for people where the code may carry one (RFC 9003 §2), cut to 255 octets. */
    public static Notification of(ErrorCode error, String text) {
        boolean mayCarryText =
                error == ErrorCode.CEASE_ADMINISTRATIVE_SHUTDOWN || error == ErrorCode.CEASE_ADMINISTRATIVE_RESET;
        return mayCarryText && !text.isEmpty() ? of(error, ErrorCode.shutdownData(text)) : of(error);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Notification that
                && code == that.code
                && subcode == that.subcode
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * code + subcode) + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return ErrorCode.describe(this);
    }
}
