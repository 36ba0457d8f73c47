// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.NextHop;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.RibCursor;
import io.bgprr.bgp.rib.RibPeer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes whole UPDATEs of one group into its log (RFC 4271 §4.3, RFC 4760 §3 and §4).
 *
 * <pre>
 *   IPv4:  header | 0 (2) | attributes length (2) | attributes with NEXT_HOP        | NLRI …
 *   IPv6:  header | 0 (2) | attributes length (2) | MP_REACH_NLRI with NLRI … first | attributes
 * </pre>
 *
 * MP_REACH_NLRI comes first as RFC 7606 §5.1 asks.
 */
final class UpdateWriter {

    private static final int OUT_BYTES = 64 << 10;
    private static final int ATTRIBUTES_LENGTH_AT = 21;
    private static final int ATTRIBUTES_AT = 23;

    private final UpdateGroupKey key;
    private final LocRib rib;
    private final boolean isIpv4;
    private final int messageBytesMax;
    private final OutgoingAttributes attributes;

    private @Nullable UpdateLog log;
    private @Nullable RibCursor cursor;
    private @Nullable ExportOutput output;

    private byte[] out; // whole messages of one tag, and the one being written
    private int length;
    private int messageCount;
    private int tag;

    private int messageStart;
    private int nlriStart;
    private int nlriLimit;
    private byte[] tail = new byte[0]; // attributes behind the NLRI of MP_REACH_NLRI
    private int tailLength;
    private byte[] head = new byte[256]; // what every message of a set starts with, behind the header
    private int headLength;

    UpdateWriter(UpdateGroupKey key, LocRib rib) {
        this.key = key;
        this.rib = rib;
        this.isIpv4 = key.family() == AddressFamily.IPV4_UNICAST;
        this.messageBytesMax = UpdatePacker.messageBytesMax(key);
        this.attributes = new OutgoingAttributes(key);
        this.out = new byte[OUT_BYTES + messageBytesMax];
    }

    void open(UpdateLog to, RibCursor at, ExportOutput through) {
        log = to;
        cursor = at;
        output = through;
    }

    /** Hands over what is written. */
    void close() {
        drain();
        log = null;
        cursor = null;
        output = null;
    }

    private void drain() {
        if (length > 0 && log != null && cursor != null && output != null) {
            log.append(out, length, messageCount, tag, cursor, output);
        }
        length = 0;
        messageCount = 0;
    }

    private void tag(int newTag) {
        if (tag != newTag) {
            drain();
            tag = newTag;
        }
    }

    // --- Announcements: begin, add for each destination, end.

    /** Starts UPDATEs with these attributes; false when they leave no room for a prefix. */
    boolean begin(AttributeSet set, RibPeer source, int newTag) {
        tag(newTag);
        attributes.write(set, source);
        byte[] bytes = attributes.bytes();
        int bytesLength = attributes.lengthBytes();
        if (!key.isFourOctetAs()) {
            bytes = TwoOctetAsPath.convert(Arrays.copyOf(bytes, bytesLength));
            bytesLength = bytes.length;
        }
        if (isIpv4) {
            reserveHead(bytesLength);
            System.arraycopy(bytes, 0, head, 0, bytesLength);
            headLength = bytesLength;
            tailLength = 0;
        } else {
            writeMpReachHead(attributes.nextHop(set, source));
            tail = bytes;
            tailLength = bytesLength;
        }
        int longestNlri = 1 + key.family().lengthBitsMax() / 8;
        if (ATTRIBUTES_AT + headLength + tailLength + longestNlri > messageBytesMax) {
            return false;
        }
        startMessage();
        return true;
    }

    /** MP_REACH_NLRI up to its NLRI (RFC 4760 §3); its length is patched when the message ends. */
    private void writeMpReachHead(NextHop nextHop) {
        int nextHopLength = nextHop.lengthBytes();
        reserveHead(9 + nextHopLength);
        head[0] = (byte) 0x90;
        head[1] = 14;
        head[4] = 0;
        head[5] = (byte) key.family().afi();
        head[6] = (byte) key.family().safi();
        head[7] = (byte) nextHopLength;
        nextHop.writeTo(head, 8);
        head[8 + nextHopLength] = 0;
        headLength = 9 + nextHopLength;
    }

    private void reserveHead(int octets) {
        if (head.length < octets) {
            head = new byte[octets * 2];
        }
    }

    private void startMessage() {
        if (length > OUT_BYTES) {
            drain();
        }
        messageStart = length;
        writeHeader(messageStart);
        System.arraycopy(head, 0, out, messageStart + ATTRIBUTES_AT, headLength);
        nlriStart = messageStart + ATTRIBUTES_AT + headLength;
        length = nlriStart;
        nlriLimit = messageStart + messageBytesMax - tailLength;
    }

    void add(int destination) {
        if (length + 1 + (rib.lengthBits(destination) + 7 >>> 3) > nlriLimit) {
            endMessage();
            startMessage();
        }
        length = writeNlri(destination, length);
    }

    void end() {
        endMessage();
    }

    private void endMessage() {
        if (length == nlriStart) {
            length = messageStart;
            return;
        }
        int attributesLength = headLength + tailLength;
        if (!isIpv4) {
            int nlriLength = length - nlriStart;
            attributesLength += nlriLength;
            putShort(messageStart + ATTRIBUTES_AT + 2, headLength - 4 + nlriLength);
            System.arraycopy(tail, 0, out, length, tailLength);
            length += tailLength;
        }
        putShort(messageStart + ATTRIBUTES_LENGTH_AT, attributesLength);
        finish();
    }

    private void finish() {
        putShort(messageStart + 16, length - messageStart);
        messageCount++;
    }

    // --- Withdrawals and End-of-RIB.

    void withdraw(int[] destinations, int count, int newTag) {
        tag(newTag);
        for (int i = 0; i < count; ) {
            startWithdrawal();
            while (i < count && length + 17 <= nlriLimit) {
                length = writeNlri(destinations[i++], length);
            }
            endWithdrawal();
        }
    }

    private void startWithdrawal() {
        if (length > OUT_BYTES) {
            drain();
        }
        messageStart = length;
        writeHeader(messageStart);
        if (isIpv4) {
            nlriStart = messageStart + ATTRIBUTES_LENGTH_AT;
        } else {
            int at = messageStart + ATTRIBUTES_AT;
            out[at] = (byte) 0x90;
            out[at + 1] = 15;
            out[at + 4] = 0;
            out[at + 5] = (byte) key.family().afi();
            out[at + 6] = (byte) key.family().safi();
            nlriStart = at + 7;
        }
        length = nlriStart;
        nlriLimit = messageStart + messageBytesMax - 2;
    }

    private void endWithdrawal() {
        int nlriLength = length - nlriStart;
        if (isIpv4) {
            putShort(messageStart + 19, nlriLength);
            putShort(length, 0);
            length += 2;
        } else {
            putShort(messageStart + ATTRIBUTES_LENGTH_AT, 7 + nlriLength);
            putShort(messageStart + ATTRIBUTES_AT + 2, 3 + nlriLength);
        }
        finish();
    }

    /** The marker behind the initial table (RFC 4724 §2): an UPDATE without routes. */
    void endOfRib(int newTag) {
        tag(newTag);
        startWithdrawal();
        endWithdrawal();
    }

    // --- Octets.

    /** Marker, room for the length, type, and no withdrawn routes. */
    private void writeHeader(int at) {
        Arrays.fill(out, at, at + 16, (byte) 0xff);
        out[at + 18] = Message.TYPE_UPDATE;
        out[at + 19] = 0;
        out[at + 20] = 0;
    }

    private int writeNlri(int destination, int at) {
        int bits = rib.lengthBits(destination);
        out[at++] = (byte) bits;
        int octets = bits + 7 >>> 3;
        if (isIpv4) {
            int address = (int) rib.low(destination);
            for (int i = 0; i < octets; i++) {
                out[at++] = (byte) (address >>> (24 - 8 * i));
            }
            return at;
        }
        long high = rib.high(destination);
        long low = octets > 8 ? rib.low(destination) : 0;
        for (int i = 0; i < octets; i++) {
            out[at++] = (byte) (i < 8 ? high >>> (56 - 8 * i) : low >>> (120 - 8 * i));
        }
        return at;
    }

    private void putShort(int at, int value) {
        out[at] = (byte) (value >>> 8);
        out[at + 1] = (byte) value;
    }
}
