// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.replay;

/** What a recording holds would end the session it is played on, for a reason that other tests look at. */
final class UnplayableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnplayableException(String reason) {
        super(reason);
    }
}
