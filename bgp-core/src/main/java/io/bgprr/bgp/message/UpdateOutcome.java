// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.message;

/**
 * What becomes of an UPDATE that could be read, the strongest of its findings (RFC 7606 §2). A session reset is not among
 * them: that is an exception of the decoder.
 */
public enum UpdateOutcome {
    ACCEPT,
    ATTRIBUTE_DISCARD,
    TREAT_AS_WITHDRAW
}
