// SPDX-License-Identifier: Apache-2.0
/**
 * The peers of {@code scripts/demo}: two nodes and a top-of-rack router, which are speakers of bgp-core inside one Java
 * program. It is also the shortest example of how a program embeds a speaker.
 *
 * <h2>Owns</h2>
 *
 * <p>{@code DemoPeer} is one embedded speaker with one session, which the daemon's rehearsal uses too; {@code DemoPeers} is
 * the program, told what to do by lines on its standard input.
 *
 * <h2>Thread</h2>
 *
 * <p>The main thread reads commands and waits for the speakers' futures; the speakers have threads of their own.
 *
 * <h2>Data flow</h2>
 *
 * <p>{@code SpeakerConfig} in, {@code RoutePage} out: nothing but the façade {@code BgpSpeaker} is used.
 *
 * <h2>Invariants</h2>
 *
 * <p>The end of standard input ends everything, so that a demo that was interrupted leaves nothing behind. Traffic stays on
 * loopback; next hops are addresses for documentation, since a speaker refuses 127.0.0.0/8 as a next hop.
 *
 * <h2>Not here</h2>
 *
 * <p>The reflector: the demo runs the real daemon.
 *
 * <h2>RFCs</h2>
 *
 * <p>RFC 5737 and RFC 3849 (addresses for documentation).
 */
@NullMarked
package io.bgprr.bgp.rr.demo;

import org.jspecify.annotations.NullMarked;
