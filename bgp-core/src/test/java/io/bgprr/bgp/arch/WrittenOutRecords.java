// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.arch;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Records that write out {@code equals} for speed: one that a component is added to one day must not forget it. */
public final class WrittenOutRecords {

    private static final ClassDesc GENERATED = ClassDesc.of("java.lang.runtime.ObjectMethods");

    private final List<String> names = new ArrayList<>();
    private final List<String> forgotten = new ArrayList<>();

    private WrittenOutRecords() {}

    /** Those in the class files from which {@code oneOfThem} comes. */
    public static WrittenOutRecords inClassFilesOf(Class<?> oneOfThem) throws IOException, URISyntaxException {
        WrittenOutRecords records = new WrittenOutRecords();
        Path root = Path.of(
                oneOfThem.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .toList()) {
                records.add(ClassFile.of().parse(file));
            }
        }
        return records;
    }

    static WrittenOutRecords in(ClassModel type) {
        WrittenOutRecords records = new WrittenOutRecords();
        records.add(type);
        return records;
    }

    /** The names of the records, with slashes. */
    public List<String> names() {
        return names;
    }

    /** One sentence for every component that an {@code equals} does not read. */
    public List<String> forgotten() {
        return forgotten;
    }

    private void add(ClassModel type) {
        List<String> components = type.findAttribute(Attributes.record()).stream()
                .flatMap(record -> record.components().stream())
                .map(component -> component.name().stringValue())
                .toList();
        for (MethodModel method : type.methods()) {
            if (!components.isEmpty() && isWrittenOut(method)) {
                String name = type.thisClass().asInternalName();
                names.add(name);
                Set<String> read = read(method);
                components.stream()
                        .filter(component -> !read.contains(component))
                        .forEach(component -> forgotten.add(name + ".equals does not read " + component));
            }
        }
    }

    private static boolean isWrittenOut(MethodModel method) {
        return method.methodName().equalsString("equals")
                && elements(method)
                        .noneMatch(element -> element instanceof InvokeDynamicInstruction call
                                && call.bootstrapMethod().owner().equals(GENERATED));
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
