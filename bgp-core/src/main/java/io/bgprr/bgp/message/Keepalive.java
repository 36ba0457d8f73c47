// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.message;

/** KEEPALIVE: a header and nothing else (RFC 4271 §4.4). */
public record Keepalive() implements Message {}
