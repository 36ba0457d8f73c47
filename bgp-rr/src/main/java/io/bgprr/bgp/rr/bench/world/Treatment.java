// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.world;

/** What happened to attributes on their way. */
public enum Treatment {
    /** Nothing: as a peer sends them, and as a relay hands them on. */
    NONE,
    /** Reflected to a client (RFC 4456 §8): originator and cluster were added, all else was left alone. */
    REFLECTED,
    /** Sent to another AS (RFC 4271 §5.1): AS prepended, next hop changed, nothing that is for the inside. */
    EXTERNAL
}
