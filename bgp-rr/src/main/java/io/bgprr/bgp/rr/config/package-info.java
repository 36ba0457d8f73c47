// SPDX-License-Identifier: Apache-2.0
/**
 * The configuration file: HOCON in, the desired state of a speaker out, or every error at once.
 *
 * <h2>Owns</h2>
 * The schema ({@code ConfigSchema}): which keys exist, what they may hold, in which unit, and what holds without them. It is a
 * table, and everything else reads it: the walk over the file, the guesses at misspelled keys, the spelled-out effective
 * configuration, and the test that holds {@code config/bgp-rr.conf} to it. To add a key, add a row, use it in an assembly, and
 * describe it in the reference.
 *
 * <h2>Thread</h2>
 * None of its own. Loading shares no state between calls; an outcome is immutable.
 *
 * <h2>Data flow</h2>
 * {@code ConfigLoader} parses the file with a {@code StrictIncluder} and resolves substitutions against an
 * {@code Environment}. {@code Section} walks the tree by the schema and leaves a {@code Block} for each object: typed values,
 * each {@code Located} at its {@code Place}. The assemblies make records of {@code bgp-core} from blocks, a neighbour's block
 * laid over its group's, and look for what does not fit together. Everything wrong on the way goes into {@code Problems}, and
 * the walk goes on. The result is a {@code LoadedConfig} or a {@code RejectedConfig}; there is no third.
 *
 * <h2>Invariants</h2>
 * A key that is not in the schema is an error. A key whose feature does not exist is refused with a sentence, never ignored. A
 * secret is in no message, warning or rendering. Nothing is looked up by name in the network: addresses are literals. A loaded
 * configuration is consistent, so that who applies it need not check it again.
 *
 * <h2>Not here</h2>
 * Applying a configuration, and what a change costs: {@code ReconfigurePlan} in {@code bgp-core}. When to reload: the daemon.
 *
 * <h2>RFCs</h2>
 * 4271, 4456 (clients, cluster identifiers), 5082 (ttl-security), 5396 (AS numbers as text), 1997, 4360 and 8092
 * (communities), 7607, 8212 (no policy, no routes), 9687 (send hold time).
 */
@NullMarked
package io.bgprr.bgp.rr.config;

import org.jspecify.annotations.NullMarked;
