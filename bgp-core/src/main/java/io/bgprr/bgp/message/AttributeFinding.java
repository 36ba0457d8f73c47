// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.message;

/**
 * One thing that was wrong with an attribute of an UPDATE, and what was done about it.
 *
 * @param typeCode the attribute, 0 when it is about the attribute list as a whole
 * @param text a clause for people, for example {@code "length 3, must be 4 (RFC 7606 §7.4)"}
 */
public record AttributeFinding(int typeCode, UpdateOutcome outcome, String text) {}
