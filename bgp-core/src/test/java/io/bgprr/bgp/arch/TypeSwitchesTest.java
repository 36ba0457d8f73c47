// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.arch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.session.FsmState;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** No class of {@code bgp-core} switches over types; {@link TypeSwitches} says why. */
class TypeSwitchesTest {

    @Test
    void noClassSwitchesOverTypes() throws Exception {
        assertThat(TypeSwitches.inClassFilesOf(FsmState.class)).isEmpty();
    }

    @Test
    void theMethodWithTheSwitchIsNamed() throws IOException {
        assertThat(in(OverTypes.class))
                .singleElement()
                .asString()
                .startsWith("io/bgprr/bgp/arch/TypeSwitchesTest$OverTypes.applyAsInt has a switch over types");
        assertThat(in(OverNull.class)).singleElement().asString().contains("$OverNull.test ");
    }

    @Test
    void otherSwitchesAndPatternsArePermitted() throws IOException {
        assertThat(in(OverEnum.class)).isEmpty();
        assertThat(in(Pair.class)).isEmpty();
    }

    private static List<String> in(Class<?> type) throws IOException {
        String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
        try (InputStream bytes = Objects.requireNonNull(type.getResourceAsStream(file))) {
            return TypeSwitches.in(ClassFile.of().parse(bytes.readAllBytes()));
        }
    }

    private static final class OverTypes implements ToIntFunction<Object> {
        @Override
        public int applyAsInt(Object value) {
            return switch (value) {
                case String text -> text.length();
                case Integer number -> number;
                default -> 0;
            };
        }
    }

    private static final class OverNull implements Predicate<@Nullable FsmState> {
        @Override
        public boolean test(@Nullable FsmState state) {
            return switch (state) {
                case null -> true;
                case ESTABLISHED -> true;
                default -> false;
            };
        }
    }

    private static final class OverEnum implements BiPredicate<FsmState, String> {
        @Override
        public boolean test(FsmState state, String label) {
            return switch (state) {
                case ESTABLISHED ->
                    switch (label) {
                        case "up", "established" -> true;
                        default -> false;
                    };
                default -> false;
            };
        }
    }

    private record Pair(Object left, Object right) implements ToIntFunction<Object> {
        @Override
        public int applyAsInt(Object value) {
            return value instanceof Pair(String left, Object _) ? left.length() : 0;
        }
    }
}
