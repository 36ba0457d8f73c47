// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

/** Whom a member's bytes are for: the session, of which export knows only where it lives. */
public interface Recipient {

    /** The SessionLoop that owns the session, from 0. */
    int loop();
}
