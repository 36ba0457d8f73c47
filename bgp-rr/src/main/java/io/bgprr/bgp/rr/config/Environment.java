// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ${NAME}} finds when the file has no such key: the environment variables, and nothing for names that were
 * already reported as missing, so that one missing name does not hide the next.
 */
final class Environment implements ConfigResolver {

    /** How the origin of a value from here is described. */
    static final String ORIGIN = "the environment variable ";

    /** The origin of a stand-in; whoever meets it says nothing, for its absence was reported. */
    static final String MISSING = "a missing substitution";

    private final Map<String, String> variables;
    private final Set<String> missing = new HashSet<>();

    Environment(Map<String, String> variables) {
        this.variables = variables;
    }

    /** From now on the name resolves to a stand-in. Returns false when it already did. */
    boolean addMissing(String name) {
        return missing.add(name);
    }

    @Override
    public @Nullable ConfigValue lookup(String path) {
        String text = variables.get(path);
        if (text != null) {
            return ConfigValueFactory.fromAnyRef(text, ORIGIN + path);
        }
        return missing.contains(path) ? ConfigValueFactory.fromAnyRef("", MISSING) : null;
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
        return this;
    }

    static boolean isStandIn(ConfigValue value) {
        return value.origin().description().equals(MISSING);
    }
}
