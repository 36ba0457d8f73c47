// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import static io.bgprr.bgp.rr.config.ConfigSchema.*;

import com.typesafe.config.ConfigObject;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.speaker.PrefixLimit;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code max-prefixes} says: one number for every family, a limit for each, or {@code none}. */
record MaxPrefixes(Map<AddressFamily, PrefixLimit> byFamily) implements EffectiveConfig.Spelled {

    private static final int RESTART_SECONDS_MAX = 86_400;

    static final String LIMIT_ALLOWED = "a number in 1..100000000 | { limit = NUMBER, ... }";
    private static final String ALLOWED =
            "none | a number in 1..100000000 | { ipv4-unicast = LIMIT, ipv6-unicast = LIMIT } with each: "
                    + LIMIT_ALLOWED;

    /** The type of {@code max-prefixes}. */
    record Type() implements ValueType<MaxPrefixes> {

        private static final ValueType.Scalar<MaxPrefixes> WORD =
                ValueType.Scalar.of(ALLOWED, text -> text.equals("none") ? new MaxPrefixes(Map.of()) : ofNumber(text));

        private static MaxPrefixes ofNumber(String text) {
            Map<AddressFamily, PrefixLimit> limits = new EnumMap<>(AddressFamily.class);
            for (AddressFamily family : AddressFamily.values()) {
                limits.put(
                        family, PrefixLimit.of(MAX_PREFIXES_LIMIT_TYPE.parser().apply(text)));
            }
            return new MaxPrefixes(limits);
        }

        @Override
        public String allowed() {
            return ALLOWED;
        }

        @Override
        public @Nullable MaxPrefixes read(Place place, Problems problems) {
            if (!(place.value() instanceof ConfigObject)) {
                return WORD.read(place, problems);
            }
            Block block = MAX_PREFIXES_SECTION.read(place, problems);
            if (block == null) {
                return null;
            }
            Map<AddressFamily, PrefixLimit> limits = new EnumMap<>(AddressFamily.class);
            for (Key<PrefixLimit> key : MAX_PREFIXES_FAMILIES) {
                PrefixLimit limit = block.valueOf(key);
                AddressFamily family = AddressFamily.ofLabel(key.name());
                if (limit != null && family != null) {
                    limits.put(family, limit);
                }
            }
            return new MaxPrefixes(limits);
        }
    }

    /** The type of one family's limit. */
    record LimitType() implements ValueType<PrefixLimit> {

        private static final ValueType.Scalar<PrefixLimit> NUMBER = ValueType.Scalar.of(
                LIMIT_ALLOWED,
                text -> PrefixLimit.of(MAX_PREFIXES_LIMIT_TYPE.parser().apply(text)));

        @Override
        public String allowed() {
            return LIMIT_ALLOWED;
        }

        @Override
        public @Nullable PrefixLimit read(Place place, Problems problems) {
            if (!(place.value() instanceof ConfigObject)) {
                return NUMBER.read(place, problems);
            }
            Block block = PREFIX_LIMIT_SECTION.read(place, problems);
            Integer prefixesMax = block == null ? null : block.valueOf(PREFIX_LIMIT_LIMIT);
            if (block == null || prefixesMax == null) {
                return null;
            }
            PrefixLimit.Action action = block.get(PREFIX_LIMIT_ACTION);
            if (action != PrefixLimit.Action.CEASE && block.has(PREFIX_LIMIT_RESTART)) {
                problems.warning(
                        block.placeOf(PREFIX_LIMIT_RESTART),
                        "has no effect with action = " + action.label() + ", which ends no session");
            }
            return new PrefixLimit(
                    prefixesMax,
                    block.get(PREFIX_LIMIT_WARN),
                    action,
                    action == PrefixLimit.Action.CEASE ? block.get(PREFIX_LIMIT_RESTART) : 0,
                    block.get(PREFIX_LIMIT_COUNT));
        }
    }

    /** {@code never}, which is 0, or a duration. */
    static ValueType.Scalar<Integer> restart() {
        ValueType.Scalar<Integer> duration = TextFormats.seconds(1, RESTART_SECONDS_MAX, false);
        return ValueType.Scalar.of(
                "never, or " + duration.allowed(),
                text -> text.equals("never") ? 0 : duration.parser().apply(text));
    }

    @Override
    public Object spelled() {
        if (byFamily.isEmpty()) {
            return "none";
        }
        Map<String, Object> families = new LinkedHashMap<>();
        byFamily.forEach((family, limit) -> {
            Map<String, Object> keys = new LinkedHashMap<>();
            keys.put(PREFIX_LIMIT_LIMIT.name(), limit.prefixesMax());
            keys.put(PREFIX_LIMIT_WARN.name(), limit.warnPercent() + " %");
            keys.put(PREFIX_LIMIT_ACTION.name(), limit.action().label());
            if (limit.action() == PrefixLimit.Action.CEASE) {
                int seconds = limit.restartSeconds();
                keys.put(PREFIX_LIMIT_RESTART.name(), seconds == 0 ? "never" : seconds + "s");
            }
            keys.put(PREFIX_LIMIT_COUNT.name(), limit.count().label());
            families.put(family.label(), keys);
        });
        return families;
    }
}
