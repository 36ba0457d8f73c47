// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.lab;

import java.util.List;

/** A peer of the reflector, whatever plays it: what it originates, and what it holds of the others. */
public interface LabPeer {

    Role role();

    /** What it should originate now. */
    List<LabRoute> announced();

    /** The routes that it has from the reflector now. */
    List<LabRoute> heard();
}
