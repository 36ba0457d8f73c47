// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that holds: includes and substitutions resolved, neighbours with what their group says, defaults filled
 * in, secrets masked. It is spelled out on demand, for a large file makes a long text.
 */
public final class EffectiveConfig {

    /** A value that knows more of itself than its text does: what it leaves out is filled in. */
    interface Spelled {

        /** Maps, lists, texts and numbers, as a file may say it. */
        Object spelled();
    }

    static final String MASK = "***";

    private final Block root;
    private final List<Block> neighbors;

    EffectiveConfig(Block root, List<Block> neighbors) {
        this.root = root;
        this.neighbors = neighbors;
    }

    /** As a JSON object, which is a configuration file again but for its secrets. */
    public String toJson() {
        Map<String, Object> tree = spell(ConfigSchema.ROOT, root);
        Object bgp = tree.get(ConfigSchema.BGP.name());
        if (bgp instanceof Map<?, ?> section) {
            Map<String, Object> filled = new LinkedHashMap<>();
            section.forEach((key, value) -> filled.put((String) key, value));
            filled.put(
                    ConfigSchema.NEIGHBORS.name(),
                    neighbors.stream()
                            .map(neighbor -> spell(ConfigSchema.NEIGHBOR, neighbor))
                            .toList());
            tree.put(ConfigSchema.BGP.name(), filled);
        }
        return ConfigValueFactory.fromMap(tree)
                .render(ConfigRenderOptions.concise().setFormatted(true));
    }

    private static Map<String, Object> spell(Section section, Block block) {
        Map<String, Object> spelled = new LinkedHashMap<>();
        for (Key<?> key : section.keys()) {
            Object value = spell(key, block);
            if (value != null) {
                spelled.put(key.name(), value);
            }
        }
        return spelled;
    }

    private static @Nullable Object spell(Key<?> key, Block block) {
        Located<?> found = block.find(key);
        if (found == null) {
            if (key.type() instanceof Section section) {
                return spell(section, Block.at(block.place()));
            }
            String text = key.defaultText();
            return text == null ? null : Key.parse(text).unwrapped();
        }
        if (key.type() instanceof ValueType.Scalar<?> scalar && scalar.isSecret()) {
            return MASK;
        }
        return spell(key.type(), found);
    }

    private static Object spell(ValueType<?> type, Located<?> located) {
        if (type instanceof Section section && located.value() instanceof Block block) {
            return spell(section, block);
        }
        if (type instanceof ValueType.ListOf<?>(ValueType<?> element) && located.value() instanceof List<?> list) {
            List<Object> spelled = new ArrayList<>();
            list.forEach(each -> spelled.add(spell(element, (Located<?>) each)));
            return spelled;
        }
        if (type instanceof ValueType.Named<?>(ValueType<?> element)
                && located.value() instanceof SequencedMap<?, ?> named) {
            Map<String, Object> spelled = new LinkedHashMap<>();
            named.forEach((name, each) -> spelled.put((String) name, spell(element, (Located<?>) each)));
            return spelled;
        }
        if (located.value() instanceof Spelled value) {
            return value.spelled();
        }
        return Objects.requireNonNull(located.place().value().unwrapped());
    }

    @Override
    public String toString() {
        return toJson();
    }
}
