// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.message;

/** A BGP message (RFC 4271 §4, RFC 2918). */
public sealed interface Message permits Open, Update, Notification, Keepalive, RouteRefresh {

    int TYPE_OPEN = 1;
    int TYPE_UPDATE = 2;
    int TYPE_NOTIFICATION = 3;
    int TYPE_KEEPALIVE = 4;
    int TYPE_ROUTE_REFRESH = 5;

    /** Octets of the header (RFC 4271 §4.1). */
    int HEADER_LENGTH_BYTES = 19;

    /** The largest message without RFC 8654. */
    int LENGTH_BYTES_MAX = 4096;

    /** The largest message with RFC 8654. */
    int EXTENDED_LENGTH_BYTES_MAX = 65535;
}
