// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.bgprr.bgp.message.Keepalive;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Notification;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageFramerTest {

    private static final byte[] KEEPALIVE = MessageEncoder.encode(new Keepalive());
    private static final byte[] NOTIFICATION = MessageEncoder.encode(new Notification(6, 2, new byte[] {1, 'x'}));

    private final List<String> seen = new ArrayList<>();
    private final List<byte[]> arrays = new ArrayList<>();
    private final MessageFramer framer = new MessageFramer((type, bytes, offset, length) -> {
        seen.add(type + "+" + length);
        arrays.add(bytes);
        return type != Message.TYPE_NOTIFICATION;
    });

    private static byte[] concat(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(p -> p.length).sum();
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    private static byte[] header(int length, int type) {
        byte[] header = new byte[19];
        Arrays.fill(header, 0, 16, (byte) 0xff);
        UpdateEncoder.putShort(header, 16, length);
        header[18] = (byte) type;
        return header;
    }

    @Test
    void wholeMessagesAreDeliveredInPlace() throws MalformedMessageException {
        byte[] chunk = concat(new byte[5], KEEPALIVE, KEEPALIVE, new byte[3]);
        framer.received(chunk, 5, 38);
        assertThat(seen).containsExactly("4+0", "4+0");
        assertThat(arrays).allSatisfy(array -> assertThat(array).isSameAs(chunk));
        assertThat(framer.isInsideMessage()).isFalse();
    }

    @Test
    void theTailWaitsForTheRest() throws MalformedMessageException {
        byte[] chunk = concat(KEEPALIVE, KEEPALIVE);
        framer.received(chunk, 0, 30);
        assertThat(seen).containsExactly("4+0");
        assertThat(framer.isInsideMessage()).isTrue();
        framer.received(chunk, 30, 8);
        assertThat(seen).containsExactly("4+0", "4+0");
        assertThat(framer.isInsideMessage()).isFalse();
    }

    @Test
    void aStoppedFramerDeliversNothingMore() throws MalformedMessageException {
        byte[] chunk = concat(KEEPALIVE, NOTIFICATION, KEEPALIVE);
        framer.received(chunk, 0, chunk.length);
        framer.received(KEEPALIVE, 0, 19);
        assertThat(seen).containsExactly("4+0", "3+4");
        assertThat(framer.isInsideMessage()).isFalse();
    }

    @Test
    void messagesBeforeABadHeaderAreDelivered() {
        byte[] chunk = concat(KEEPALIVE, header(19, 9));
        var error =
                catchThrowableOfType(MalformedMessageException.class, () -> framer.received(chunk, 0, chunk.length));
        assertThat(error.notification()).isEqualTo(new Notification(1, 3, new byte[] {9}));
        assertThat(seen).containsExactly("4+0");
    }

    @Test
    void nothingIsDeliveredAfterAnError() throws MalformedMessageException {
        byte[] bad = header(18, 4);
        var _ = catchThrowableOfType(MalformedMessageException.class, () -> framer.received(bad, 0, 19));
        framer.received(KEEPALIVE, 0, 19);
        assertThat(seen).isEmpty();
    }

    @Test
    void nothingIsKeptAfterAnErrorInPieces() throws MalformedMessageException {
        byte[] bad = header(18, 4);
        framer.received(bad, 0, 18);
        var _ = catchThrowableOfType(MalformedMessageException.class, () -> framer.received(bad, 18, 1));
        assertThat(framer.isInsideMessage()).isFalse();
    }

    @Test
    void aBadHeaderIsAnsweredBeforeItsBodyArrives() {
        var error = catchThrowableOfType(
                MalformedMessageException.class, () -> framer.received(header(65535, Message.TYPE_OPEN), 0, 19));
        assertThat(error.notification()).isEqualTo(new Notification(1, 2, new byte[] {(byte) 0xff, (byte) 0xff}));
    }

    @Test
    void anUpdateMayBeLongerOnceThatWasNegotiated() throws MalformedMessageException {
        byte[] update = concat(header(5000, Message.TYPE_UPDATE), new byte[5000 - 19]);
        framer.setLengthBytesMax(Message.EXTENDED_LENGTH_BYTES_MAX);
        framer.received(update, 0, 1000);
        framer.received(update, 1000, 4000);
        assertThat(seen).containsExactly("2+4981");
    }

    @Test
    void theLimitMayChangeInTheMiddleOfAChunk() throws MalformedMessageException {
        List<Integer> lengths = new ArrayList<>();
        MessageFramer[] self = new MessageFramer[1];
        self[0] = new MessageFramer((type, bytes, offset, length) -> {
            self[0].setLengthBytesMax(Message.EXTENDED_LENGTH_BYTES_MAX);
            return lengths.add(length);
        });
        byte[] chunk = concat(KEEPALIVE, header(4097, Message.TYPE_UPDATE), new byte[4097 - 19]);
        self[0].received(chunk, 0, chunk.length);
        assertThat(lengths).containsExactly(0, 4078);
    }

    @Test
    void errorsOfTheSinkStopTheFramerAndPassOn() throws MalformedMessageException {
        MessageFramer strict = new MessageFramer((type, bytes, offset, length) -> {
            throw MalformedMessageException.unanswered("no");
        });
        var error = catchThrowableOfType(MalformedMessageException.class, () -> strict.received(KEEPALIVE, 0, 19));
        assertThat(error.notification()).isNull();
        strict.received(KEEPALIVE, 0, 19);
    }
}
