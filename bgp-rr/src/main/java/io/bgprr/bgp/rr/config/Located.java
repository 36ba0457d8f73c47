// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

/**
 * A value that was read, and where it stood, for what is found wrong with it later.
 */
record Located<T>(T value, Place place) {}
