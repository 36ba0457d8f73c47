// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.attribute.AttributeHash;
import io.bgprr.bgp.net.SeededHash;

/**
 * The hashes of the RibLoop's tables, which SessionLoops compute for what they decode.
 *
 * @param prefixes of destinations
 * @param attributes of attribute sets
 */
record TableHashes(SeededHash prefixes, AttributeHash attributes) {

    /**
     * Hashes under secrets, so that peers cannot aim at slots of tables.
     *
     * @param prefixSeed random
     * @param attributeSeed random
     */
    static TableHashes ofSeeds(long prefixSeed, long attributeSeed) {
        return new TableHashes(new SeededHash(prefixSeed), new AttributeHash(attributeSeed));
    }
}
