// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

/**
 * The transport's times.
 *
 * @param connectTimeoutMillis how long a connection attempt may take: shorter than the ConnectRetryTimer (RFC 4271 §10 suggests
 *     120 s), so that its end is heard as a reason and not as silence
 * @param closeGraceMillis how long a closing connection may take to send its last octets and to hear the far end's FIN
 */
public record TransportSettings(int connectTimeoutMillis, int closeGraceMillis) {

    public static final TransportSettings DEFAULT = new TransportSettings(30_000, 3_000);
}
