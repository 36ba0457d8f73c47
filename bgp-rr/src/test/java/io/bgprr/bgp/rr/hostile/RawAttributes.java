// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import static io.bgprr.bgp.rr.hostile.RawMessages.address;
import static io.bgprr.bgp.rr.hostile.RawMessages.attribute;
import static io.bgprr.bgp.rr.hostile.RawMessages.four;
import static io.bgprr.bgp.rr.hostile.RawMessages.join;
import static io.bgprr.bgp.rr.hostile.RawMessages.octets;
import static io.bgprr.bgp.rr.hostile.RawMessages.sequence;

import java.util.ArrayList;
import java.util.List;

/** The attributes of an UPDATE in the order in which they are sent; to be spoilt one by one. Immutable. */
record RawAttributes(List<byte[]> each) {

    static final String NEXT_HOP = "192.0.2.1";

    RawAttributes {
        each = List.copyOf(each);
    }

    /** What a sound route of such a peer carries; the path is told apart by its last AS. */
    static RawAttributes sound(PeerRole role, long lastAs) {
        List<byte[]> attributes = new ArrayList<>();
        attributes.add(attribute(0x40, 1, octets(0)));
        attributes.add(attribute(0x40, 2, role.isExternal() ? sequence(role.as(), lastAs) : sequence(lastAs)));
        attributes.add(attribute(0x40, 3, address(NEXT_HOP)));
        if (!role.isExternal()) {
            attributes.add(attribute(0x40, 5, four(100)));
        }
        return new RawAttributes(attributes);
    }

    /** With this attribute in place of the one of its code, or at the end if there is none. */
    RawAttributes with(byte[] replacement) {
        List<byte[]> changed = new ArrayList<>(each);
        for (int i = 0; i < changed.size(); i++) {
            if (changed.get(i)[1] == replacement[1]) {
                changed.set(i, replacement);
                return new RawAttributes(changed);
            }
        }
        return plus(replacement);
    }

    /** With an attribute, or any octets, at the end. */
    RawAttributes plus(byte[] more) {
        List<byte[]> changed = new ArrayList<>(each);
        changed.add(more);
        return new RawAttributes(changed);
    }

    RawAttributes without(int code) {
        return new RawAttributes(
                each.stream().filter(one -> (one[1] & 0xff) != code).toList());
    }

    RawAttributes reversed() {
        return new RawAttributes(each.reversed());
    }

    byte[] bytes() {
        return join(each.toArray(new byte[0][]));
    }

    /** An UPDATE that announces the prefixes with these attributes. */
    byte[] announce(String... prefixes) {
        byte[] nlri = RawMessages.NOTHING;
        for (String prefix : prefixes) {
            nlri = join(nlri, RawMessages.prefix(prefix));
        }
        return RawMessages.update(RawMessages.NOTHING, bytes(), nlri);
    }
}
