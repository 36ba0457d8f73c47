// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.policy.PrefixList;
import io.bgprr.bgp.speaker.PrefixLimit.Action;
import io.bgprr.bgp.speaker.PrefixLimit.Count;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A speaker with one limited client and one bystander, for the tests of limits. */
final class PrefixLimitLab {

    static final String PEER = "192.0.2.1";
    static final String BYSTANDER = "192.0.2.2";

    static PrefixLimit limit(int max, Action action) {
        return new PrefixLimit(max, 75, action, 300, Count.RECEIVED);
    }

    static PrefixLimit acceptedLimit(int max, Action action) {
        return new PrefixLimit(max, 75, action, 300, Count.ACCEPTED);
    }

    static SpeakerConfig config(@Nullable PrefixLimit ipv4) {
        return config(ipv4 == null ? Map.of() : Map.of(AddressFamily.IPV4_UNICAST, ipv4), PolicyDefinition.ACCEPT);
    }

    static SpeakerConfig config(Map<AddressFamily, PrefixLimit> limits, PolicyDefinition policy) {
        Configs speaker = Configs.speaker(64512, "192.0.2.10");
        return speaker.neighbor(speaker.peer(PEER)
                        .client()
                        .passive()
                        .policies(policy, PolicyDefinition.ACCEPT)
                        .build()
                        .withMaxPrefixes(limits))
                .neighbor(speaker.peer(BYSTANDER).client().passive().build())
                .build();
    }

    static PolicyDefinition only(String entry) {
        return new PolicyDefinition.MatchPrefixList(new PrefixList("only", List.of(PrefixList.Entry.parse(entry))));
    }

    static PrefixLimitSnapshot state(SpeakerLab lab) {
        return Objects.requireNonNull(lab.ipv4(PEER).prefixLimit());
    }

    static <E extends SpeakerEvent> List<E> events(SpeakerLab lab, Class<E> type) {
        return lab.events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private PrefixLimitLab() {}
}
