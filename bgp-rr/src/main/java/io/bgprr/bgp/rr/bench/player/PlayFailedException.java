// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.bench.player;

/** The daemon did not do what is right, or not in time; the message is the verdict's reason. */
final class PlayFailedException extends Exception {

    PlayFailedException(String why) {
        super(why, null, false, false);
    }
}
