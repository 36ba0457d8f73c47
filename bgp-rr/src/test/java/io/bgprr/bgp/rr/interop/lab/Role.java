// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.lab;

import java.util.List;

/**
 * What a daemon plays in a lab.
 *
 * @param name also the name of its directory
 * @param address where it speaks from and listens, on loopback
 * @param port where it listens
 * @param as its AS number; another one than the reflector's makes it an external peer
 * @param passive it waits for the reflector to dial; otherwise it dials
 * @param reflectorAddress whom it peers with
 * @param announced what it originates from the start
 */
public record Role(
        String name,
        String address,
        int port,
        String routerId,
        long as,
        boolean passive,
        String reflectorAddress,
        int reflectorPort,
        long reflectorAs,
        List<LabRoute> announced) {

    public Role {
        announced = List.copyOf(announced);
    }

    /** The same towards another reflector. */
    public Role towards(String otherAddress, int otherPort) {
        return new Role(name, address, port, routerId, as, passive, otherAddress, otherPort, reflectorAs, announced);
    }

    public boolean isExternal() {
        return as != reflectorAs;
    }
}
