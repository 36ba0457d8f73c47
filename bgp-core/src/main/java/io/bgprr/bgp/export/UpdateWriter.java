// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.rib.LocRib;
import io.bgprr.bgp.rib.RibCursor;
import io.bgprr.bgp.rib.RibPeer;
import io.bgprr.bgp.wire.UpdateEncoder;
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

    private final UpdateGroupKey key;
    private final LocRib rib;
    private final boolean isIpv4;
    private final int messageBytesMax;
    private final UpdateFrame frame;

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

    UpdateWriter(UpdateGroupKey key, LocRib rib) {
        this.key = key;
        this.rib = rib;
        this.isIpv4 = key.family() == AddressFamily.IPV4_UNICAST;
        this.messageBytesMax = UpdatePacker.messageBytesMax(key);
        this.frame = new UpdateFrame(key);
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

    /** Starts UPDATEs with these attributes, which must leave room for each prefix that is added. */
    void begin(AttributeSet set, RibPeer source, int newTag) {
        tag(newTag);
        frame.open(set, source);
        startMessage();
    }

    private void startMessage() {
        if (length > OUT_BYTES) {
            drain();
        }
        messageStart = length;
        startUpdate();
        int attributesStart = messageStart + UpdateEncoder.ATTRIBUTES_OFFSET;
        System.arraycopy(frame.head(), 0, out, attributesStart, frame.headLength());
        nlriStart = attributesStart + frame.headLength();
        length = nlriStart;
        nlriLimit = messageStart + messageBytesMax - frame.tailLength();
    }

    void add(int destination) {
        int octets = UpdateEncoder.nlriLength(rib.lengthBits(destination), false);
        if (length + octets > nlriLimit) {
            endMessage();
            startMessage();
            if (length + octets > nlriLimit) {
                throw new IllegalStateException(rib.prefix(destination) + " does not fit beside its attributes");
            }
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
        int attributesLength = frame.headLength() + frame.tailLength();
        if (!isIpv4) {
            int nlriLength = length - nlriStart;
            attributesLength += nlriLength;
            putShort(messageStart + UpdateEncoder.ATTRIBUTES_OFFSET + 2, frame.headLength() - 4 + nlriLength);
            System.arraycopy(frame.tail(), 0, out, length, frame.tailLength());
            length += frame.tailLength();
        }
        putShort(messageStart + UpdateEncoder.ATTRIBUTES_OFFSET - 2, attributesLength);
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
        startUpdate();
        nlriStart = isIpv4
                ? messageStart + UpdateEncoder.ATTRIBUTES_OFFSET - 2
                : UpdateEncoder.putMpUnreachHead(out, messageStart + UpdateEncoder.ATTRIBUTES_OFFSET, key.family(), 0);
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
            putShort(messageStart + UpdateEncoder.ATTRIBUTES_OFFSET - 2, 7 + nlriLength);
            putShort(messageStart + UpdateEncoder.ATTRIBUTES_OFFSET + 2, 3 + nlriLength);
        }
        finish();
    }

    /** The marker behind the initial table (RFC 4724 §2). */
    void endOfRib(int newTag) {
        tag(newTag);
        byte[] message = UpdateEncoder.endOfRib(key.family());
        System.arraycopy(message, 0, out, length, message.length);
        length += message.length;
        messageCount++;
    }

    // --- Octets.

    /** The header, its length to be patched, and no withdrawn routes. */
    private void startUpdate() {
        int at = UpdateEncoder.putHeader(out, messageStart, 0);
        UpdateEncoder.putShort(out, at, 0);
    }

    private int writeNlri(int destination, int at) {
        return UpdateEncoder.putNlri(
                out, at, key.family(), rib.high(destination), rib.low(destination), rib.lengthBits(destination));
    }

    private void putShort(int at, int value) {
        UpdateEncoder.putShort(out, at, value);
    }
}
