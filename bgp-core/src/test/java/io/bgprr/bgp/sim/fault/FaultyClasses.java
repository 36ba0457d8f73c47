// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim.fault;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All classes of ours once more, one of them with a fault: a world of its own beside the right one, so that no production class
 * has a switch for being wrong.
 */
final class FaultyClasses extends ClassLoader {

    private static final String OURS = "io.bgprr.";

    private final @Nullable DeliberateFault fault;
    private final ClassFile classFile;
    private final AtomicInteger places = new AtomicInteger();

    /** @param fault null for none */
    FaultyClasses(@Nullable DeliberateFault fault) {
        super(FaultyClasses.class.getClassLoader());
        setDefaultAssertionStatus(true); // Surefire has its own class loader assert, and no other
        this.fault = fault;
        this.classFile =
                ClassFile.of(ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(getParent())
                        .orElse(ClassHierarchyResolver.defaultResolver())));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            return name.startsWith(OURS) ? define(name) : super.loadClass(name, resolve);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes;
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
        if (fault != null && fault.className.equals(name)) {
            bytes = withFault(fault, classFile.parse(bytes));
            if (places.get() == 0) {
                throw new ClassNotFoundException(
                        "the code has changed: " + fault + " finds nothing to change in " + name + "." + fault.method);
            }
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] withFault(DeliberateFault planted, ClassModel model) {
        ClassTransform transform = planted.change instanceof CodeChange.Answers(int value)
                ? withBody(planted.method, value)
                : ClassTransform.transformingMethodBodies(
                        method -> isOf(planted.method, method.methodName().stringValue()), changing(planted.change));
        return classFile.transformClass(model, transform);
    }

    /** Its lambdas are of the method. */
    private static boolean isOf(String method, String name) {
        return name.equals(method) || name.startsWith("lambda$" + method + "$");
    }

    private CodeTransform changing(CodeChange change) {
        return (code, element) -> {
            if (change.apply(code, element)) {
                places.incrementAndGet();
            }
        };
    }

    private ClassTransform withBody(String name, int value) {
        return (type, element) -> {
            if (!(element instanceof MethodModel method) || !method.methodName().equalsString(name)) {
                type.with(element);
                return;
            }
            places.incrementAndGet();
            type.withMethod(
                    method.methodName(),
                    method.methodType(),
                    method.flags().flagsMask(),
                    builder -> method.forEach(part -> {
                        if (part instanceof CodeModel) {
                            var returned = method.methodTypeSymbol().returnType();
                            builder.withCode(code -> {
                                CodeChange.push(code, returned, value);
                                code.return_(TypeKind.from(returned));
                            });
                        } else {
                            builder.with(part);
                        }
                    }));
        };
    }
}
