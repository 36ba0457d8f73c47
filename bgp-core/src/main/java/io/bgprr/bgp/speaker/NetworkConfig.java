// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.net.Prefix;

/**
 * A route that this speaker originates.
 *
 * @param attributes complete: ORIGIN, an empty AS_PATH, LOCAL_PREF where configured, communities, the next hop. The next hop
 *     {@code 0.0.0.0} or {@code ::} stands for the session's own local address
 */
public record NetworkConfig(Prefix prefix, AttributeSet attributes) {}
