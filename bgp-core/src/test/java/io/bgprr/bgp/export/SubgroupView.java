// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import org.jspecify.annotations.Nullable;

/** The subgroup that a member is in at a moment, for checks that live outside of this package. */
public final class SubgroupView {

    private final UpdateGroup group;
    private final @Nullable UpdateSubgroup subgroup;

    public SubgroupView(ExportMember member) {
        group = member.group();
        subgroup = member.subgroup;
    }

    /** Whether both are members of one group and none waits to join. */
    public boolean isOfSameGroup(SubgroupView other) {
        return group == other.group && subgroup != null && other.subgroup != null;
    }

    public boolean isSame(SubgroupView other) {
        return subgroup == other.subgroup;
    }

    /** The first destination of which both hold something different, 0 = none. */
    public int difference(SubgroupView other, int destinationLimit) {
        UpdateSubgroup mine = subgroup;
        UpdateSubgroup theirs = other.subgroup;
        for (int i = 1; mine != null && theirs != null && i < destinationLimit; i++) {
            if (mine.adjRibOut().get(i) != theirs.adjRibOut().get(i)) {
                return i;
            }
        }
        return 0;
    }
}
