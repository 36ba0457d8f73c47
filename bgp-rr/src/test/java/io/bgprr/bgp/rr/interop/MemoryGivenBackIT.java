// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bgprr.bgp.message.Capability;
import io.bgprr.bgp.message.Keepalive;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.rr.interop.lab.BgpRrProcess;
import io.bgprr.bgp.rr.interop.lab.Lab;
import io.bgprr.bgp.wire.MessageEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution takes a large table in, loses the peer, and becomes small again without anybody's doing. */
class MemoryGivenBackIT {

    private static final String OURS = "127.23.9.1";
    private static final String PEER = "127.23.9.2";
    private static final int UPDATES = 1000;
    private static final int ROUTES_PER_UPDATE = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void givesBackWhatTheRoutesOfAPeerTookOnceItIsGone() throws Exception {
        int port = Lab.freePort(OURS);
        try (BgpRrProcess daemon = new BgpRrProcess(directory)) {
            daemon.runFrom(Path.of(System.getProperty("bgprr.home")));
            daemon.configure("""
                    bgp {
                      local-as = 64512, router-id = 10.99.0.1, listen = [ { address = "%s", port = %d } ]
                      neighbors = [ { address = "%s", remote-as = 64512, passive = true, route-reflector-client = true } ]
                    }
                    """.formatted(OURS, port, PEER));
            daemon.start();
            long peak = playFullTable(daemon, port);

            // 11 octets a path, 31 a prefix: 42 MB, of which slabs and pages of the index of a small table stay.
            await().atMost(PATIENCE).until(() -> residentMib(daemon) < peak - 20);
        }
    }

    private static long playFullTable(BgpRrProcess daemon, int port) throws IOException {
        try (Socket peer = new Socket()) {
            peer.bind(new InetSocketAddress(InetAddress.ofLiteral(PEER), 0));
            peer.connect(new InetSocketAddress(InetAddress.ofLiteral(OURS), port));
            OutputStream out = peer.getOutputStream();
            out.write(MessageEncoder.encode(new Open(
                    AsNumber.of(64512),
                    240,
                    RouterId.parse("10.99.0.2"),
                    List.of(new Capability.MultiProtocol(1, 1), new Capability.FourOctetAs(AsNumber.of(64512))))));
            out.write(MessageEncoder.encode(new Keepalive()));
            for (int i = 0; i < UPDATES; i++) {
                out.write(update(i));
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(daemon.metric("bgp_rib_memory_bytes", ""))
                            .isGreaterThan(UPDATES * ROUTES_PER_UPDATE * 40.0));
            return residentMib(daemon);
        }
    }

    /** An UPDATE with a thousand /24 of its own, and a MED of its own. */
    private static byte[] update(int number) {
        int attributesBytes = 4 + 3 + 7 + 7 + 7; // ORIGIN, AS_PATH, NEXT_HOP, MED, LOCAL_PREF
        int lengthBytes = 19 + 2 + 2 + attributesBytes + 4 * ROUTES_PER_UPDATE;
        ByteBuffer update = ByteBuffer.allocate(lengthBytes);
        update.putLong(-1).putLong(-1).putShort((short) lengthBytes).put((byte) 2);
        update.putShort((short) 0).putShort((short) attributesBytes);
        update.putInt(0x40010100).put((byte) 0x40).putShort((short) 0x0200);
        update.put(new byte[] {0x40, 3, 4, (byte) 192, 0, 2, 1});
        update.put(new byte[] {(byte) 0x80, 4, 4}).putInt(number);
        update.put(new byte[] {0x40, 5, 4}).putInt(100);
        for (int i = 0; i < ROUTES_PER_UPDATE; i++) {
            int prefix = (1 << 16) + number * ROUTES_PER_UPDATE + i; // from 1.0.0.0/24 on
            update.put((byte) 24).put((byte) (prefix >>> 16)).putShort((short) prefix);
        }
        return update.array();
    }

    private static long residentMib(BgpRrProcess daemon) {
        return daemon.process().residentBytes() >> 20;
    }
}
