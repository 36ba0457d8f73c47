// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.world;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in octets, in the order of the network. */
public final class Octets {

    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Octets() {}

    public static int unsigned8(byte[] octets, int at) {
        return octets[at] & 0xff;
    }

    public static int unsigned16(byte[] octets, int at) {
        return (short) SHORTS.get(octets, at) & 0xffff;
    }

    public static int int32(byte[] octets, int at) {
        return (int) INTS.get(octets, at);
    }

    public static long int64(byte[] octets, int at) {
        return (long) LONGS.get(octets, at);
    }

    public static void put16(byte[] octets, int at, int value) {
        SHORTS.set(octets, at, (short) value);
    }

    public static void put32(byte[] octets, int at, int value) {
        INTS.set(octets, at, value);
    }

    public static void put64(byte[] octets, int at, long value) {
        LONGS.set(octets, at, value);
    }

    /** The dotted text of an address. */
    public static String ipv4(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }
}
