// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import com.typesafe.config.ConfigObject;
import io.bgprr.bgp.policy.PolicyDefinition;
import io.bgprr.bgp.policy.PrefixList;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code import} or {@code export} says, with the name of a prefix list not looked up yet: the lists may follow later
 * in the file.
 */
sealed interface PolicyChoice {

    String ALLOWED = "accept | reject | { prefix-list = NAME }";

    /** The policy with its list, or null when there is no list of that name, which is then reported. */
    @Nullable
    PolicyDefinition definition(SequencedMap<String, PrefixList> lists, Problems problems);

    /** One of the words. */
    record Fixed(PolicyDefinition definition) implements PolicyChoice {
        @Override
        public PolicyDefinition definition(SequencedMap<String, PrefixList> lists, Problems problems) {
            return definition;
        }
    }

    /** The routes that a list names. */
    record ByPrefixList(String name, Place place) implements PolicyChoice {
        @Override
        public @Nullable PolicyDefinition definition(SequencedMap<String, PrefixList> lists, Problems problems) {
            PrefixList list = lists.get(name);
            if (list != null) {
                return new PolicyDefinition.MatchPrefixList(list);
            }
            String guess = Spelling.nearest(name, lists.keySet())
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("");
            problems.error(
                    place,
                    "there is no prefix list '" + name + "'" + guess + "; allowed: "
                            + (lists.isEmpty()
                                    ? "a name from bgp.prefix-lists, which is empty"
                                    : String.join(", ", lists.sequencedKeySet())));
            return null;
        }
    }

    /** The type of {@code import} and {@code export}. */
    record Type() implements ValueType<PolicyChoice> {

        private static final ValueType.Scalar<PolicyChoice> WORD = ValueType.Scalar.of(ALLOWED, text -> switch (text) {
            case "accept" -> new Fixed(PolicyDefinition.ACCEPT);
            case "reject" -> new Fixed(PolicyDefinition.REJECT);
            default -> throw new IllegalArgumentException("'" + text + "' is not a policy");
        });

        @Override
        public String allowed() {
            return ALLOWED;
        }

        @Override
        public @Nullable PolicyChoice read(Place place, Problems problems) {
            if (!(place.value() instanceof ConfigObject)) {
                return WORD.read(place, problems);
            }
            Block block = ConfigSchema.POLICY.read(place, problems);
            Located<String> name = block == null ? null : block.find(ConfigSchema.POLICY_PREFIX_LIST);
            return name == null ? null : new ByPrefixList(name.value(), name.place());
        }
    }
}
