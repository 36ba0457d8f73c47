// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.net;

/** The canonical text of an IPv6 address (RFC 5952 §4): lower case, the longest run of zeros as {@code ::}. */
final class Ipv6Text {

    private Ipv6Text() {}

    static String format(long high, long low) {
        int runStart = -1;
        int runLength = 1; // a single zero group is not shortened (§4.2.2)
        for (int start = 0; start < 8; ) {
            int end = start;
            while (end < 8 && group(high, low, end) == 0) {
                end++;
            }
            if (end - start > runLength) {
                runStart = start;
                runLength = end - start;
            }
            start = Math.max(end, start + 1);
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
            } else {
                if (i > 0 && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(group(high, low, i)));
            }
        }
        return text.toString();
    }

    private static int group(long high, long low, int index) {
        long half = index < 4 ? high : low;
        return (int) (half >>> (48 - 16 * (index & 3))) & 0xffff;
    }
}
