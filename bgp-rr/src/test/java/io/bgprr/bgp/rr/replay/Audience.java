// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.replay;

/** Whom the daemon tells: each kind sees the same routes with other attributes. */
enum Audience {
    CLIENT(NaiveSpeaker.AS, true),
    OLD_CLIENT(NaiveSpeaker.AS, false),
    EXTERNAL(65010, true);

    private final long as;
    private final boolean isFourOctetAs;

    Audience(long as, boolean isFourOctetAs) {
        this.as = as;
        this.isFourOctetAs = isFourOctetAs;
    }

    long as() {
        return as;
    }

    boolean isFourOctetAs() {
        return isFourOctetAs;
    }
}
