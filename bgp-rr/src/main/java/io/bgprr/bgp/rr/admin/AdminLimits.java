// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

/**
 * The bounds of the admin server.
 *
 * @param connectionsMax open at once; more are told so and closed
 * @param bodyBytesMax of a request; nothing here needs a body
 * @param requestMillisMax how long a connection may take to bring its next request, idle time included
 * @param writeMillisMax how long a client may take nothing of an answer
 */
record AdminLimits(int connectionsMax, int bodyBytesMax, long requestMillisMax, long writeMillisMax) {

    static final AdminLimits DEFAULT = new AdminLimits(64, 16 << 10, 60_000, 30_000);
}
