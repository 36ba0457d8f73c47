// SPDX-License-Identifier: Apache-2.0
/**
 * What Prometheus is told about the speaker.
 *
 * <h2>Owns</h2>
 *
 * {@link SpeakerMetrics}, the small interface that the admin server knows; {@link BgpMetrics}, which stands behind it with
 * Micrometer and the simpleclient registry; {@link SpeakerCollector}, the names, and {@link PeerNames}, the label
 * {@code peer}; {@link CollectorPauses}, how long the collectors stopped the world.
 *
 * <h2>Thread</h2>
 *
 * A scrape runs on the admin server's worker, one at a time. {@link CollectorPauses} waits on a thread of its own.
 *
 * <h2>Data flow</h2>
 *
 * The engines count in plain {@code long}s. A scrape asks for one {@code SpeakerSnapshot} and everything it tells comes from
 * that one: the figures of a scrape belong together, and a peer that is gone is gone from the next scrape. 5,000 peers of
 * two families are some 190,000 samples; as Micrometer meters they would be as many objects for ever, each found again by
 * hashing its tags. So the speaker's figures are made by one simpleclient {@code Collector} at scrape time and forgotten
 * after it; Micrometer serves what lives as long as the process: the JVM and the build.
 *
 * <h2>Names</h2>
 *
 * GoBGP's, where promtool accepts them, for they are what people have graphs of: {@code bgp_peer_state},
 * {@code bgp_routes_received}, {@code bgp_received_update_total} and so on, with the labels {@code peer} and
 * {@code route_family}. Where GoBGP's name is no good name: {@code bgp_peer_flop_count} is
 * {@code bgp_peer_flaps_total}, {@code bgp_peer_out_queue_count} is {@code bgp_peer_out_queue_bytes},
 * {@code bgp_peer_uptime} is {@code bgp_peer_uptime_seconds} and really an uptime.
 *
 * <h2>Invariants</h2>
 *
 * Every family has a HELP, base units, and passes {@code promtool check metrics}. No label carries a prefix or an error's
 * text: what is unbounded is not a label. Two peers never share a label value.
 *
 * <h2>Not here</h2>
 *
 * HTTP ({@code admin}), and counting (the engines).
 *
 * <h2>RFCs</h2>
 *
 * None; the nouns are those of RFC 4271.
 */
@NullMarked
package io.bgprr.bgp.rr.metrics;

import org.jspecify.annotations.NullMarked;
