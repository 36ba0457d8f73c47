// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.player;

import java.io.IOException;

/** What happens once everybody has the first table. */
@FunctionalInterface
interface Act {
    void play(Play play) throws PlayFailedException, IOException;

    /** Nothing more. */
    static void none(Play play) {
        play.progress("converged");
    }
}
