// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.NlriBlock;
import io.bgprr.bgp.message.NlriCursor;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.message.UpdateOutcome;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.rib.AdjRibIn;
import io.bgprr.bgp.rib.RibPeer;
import io.bgprr.bgp.wire.DecodeCache;
import io.bgprr.bgp.wire.DecodeContext;
import io.bgprr.bgp.wire.MalformedMessageException;
import io.bgprr.bgp.wire.MessageFramer;
import io.bgprr.bgp.wire.UpdateDecoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One session of the {@link ExportLab}: the routes it announces, and what it received, read as a peer reads it. */
final class LabPeer implements Recipient {

    final String name;
    final RibPeer peer;
    final AdjRibIn adjRibIn;
    private final int loop;
    private final List<byte[]> messages = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final Map<Prefix, AttributeSet> held = new TreeMap<>();
    private final UpdateDecoder decoder = new UpdateDecoder(new DecodeCache(64, 1));
    private final MessageFramer framer = new MessageFramer(this::readMessage);

    /** What it was given and has not read, in order. */
    final ArrayDeque<ExportLab.Piece> unread = new ArrayDeque<>();

    boolean isStalled;

    /** Where the next published octets go: the log it joined last. */
    @Nullable
    UpdateLog log;

    private @Nullable ExportMember member;

    LabPeer(String name, RibPeer peer, int loop) {
        this.name = name;
        this.peer = peer;
        this.adjRibIn = new AdjRibIn(peer);
        this.loop = loop;
    }

    @Override
    public int loop() {
        return loop;
    }

    void joined(ExportMember as) {
        member = as;
        framer.setLengthBytesMax(as.group().key().messageLengthBytesMax());
    }

    void left() {
        member = null;
        log = null;
    }

    boolean isMember() {
        return member != null;
    }

    ExportMember member() {
        return Objects.requireNonNull(member, name + " is no member");
    }

    // --- Reading.

    void receive(byte[] octets) {
        try {
            framer.received(octets, 0, octets.length);
        } catch (MalformedMessageException e) {
            throw new AssertionError(name + " received garbage", e);
        }
        if (framer.isInsideMessage()) {
            throw new AssertionError(name + " received a cut message");
        }
    }

    private boolean readMessage(int type, byte[] bytes, int offset, int lengthBytes) throws MalformedMessageException {
        if (type != Message.TYPE_UPDATE) {
            throw new AssertionError(name + " received a message of type " + type);
        }
        UpdateGroupKey key = member().group().key();
        DecodeContext context = new DecodeContext(
                key.kind().isInternal(), key.isFourOctetAs(), key.family().bit(), 0, true, true);
        Update update = decoder.decode(bytes, offset, lengthBytes, context);
        if (update.outcome() != UpdateOutcome.ACCEPT) {
            throw new AssertionError(name + " received what it cannot accept: " + update.findings());
        }
        // The framer hands over the body; what was received is the whole message.
        byte[] message = Arrays.copyOfRange(bytes, offset - Message.HEADER_LENGTH_BYTES, offset + lengthBytes);
        messages.add(message);
        withdraw(update.withdrawn());
        withdraw(update.mpWithdrawn());
        announce(update.announced(), update.attributes());
        announce(update.mpAnnounced(), update.mpAttributes());
        AddressFamily endOfRib = update.endOfRib();
        if (endOfRib != null) {
            events.add("end-of-rib");
        }
        return true;
    }

    private void withdraw(NlriBlock block) {
        NlriCursor cursor = new NlriCursor().open(block);
        while (cursor.next()) {
            events.add("-" + cursor.prefix());
            held.remove(cursor.prefix());
        }
    }

    private void announce(NlriBlock block, @Nullable AttributeSet attributes) {
        NlriCursor cursor = new NlriCursor().open(block);
        while (cursor.next()) {
            events.add("+" + cursor.prefix());
            held.put(cursor.prefix(), Objects.requireNonNull(attributes));
        }
    }

    // --- What was read.

    /** The routes that it holds by what it was sent. */
    Map<Prefix, AttributeSet> held() {
        return held;
    }

    /** The same to compare: by prefix, the octets of the attributes and the next hop. */
    Map<String, String> heldText() {
        Map<String, String> text = new TreeMap<>();
        held.forEach((prefix, set) -> text.put(prefix.toString(), text(set)));
        return text;
    }

    static String text(AttributeSet set) {
        return HexFormat.of().formatHex(set.canonicalBytes()) + " " + set.nextHop();
    }

    /** By prefix, the originator's identifier of what it holds: whose path that is, where routes are reflected. */
    Map<String, String> heldFrom() {
        Map<String, String> from = new TreeMap<>();
        held.forEach((prefix, set) -> from.put(
                prefix.toString(), set.hasOriginatorId() ? Integer.toUnsignedString(set.originatorId()) : "local"));
        return from;
    }

    /** Everything since the last question, in order: {@code +prefix}, {@code -prefix}, {@code end-of-rib}. */
    List<String> takeEvents() {
        List<String> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    /** The messages since the last question. */
    List<byte[]> takeMessages() {
        List<byte[]> taken = List.copyOf(messages);
        messages.clear();
        return taken;
    }

    List<String> takeHex() {
        return takeMessages().stream().map(HexFormat.of()::formatHex).toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
