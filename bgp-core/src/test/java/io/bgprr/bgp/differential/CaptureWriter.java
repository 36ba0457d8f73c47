// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.differential;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Octets as a capture file that a protocol analyser reads: each the first segment of a connection of its own to port 179. */
final class CaptureWriter {

    private static final int MAGIC = 0xa1b2c3d4;
    private static final int LINK_RAW_IP = 101;
    private static final int FILE_HEADER = 24;
    private static final int HEADERS = 16 + 20 + 20;

    private CaptureWriter() {}

    static void write(Path file, List<byte[]> payloads) throws IOException {
        int length =
                payloads.stream().mapToInt(payload -> HEADERS + payload.length).sum();
        ByteBuffer out = ByteBuffer.allocate(FILE_HEADER + length);
        out.putInt(MAGIC)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65535)
                .putInt(LINK_RAW_IP);
        for (int i = 0; i < payloads.size(); i++) {
            packet(out, i, payloads.get(i));
        }
        Files.write(file, out.array());
    }

    /** RFC 791 and RFC 9293, checksums left out; the source address tells the connections apart. */
    private static void packet(ByteBuffer out, int number, byte[] payload) {
        int length = 40 + payload.length;
        out.putInt(number).putInt(0).putInt(length).putInt(length);
        out.put((byte) 0x45).put((byte) 0).putShort((short) length).putInt(0);
        out.put((byte) 64).put((byte) 6).putShort((short) 0);
        out.putInt(0x0a010000 | number).putInt(0x0a000002);
        out.putShort((short) 20000).putShort((short) 179).putInt(1).putInt(1);
        out.put((byte) 0x50).put((byte) 0x18).putShort((short) 65535).putInt(0);
        out.put(payload);
    }
}
