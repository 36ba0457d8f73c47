// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.mrt;

import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads what route collectors write (RFC 6396, RFC 8050), and the two forms of before: BGP and BGP4MP_ENTRY. Old files are
 * damaged here and there; a damaged record is counted and skipped, and where the frame of the records is lost the reading ends.
 *
 * <p>One use: {@link #read} once.
 */
public final class MrtReader {

    private static final int BGP = 5;
    private static final int TABLE_DUMP = 12;
    private static final int TABLE_DUMP_V2 = 13;
    private static final int BGP4MP = 16;
    private static final int BGP4MP_ET = 17;

    /** No record of a known type is nearly as long; a longer one means that the frame is lost. */
    private static final int RECORD_LENGTH_BYTES_MAX = 1 << 24;

    /**
     * What was in a file.
     *
     * @param ignored records of types and families that hold no unicast route and no message
     * @param damaged records that end before their content does
     * @param isCut the file ends within a record, or is no MRT file from somewhere on
     */
    public record Summary(int records, int routes, int messages, int ignored, int damaged, boolean isCut) {}

    private final Consumer<MrtRoute> onRoute;
    private final Consumer<MrtMessage> onMessage;
    private final List<MrtPeer> peers = new ArrayList<>();
    private final List<MrtRoute> pendingRoutes = new ArrayList<>();

    private int records;
    private int routes;
    private int messages;
    private int ignored;
    private int damaged;

    public MrtReader(Consumer<MrtRoute> onRoute, Consumer<MrtMessage> onMessage) {
        this.onRoute = onRoute;
        this.onMessage = onMessage;
    }

    /** Reads a file, compressed or not. */
    public Summary read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    /** Reads records to the end, compressed or not. */
    public Summary read(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
        buffered.mark(2);
        boolean isGzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        InputStream plain =
                isGzip ? new BufferedInputStream(new GZIPInputStream(buffered, 1 << 16), 1 << 16) : buffered;
        boolean isCut = false;
        try {
            DataInputStream data = new DataInputStream(plain);
            while (!isCut && !isAtEnd(plain)) {
                data.readInt(); // the time
                int type = data.readUnsignedShort();
                int subtype = data.readUnsignedShort();
                int length = data.readInt();
                isCut = length < 0 || length > RECORD_LENGTH_BYTES_MAX;
                if (!isCut) {
                    byte[] body = new byte[length];
                    data.readFully(body);
                    records++;
                    record(type, subtype, ByteBuffer.wrap(body));
                }
            }
        } catch (EOFException | ZipException e) {
            isCut = true;
        }
        return new Summary(records, routes, messages, ignored, damaged, isCut);
    }

    private static boolean isAtEnd(InputStream in) throws IOException {
        in.mark(1);
        boolean isAtEnd = in.read() < 0;
        in.reset();
        return isAtEnd;
    }

    private void record(int type, int subtype, ByteBuffer body) {
        try {
            switch (type) {
                case BGP -> oldMessage(subtype, body);
                case TABLE_DUMP -> tableDump(subtype, body);
                case TABLE_DUMP_V2 -> tableDumpV2(subtype, body);
                case BGP4MP -> bgp4mp(subtype, body);
                case BGP4MP_ET -> {
                    body.getInt(); // microseconds
                    bgp4mp(subtype, body);
                }
                default -> ignored++;
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            damaged++;
        }
    }

    private void route(MrtRoute route) {
        routes++;
        onRoute.accept(route);
    }

    private void message(MrtMessage message) {
        messages++;
        onMessage.accept(message);
    }

    /** RFC 6396 appendix A.2.3: the message comes without its header. */
    private void oldMessage(int subtype, ByteBuffer body) {
        int type = switch (subtype) {
            case 1 -> Message.TYPE_UPDATE;
            case 5 -> Message.TYPE_OPEN;
            case 6 -> Message.TYPE_NOTIFICATION;
            case 7 -> Message.TYPE_KEEPALIVE;
            default -> 0;
        };
        if (type == 0) {
            ignored++;
            return;
        }
        AsNumber as = as(body, false);
        MrtPeer peer = new MrtPeer(address(body, false), as);
        bytes(body, 6); // our AS and address
        byte[] content = bytes(body, body.remaining());
        ByteBuffer message = ByteBuffer.allocate(Message.HEADER_LENGTH_BYTES + content.length);
        putHeader(message, type);
        message(new MrtMessage(peer, message.put(content).array(), false, false));
    }

    static void putHeader(ByteBuffer message, int type) {
        message.putLong(-1).putLong(-1).putShort((short) message.capacity()).put((byte) type);
    }

    /** RFC 6396 §4.2. */
    private void tableDump(int subtype, ByteBuffer body) {
        if (subtype != 1 && subtype != 2) {
            ignored++;
            return;
        }
        boolean isIpv6 = subtype == 2;
        body.getInt(); // view and sequence number
        IpAddress address = address(body, isIpv6);
        Prefix prefix = Prefix.containing(address, body.get() & 0xff);
        body.get(); // status
        body.getInt(); // time
        IpAddress peer = address(body, isIpv6);
        AsNumber as = as(body, false);
        route(new MrtRoute(new MrtPeer(peer, as), prefix, bytes(body, body.getShort() & 0xffff), false));
    }

    /** RFC 6396 §4.3, RFC 8050 §4. */
    private void tableDumpV2(int subtype, ByteBuffer body) {
        switch (subtype) {
            case 1 -> peerIndexTable(body);
            case 2 -> rib(body, false, false);
            case 4 -> rib(body, true, false);
            case 8 -> rib(body, false, true);
            case 10 -> rib(body, true, true);
            default -> ignored++;
        }
    }

    private void peerIndexTable(ByteBuffer body) {
        peers.clear();
        body.getInt(); // the collector
        bytes(body, body.getShort() & 0xffff); // the view's name
        int count = body.getShort() & 0xffff;
        for (int i = 0; i < count; i++) {
            int type = body.get();
            body.getInt(); // BGP identifier
            IpAddress address = address(body, (type & 1) != 0);
            peers.add(new MrtPeer(address, as(body, (type & 2) != 0)));
        }
    }

    /** All routes of a prefix; none of them when the record is damaged. */
    private void rib(ByteBuffer body, boolean isIpv6, boolean isAddPath) {
        pendingRoutes.clear();
        body.getInt(); // sequence number
        Prefix prefix = prefix(body, isIpv6);
        int count = body.getShort() & 0xffff;
        for (int i = 0; i < count; i++) {
            int peer = body.getShort() & 0xffff;
            body.getInt(); // time
            if (isAddPath) {
                body.getInt(); // path identifier
            }
            byte[] attributes = bytes(body, body.getShort() & 0xffff);
            if (peer >= peers.size()) {
                throw new IllegalArgumentException("peer " + peer + " of " + peers.size());
            }
            pendingRoutes.add(new MrtRoute(peers.get(peer), prefix, attributes, true));
        }
        pendingRoutes.forEach(this::route);
    }

    /** RFC 6396 §4.4 and appendix B.2, RFC 8050 §3. */
    private void bgp4mp(int subtype, ByteBuffer body) {
        boolean isMessage = subtype == 1 || subtype == 4 || subtype >= 6 && subtype <= 11;
        if (!isMessage && subtype != 2) {
            ignored++;
            return;
        }
        boolean isFourOctetAs = subtype == 4 || subtype == 7 || subtype == 9 || subtype == 11;
        AsNumber as = as(body, isFourOctetAs);
        as(body, isFourOctetAs);
        body.getShort(); // interface
        boolean isIpv6 = body.getShort() == 2;
        MrtPeer peer = new MrtPeer(address(body, isIpv6), as);
        address(body, isIpv6);
        if (isMessage) {
            message(new MrtMessage(peer, bytes(body, body.remaining()), isFourOctetAs, subtype >= 8));
        } else {
            entry(peer, body);
        }
    }

    private void entry(MrtPeer peer, ByteBuffer body) {
        bytes(body, 8); // view, status, time
        int afi = body.getShort();
        int safi = body.get();
        byte[] nextHop = bytes(body, body.get() & 0xff);
        if (safi != 1) {
            ignored++;
            return;
        }
        Prefix prefix = prefix(body, afi == 2);
        byte[] attributes = bytes(body, body.getShort() & 0xffff);
        route(new MrtRoute(peer, prefix, withNextHop(afi == 2, nextHop, attributes), false));
    }

    /** OpenBGPD keeps the next hop beside the attributes; here it becomes one of them, MP_REACH_NLRI in its short form. */
    private static byte[] withNextHop(boolean isIpv6, byte[] nextHop, byte[] attributes) {
        ByteBuffer all = ByteBuffer.allocate(4 + nextHop.length + attributes.length);
        if (isIpv6) {
            all.put((byte) 0x80).put((byte) 14).put((byte) (nextHop.length + 1)).put((byte) nextHop.length);
        } else {
            all.put((byte) 0x40).put((byte) 3).put((byte) nextHop.length);
        }
        all.put(nextHop).put(attributes);
        return Arrays.copyOf(all.array(), all.position());
    }

    private static byte[] bytes(ByteBuffer body, int length) {
        byte[] bytes = new byte[length];
        body.get(bytes);
        return bytes;
    }

    private static AsNumber as(ByteBuffer body, boolean isFourOctetAs) {
        return new AsNumber(isFourOctetAs ? body.getInt() : body.getShort() & 0xffff);
    }

    private static IpAddress address(ByteBuffer body, boolean isIpv6) {
        return IpAddress.ofBytes(bytes(body, isIpv6 ? 16 : 4), 0, isIpv6);
    }

    private static Prefix prefix(ByteBuffer body, boolean isIpv6) {
        int lengthBits = body.get() & 0xff;
        byte[] address = new byte[isIpv6 ? 16 : 4];
        if (lengthBits > 8 * address.length) {
            throw new IllegalArgumentException("prefix length " + lengthBits);
        }
        body.get(address, 0, (lengthBits + 7) / 8);
        return Prefix.containing(IpAddress.ofBytes(address, 0, isIpv6), lengthBits);
    }
}
