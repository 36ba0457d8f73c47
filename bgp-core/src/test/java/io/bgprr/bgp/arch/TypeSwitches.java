// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.arch;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds {@code switch}es over types in compiled classes. What a daemon runs has none: the JVM's AOT cache cannot keep what they are
 * linked to, so each makes a class of its own in every process, 2 to 10 ms at a start or at the first message, and is slow until
 * that is compiled. A chain of {@code instanceof}, a method of the type, or a switch over an enum needs none of
 * it.
 */
public final class TypeSwitches {

    private static final ClassDesc BOOTSTRAPS = ClassDesc.of("java.lang.runtime.SwitchBootstraps");

    private TypeSwitches() {}

    /**
     * One sentence for every method with such a switch in the class files from which {@code oneOfThem} comes.
     *
     * @param exempt packages, with slashes
     */
    public static List<String> inClassFilesOf(Class<?> oneOfThem, String... exempt)
            throws IOException, URISyntaxException {
        Path root = Path.of(
                oneOfThem.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> found = new ArrayList<>();
        if (!Files.isDirectory(root)) {
            throw new IllegalArgumentException(root + " is not a directory of class files");
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> Stream.of(exempt).noneMatch(root.relativize(file)::startsWith))
                    .sorted()
                    .toList()) {
                found.addAll(in(ClassFile.of().parse(file)));
            }
        }
        return found;
    }

    static List<String> in(ClassModel type) {
        return type.methods().stream()
                .filter(TypeSwitches::hasSwitch)
                .map(method -> type.thisClass().asInternalName() + "." + method.methodName()
                        + " has a switch over types (or over an enum with null or a guard): use a chain of instanceof,"
                        + " a method of the type, or a switch over a plain enum")
                .toList();
    }

    private static boolean hasSwitch(MethodModel method) {
        return method.code().stream().flatMap(code -> code.elementStream()).anyMatch(TypeSwitches::isSwitch);
    }

    private static boolean isSwitch(CodeElement element) {
        return element instanceof InvokeDynamicInstruction call
                && call.bootstrapMethod().owner().equals(BOOTSTRAPS);
    }
}
