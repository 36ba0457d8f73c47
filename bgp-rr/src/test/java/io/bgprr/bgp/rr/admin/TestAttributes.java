// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.NextHop;
import io.bgprr.bgp.net.IpAddress;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Attribute sets for tests: attributes are added in ascending order of their codes. */
public final class TestAttributes {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final NextHop nextHop;

    private TestAttributes(NextHop nextHop) {
        this.nextHop = nextHop;
    }

    public static TestAttributes via(String nextHop) {
        return new TestAttributes(NextHop.of(IpAddress.parse(nextHop)));
    }

    public static TestAttributes via(String nextHop, String linkLocal) {
        return new TestAttributes(new NextHop(IpAddress.parse(nextHop), IpAddress.parse(linkLocal)));
    }

    public TestAttributes origin(int value) {
        return add(0x40, 1, new byte[] {(byte) value});
    }

    /** One AS_SEQUENCE. */
    public TestAttributes asPath(int... path) {
        ByteBuffer value = ByteBuffer.allocate(path.length == 0 ? 0 : 2 + 4 * path.length);
        if (path.length > 0) {
            value.put((byte) 2).put((byte) path.length);
            for (int as : path) {
                value.putInt(as);
            }
        }
        return add(0x40, 2, value.array());
    }

    public TestAttributes med(int value) {
        return add(0x80, 4, numbers(value));
    }

    public TestAttributes localPref(int value) {
        return add(0x40, 5, numbers(value));
    }

    public TestAttributes communities(int... values) {
        return add(0xc0, 8, numbers(values));
    }

    public TestAttributes originatorId(String id) {
        return add(0x80, 9, numbers(IpAddress.parse(id).ipv4Bits()));
    }

    public TestAttributes clusterList(String... ids) {
        int[] values = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            values[i] = IpAddress.parse(ids[i]).ipv4Bits();
        }
        return add(0x80, 10, numbers(values));
    }

    public TestAttributes largeCommunities(int... values) {
        return add(0xc0, 32, numbers(values));
    }

    /** Any attribute, its value in hex. */
    public TestAttributes hex(int flags, int code, String value) {
        return add(flags, code, HexFormat.of().parseHex(value));
    }

    public AttributeSet set() {
        return new AttributeSet(bytes.toByteArray(), nextHop);
    }

    private TestAttributes add(int flags, int code, byte[] value) {
        bytes.write(flags);
        bytes.write(code);
        bytes.write(value.length);
        bytes.writeBytes(value);
        return this;
    }

    private static byte[] numbers(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }
}
