// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.hostile;

import static io.bgprr.bgp.rr.hostile.RawMessages.hex;

import java.util.List;

/**
 * A line of {@code attributes.txt}, where the notation is explained.
 *
 * @param changes what is done to the attributes of a sound route, in this order
 */
record AttributeCase(String name, List<String> changes, String fromExternal, String fromInternal, String clause) {

    AttributeCase {
        changes = List.copyOf(changes);
    }

    static List<AttributeCase> readAll() {
        return CaseTable.read("attributes.txt", 5).stream()
                .map(line -> new AttributeCase(
                        line.get(0), List.of(line.get(1).split("; *")), line.get(2), line.get(3), line.get(4)))
                .toList();
    }

    String expectedFrom(PeerRole role) {
        return role.isExternal() ? fromExternal : fromInternal;
    }

    RawAttributes apply(RawAttributes sound) {
        byte[] path =
                sound.each().stream().filter(one -> one[1] == 2).findFirst().orElseThrow();
        String soundPath = java.util.HexFormat.of().formatHex(path, 2, path.length);
        RawAttributes changed = sound;
        for (String change : changes) {
            String operand = change.substring(1).strip();
            changed = switch (change.charAt(0)) {
                case '=' -> changed.with(hex(operand.replace("{path}", soundPath)));
                case '+' -> changed.plus(hex(operand.replace("{path}", soundPath)));
                case '-' -> changed.without(Integer.parseInt(operand));
                default -> throw new IllegalArgumentException(change);
            };
        }
        return changed;
    }

    /** The type of the attribute that the case is about. */
    int type() {
        String last = changes.getLast();
        return last.charAt(0) == '-'
                ? Integer.parseInt(last.substring(1).strip())
                : hex(last.substring(1).strip().substring(0, 5))[1] & 0xff;
    }
}
