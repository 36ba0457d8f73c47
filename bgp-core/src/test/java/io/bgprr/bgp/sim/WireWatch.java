// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.net.IpAddress;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** What one end of a connection says, as somebody on the wire sees it: whole messages, and in time. */
final class WireWatch {

    private static final int LENGTH_BYTES_MAX = 4096;

    /** An engine runs a little after it was woken, and rarely not for some tens of milliseconds. */
    private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final SimNetwork network;
    private final SimConnection connection;
    private final IpAddress local;
    private final IpAddress remote;
    private int offeredSeconds = -1;
    private boolean isConfirmed; // our OPEN and a KEEPALIVE are out: from here on we owe KEEPALIVEs
    private long lastSentNanos;
    private long lastReadNanos;
    private int readBytes; // of the message that is being read
    private int readLength;
    private int readType;

    WireWatch(SimNetwork network, SimConnection connection, IpAddress local, IpAddress remote) {
        this.network = network;
        this.connection = connection;
        this.local = local;
        this.remote = remote;
    }

    /** Octets come to the engine. Only a whole KEEPALIVE or UPDATE is a sign of life (RFC 4271 §6.5). */
    void reads(byte[] bytes, int offset, int lengthBytes) {
        for (int i = offset; i < offset + lengthBytes; i++) {
            int octet = bytes[i] & 0xff;
            switch (readBytes++) {
                case 16 -> readLength = octet << 8;
                case 17 -> readLength |= octet;
                case 18 -> readType = octet;
                default -> {
                    // marker or body
                }
            }
            if (readBytes >= 19 && readBytes == readLength) {
                readBytes = 0;
                if (readType == Message.TYPE_KEEPALIVE || readType == Message.TYPE_UPDATE) {
                    lastReadNanos = network.nowNanos();
                }
            }
        }
    }

    /** Takes note of whole messages; returns what is to be sent instead. */
    byte[] sends(byte[] octets, boolean hidesFourOctetAs) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(octets.length);
        for (int at = 0; at < octets.length; ) {
            int length = at + 18 < octets.length ? (octets[at + 16] & 0xff) << 8 | octets[at + 17] & 0xff : 0;
            if (length < 19 || length > LENGTH_BYTES_MAX || at + length > octets.length) {
                throw new AssertionError(local + " sends " + remote + " no whole message at octet " + at + " of "
                        + octets.length + ": length " + length);
            }
            WireMessage message = new WireMessage(Arrays.copyOfRange(octets, at, at + length));
            if (message.fault() != null) {
                throw new AssertionError(local + " sends " + remote + " " + message.fault());
            }
            see(message);
            boolean isChanged = hidesFourOctetAs && message.type() == Message.TYPE_OPEN;
            all.writeBytes((isChanged ? message.withoutFourOctetAs() : message).octets());
            at += length;
        }
        return all.toByteArray();
    }

    private void see(WireMessage message) {
        network.tell(local, remote, message, -1);
        long now = network.nowNanos();
        if (message.type() == Message.TYPE_OPEN) {
            offeredSeconds = message.holdTimeSeconds();
        } else if (message.isHoldTimerExpired()) {
            checkExpiry(now);
        } else {
            checkKeepalive();
            isConfirmed |= message.type() == Message.TYPE_KEEPALIVE;
        }
        lastSentNanos = now;
    }

    /** Invariant 8: nobody is declared dead whose octets we did not read. */
    private void checkExpiry(long now) {
        int hold = holdTimeSeconds();
        if (!isConfirmed || hold == 0) {
            return; // it waited for the OPEN
        }
        Violation.unless(!connection.isPaused(), 8, local, " does not read from ", remote, ", and says it is silent");
        Violation.unless(
                !connection.hasUnread(), 8, local, " has octets of ", remote, " to read, and says it is silent");
        Violation.unless(
                now - lastReadNanos >= TimeUnit.SECONDS.toNanos(hold) - SLACK_NANOS,
                8,
                local,
                " heard of ",
                remote,
                " less than its hold time ago, and says it is silent");
    }

    /** Invariant 8: the peer hears of us within a third of the hold time. */
    void checkKeepalive() {
        int hold = holdTimeSeconds();
        if (isConfirmed && hold > 0 && !connection.isOver()) {
            Violation.unless(
                    network.nowNanos() - lastSentNanos <= TimeUnit.SECONDS.toNanos(hold) / 3 + SLACK_NANOS,
                    8,
                    local,
                    " has said nothing to ",
                    remote,
                    " for more than a third of ",
                    hold,
                    " s");
        }
    }

    /** The lesser of both offers; 0 = none, or not known yet. */
    private int holdTimeSeconds() {
        SimConnection far = connection.far;
        return far == null || far.watch.offeredSeconds < 0 || offeredSeconds < 0
                ? 0
                : Math.min(offeredSeconds, far.watch.offeredSeconds);
    }
}
