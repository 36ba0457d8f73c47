// SPDX-License-Identifier: Apache-2.0
/**
 * What may come in and go out: the rules that protect from loops, and what the operator asked for.
 *
 * <h2>Owns</h2>
 *
 * {@link ImportRules}, which no configuration turns off: our AS, our identifier, our clusters, our addresses. {@link
 * PolicyDefinition}, a policy as written, with its {@link PrefixList}s; {@link PolicyCompiler}, which fills in the default of the
 * peer's kind; {@link Policy}, what is asked for each route.
 *
 * <h2>Thread</h2>
 *
 * Everything here is immutable and may be shared. The RibLoop asks.
 *
 * <h2>Data flow</h2>
 *
 * A received UPDATE meets the rules once, for they read attributes only; then each of its prefixes meets the import policy. A
 * refused route is kept with the reason, so that a changed policy needs no refresh from the peer: the RibLoop asks again for the
 * routes it holds. On the way out the export policy is part of an update group's key, and is asked once for all its members.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>An external peer without a policy exchanges nothing, and both the reason of a refusal and {@link Policy#describe} say so.
 *   <li>Policies of equal definitions are equal: a reload re-evaluates only what changed, and groups split only for a reason.
 *   <li>A policy that lets a route pass unchanged returns the very set that it was given.
 *   <li>{@link Policy#readsPrefix} is false only if the verdict holds for every prefix with these attributes.
 *   <li>Asking allocates nothing.
 * </ul>
 *
 * <h2>Not here</h2>
 *
 * Malformed attributes and what is done about them ({@code wire}); which of the accepted paths is best ({@code decision}); who hears of
 * it, and with which next hop ({@code export}).
 *
 * <h2>RFCs</h2>
 *
 * RFC 4271 §5.1.3, §9.1.1, §9.1.2; RFC 4456 §8; RFC 8212.
 */
@NullMarked
package io.bgprr.bgp.policy;

import org.jspecify.annotations.NullMarked;
