// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.world;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The prefixes of a world by number, and the number of a prefix.
 *
 * <p>An IPv4 prefix is one number of 38 bits, address and length, so that its hash slot holds prefix and number in one long. A
 * daemon sends the prefixes of one attribute set mostly in the order in which they came, so whoever asks says which number it
 * expects, and is mostly right: then nothing is hashed and memory is read in order.
 */
public final class PrefixTable {

    /** As many as a slot has bits for. */
    public static final int SIZE_MAX = (1 << 26) - 1;

    private static final int NUMBER_BITS = 26;
    private static final int LENGTH_BITS = 6;
    private static final long FREE = -1;

    /** IPv4: address and length; IPv6: the high half of the address, which no world has so small. */
    private final long[] keys;

    private final long[] lows;
    private final byte[] lengths;
    private final boolean[] isIpv6;
    private final long[] slots4;
    private final int[] slots6; // number + 1
    private int size;

    /** @param hasIpv6 else nothing is set aside for it */
    PrefixTable(int sizeMax, boolean hasIpv6) {
        int slots = Integer.highestOneBit(Math.max(16, sizeMax)) * 4;
        keys = new long[sizeMax];
        lengths = new byte[sizeMax];
        isIpv6 = new boolean[sizeMax];
        slots4 = new long[slots];
        Arrays.fill(slots4, FREE);
        lows = new long[hasIpv6 ? sizeMax : 0];
        slots6 = new int[hasIpv6 ? slots : 1];
    }

    public int size() {
        return size;
    }

    public boolean isIpv6(int number) {
        return isIpv6[number];
    }

    /** @param address without host bits */
    boolean addIpv4(int address, int length) {
        long key = keyOfIpv4(address, length);
        for (int slot = slot(key, slots4.length); ; slot = slot + 1 & slots4.length - 1) {
            if (slots4[slot] == FREE) {
                slots4[slot] = key << NUMBER_BITS | size;
                keys[size] = key;
                lengths[size++] = (byte) length;
                return true;
            }
            if (slots4[slot] >>> NUMBER_BITS == key) {
                return false;
            }
        }
    }

    boolean addIpv6(long high, long low, int length) {
        int slot = slot(high ^ Draw.mix(low + length), slots6.length);
        while (slots6[slot] != 0) {
            if (isIpv6At(slots6[slot] - 1, high, low, length)) {
                return false;
            }
            slot = slot + 1 & slots6.length - 1;
        }
        keys[size] = high;
        lows[size] = low;
        lengths[size] = (byte) length;
        isIpv6[size] = true;
        slots6[slot] = ++size;
        return true;
    }

    /** The number of an IPv4 prefix, host bits ignored; -1 when there is none. */
    int findIpv4(int expected, int address, int length) {
        long key = keyOfIpv4(address & ipv4Mask(length), length);
        if (expected < size && keys[expected] == key) {
            return expected;
        }
        for (int slot = slot(key, slots4.length); ; slot = slot + 1 & slots4.length - 1) {
            long entry = slots4[slot];
            if (entry == FREE) {
                return -1;
            }
            if (entry >>> NUMBER_BITS == key) {
                return (int) entry & SIZE_MAX;
            }
        }
    }

    /** The number of an IPv6 prefix without host bits; -1 when there is none. */
    int findIpv6(int expected, long high, long low, int length) {
        if (lows.length == 0) {
            return -1;
        }
        if (expected < size && isIpv6At(expected, high, low, length)) {
            return expected;
        }
        for (int slot = slot(high ^ Draw.mix(low + length), slots6.length);
                slots6[slot] != 0;
                slot = slot + 1 & slots6.length - 1) {
            if (isIpv6At(slots6[slot] - 1, high, low, length)) {
                return slots6[slot] - 1;
            }
        }
        return -1;
    }

    /**
     * The number of the prefix that is written at a place: its length, then as many octets as that needs; -1 when there is
     * none. Of the octets behind it seven must exist.
     */
    public int find(int expected, boolean ipv6, byte[] octets, int at) {
        int length = octets[at] & 0xff;
        if (!ipv6) {
            return findIpv4(expected, Octets.int32(octets, at + 1), length);
        }
        long high = Octets.int64(octets, at + 1) & ipv6Mask(length);
        // Of a short prefix the low half is not there, and may be beyond the buffer.
        long low = length <= 64 ? 0 : Octets.int64(octets, at + 9) & ipv6Mask(length - 64);
        return findIpv6(expected, high, low, length);
    }

    /** Writes length and octets, and returns where they end. Of the octets behind it seven must exist. */
    public int write(int number, byte[] octets, int at) {
        int length = lengths[number] & 0xff;
        octets[at] = (byte) length;
        if (isIpv6[number]) {
            Octets.put64(octets, at + 1, keys[number]);
            if (length > 64) {
                Octets.put64(octets, at + 9, lows[number]);
            }
        } else {
            Octets.put32(octets, at + 1, (int) (keys[number] >>> LENGTH_BITS));
        }
        return at + 1 + (length + 7 >>> 3);
    }

    /** The text of a prefix. */
    public String text(int number) {
        if (!isIpv6[number]) {
            return Octets.ipv4((int) (keys[number] >>> LENGTH_BITS)) + "/" + lengths[number];
        }
        byte[] address = new byte[16];
        Octets.put64(address, 0, keys[number]);
        Octets.put64(address, 8, lows[number]);
        try {
            return ((Inet6Address) InetAddress.getByAddress(address)).getHostAddress() + "/" + (lengths[number] & 0xff);
        } catch (UnknownHostException e) {
            throw new AssertionError("16 octets are an address", e);
        }
    }

    private boolean isIpv6At(int number, long high, long low, int length) {
        return keys[number] == high && lows[number] == low && (lengths[number] & 0xff) == length && isIpv6[number];
    }

    private static long keyOfIpv4(int address, int length) {
        return (address & 0xffff_ffffL) << LENGTH_BITS | length;
    }

    private static int slot(long key, int slots) {
        return (int) (Draw.mix(key) >>> 1) & slots - 1;
    }

    static int ipv4Mask(int length) {
        return (int) (0xffff_ffff_0000_0000L >> length);
    }

    private static long ipv6Mask(int length) {
        return length == 0 ? 0 : length >= 64 ? -1L : -1L << 64 - length;
    }
}
