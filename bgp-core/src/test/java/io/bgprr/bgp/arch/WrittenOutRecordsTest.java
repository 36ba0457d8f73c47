// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.arch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.session.FsmState;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A record that writes out {@code equals} for speed must not forget a component that is added one day. */
class WrittenOutRecordsTest {

    @Test
    void everyComponentIsCompared() throws Exception {
        Path root = Path.of(FsmState.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> forgotten = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .toList()) {
                forgotten.addAll(forgottenBy(ClassFile.of().parse(file)));
            }
        }
        assertThat(forgotten).isEmpty();
    }

    @Test
    void aComponentThatIsNotComparedIsNamed() throws IOException {
        String file = WrittenOutRecordsTest.class.getSimpleName() + "$" + Forgetful.class.getSimpleName() + ".class";
        try (InputStream bytes = Objects.requireNonNull(Forgetful.class.getResourceAsStream(file))) {
            assertThat(forgottenBy(ClassFile.of().parse(bytes.readAllBytes())))
                    .containsExactly("io/bgprr/bgp/arch/WrittenOutRecordsTest$Forgetful.equals does not read right");
        }
    }

    private record Forgetful(int left, int right) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Forgetful that && left == that.left;
        }

        @Override
        public int hashCode() {
            return left;
        }
    }

    private static List<String> forgottenBy(ClassModel type) {
        return type.findAttribute(Attributes.record()).stream()
                .flatMap(record -> record.components().stream())
                .map(component -> component.name().stringValue())
                .flatMap(component -> type.methods().stream()
                        .filter(method -> isWrittenOut(method))
                        .filter(method -> !read(method).contains(component))
                        .map(method -> type.thisClass().asInternalName() + "." + method.methodName() + " does not read "
                                + component))
                .toList();
    }

    private static boolean isWrittenOut(MethodModel method) {
        return method.methodName().equalsString("equals")
                && elements(method).noneMatch(element -> element instanceof InvokeDynamicInstruction);
    }

    private static Set<String> read(MethodModel method) {
        return elements(method)
                .filter(FieldInstruction.class::isInstance)
                .map(element -> ((FieldInstruction) element).name().stringValue())
                .collect(Collectors.toSet());
    }

    private static Stream<CodeElement> elements(MethodModel method) {
        return method.code().stream().flatMap(code -> code.elementStream());
    }
}
