// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.policy;

import io.bgprr.bgp.net.Prefix;
import java.util.List;

/**
 * A named list of prefixes with ranges of lengths: a prefix matches when any entry covers it.
 */
public record PrefixList(String name, List<Entry> entries) {

    /** Prefixes inside {@code prefix} whose length is in {@code ge..le} bits. */
    public record Entry(Prefix prefix, int ge, int le) {
        public Entry {
            int max = prefix.family().lengthBitsMax();
            if (ge < prefix.lengthBits() || le < ge || le > max) {
                throw new IllegalArgumentException(prefix + " ge " + ge + " le " + le + ": must be "
                        + prefix.lengthBits() + " <= ge <= le <= " + max);
            }
        }

        /**
         * Parses {@code prefix [ge n] [le n]}. Without either only the prefix itself matches; {@code ge} alone reaches up to host
         * prefixes, {@code le} alone starts at the prefix's own length.
         *
         * @throws IllegalArgumentException with the text and what is allowed
         */
        public static Entry parse(String text) {
            String[] words = text.trim().split("\\s+");
            Prefix prefix = Prefix.parse(words[0]);
            int ge = -1;
            int le = -1;
            for (int i = 1; i < words.length; i += 2) {
                boolean isGe = words[i].equals("ge") && ge < 0;
                boolean isLe = words[i].equals("le") && le < 0;
                if (!isGe && !isLe || i + 1 == words.length || !words[i + 1].matches("\\d{1,3}")) {
                    throw new IllegalArgumentException("'" + text
                            + "' is not 'PREFIX [ge LENGTH] [le LENGTH]', for example '10.244.0.0/16 ge 24 le 28'");
                }
                int value = Integer.parseInt(words[i + 1]);
                if (isGe) {
                    ge = value;
                } else {
                    le = value;
                }
            }
            int from = ge >= 0 ? ge : prefix.lengthBits();
            int to = le >= 0 ? le : ge >= 0 ? prefix.family().lengthBitsMax() : prefix.lengthBits();
            return new Entry(prefix, from, to);
        }

        @Override
        public String toString() {
            int own = prefix.lengthBits();
            if (ge == own && le == own) {
                return prefix.toString();
            }
            return prefix + (ge == own ? "" : " ge " + ge) + " le " + le;
        }
    }

    public PrefixList {
        entries = List.copyOf(entries);
    }
}
