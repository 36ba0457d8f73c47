// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

/** placeholder until wire's encoder lands. */
final class TwoOctetAsPath {
    private TwoOctetAsPath() {}

    static byte[] convert(byte[] canonical) {
        return canonical;
    }
}
