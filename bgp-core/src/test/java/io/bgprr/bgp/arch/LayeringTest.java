// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.Signature;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between the packages of {@code bgp-core}, read from its own class files. */
class LayeringTest {

    @Test
    void everyClassKnowsOnlyWhatItsPackageMay() throws Exception {
        for (Path file : classFiles()) {
            assertThat(Layering.violations(ClassFile.of().parse(file))).isEmpty();
        }
    }

    @Test
    void everyPackageHasItsEssay() throws Exception {
        Set<Path> packages = classFiles().stream().map(Path::getParent).collect(Collectors.toSet());

        assertThat(packages)
                .isNotEmpty()
                .allSatisfy(directory ->
                        assertThat(directory.resolve("package-info.class")).exists());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    net,       io.bgprr.bgp.attribute.Origin,     net comes before attribute
                    message,   io.bgprr.bgp.transport.Acceptor,   message comes before transport
                    session,   io.bgprr.bgp.rib.LocRib,           session comes before rib
                    rib,       io.bgprr.bgp.session.SessionFsm,   rib and session do not know each other
                    speaker,   io.bgprr.bgp.common.Strings,       it is in no package of the list
                    speaker,   io.netty.channel.Channel,          only transport knows channels
                    wire,      io.netty.handler.ssl.SslHandler,   only transport knows channels
                    rib,       io.netty.buffer.ByteBuf,           rib does not use Netty's buffers
                    transport, org.slf4j.Logger,                  bgp-core knows no such library
                    transport, java.util.logging.Logger,          bgp-core does not log
                    net,       java.lang.System$Logger,           bgp-core does not log
                    speaker,   com.typesafe.config.Config,        bgp-core knows no such library
                    export,    io.micrometer.core.instrument.Tag, bgp-core knows no such library
                    """)
    void refusesAReferenceHoweverItIsMade(String layer, String target, String why) {
        assertThat(waysToRefer(layer, ClassDesc.of(target)))
                .allSatisfy(type -> assertThat(Layering.violations(type))
                        .singleElement()
                        .asString()
                        .startsWith("io/bgprr/bgp/" + layer + "/Suspect refers to " + target.replace('.', '/'))
                        .contains(why));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    attribute, io.bgprr.bgp.net.Prefix
                    decision,  io.bgprr.bgp.rib.LocRib
                    decision,  io.bgprr.bgp.session.DownReason
                    rib,       io.bgprr.bgp.rib.LocRib
                    transport, io.bgprr.bgp.speaker.BgpSpeaker
                    transport, io.netty.channel.Channel
                    wire,      io.netty.buffer.ByteBuf
                    export,    io.netty.util.ReferenceCounted
                    net,       java.net.InetAddress
                    policy,    org.jspecify.annotations.Nullable
                    """)
    void acceptsWhatTheArrowsAllow(String layer, String target) {
        assertThat(waysToRefer(layer, ClassDesc.of(target)))
                .allSatisfy(type -> assertThat(Layering.violations(type)).isEmpty());
    }

    @Test
    void refusesAClassOutsideTheListedPackages() {
        assertThat(Layering.violations(suspect("util", ClassDesc.of("java.lang.String"), Way.FIELD)))
                .singleElement()
                .asString()
                .startsWith("io/bgprr/bgp/util/Suspect is in no package of the list");
    }

    private enum Way {
        FIELD,
        ARRAY_PARAMETER,
        CALL,
        GENERIC_SIGNATURE,
        ANNOTATION,
        INTERFACE
    }

    private static List<ClassModel> waysToRefer(String layer, ClassDesc target) {
        return Stream.of(Way.values()).map(way -> suspect(layer, target, way)).toList();
    }

    private static ClassModel suspect(String layer, ClassDesc target, Way way) {
        ClassDesc list = ClassDesc.of("java.util.List");
        MethodTypeDesc nothing = MethodTypeDesc.ofDescriptor("()V");
        MethodTypeDesc array = MethodTypeDesc.of(ClassDesc.ofDescriptor("V"), target.arrayType());
        byte[] bytes = ClassFile.of().build(ClassDesc.of("io.bgprr.bgp." + layer + ".Suspect"), type -> {
            switch (way) {
                case FIELD -> type.withField("field", target, 0);
                case ARRAY_PARAMETER -> type.withMethod("method", array, ClassFile.ACC_ABSTRACT, _ -> {});
                case CALL ->
                    type.withMethodBody(
                            "method",
                            nothing,
                            ClassFile.ACC_STATIC,
                            code -> code.invokestatic(target, "called", nothing).return_());
                case GENERIC_SIGNATURE ->
                    type.withField(
                            "field",
                            list,
                            field -> field.with(SignatureAttribute.of(Signature.ClassTypeSig.of(
                                    list, Signature.TypeArg.of(Signature.ClassTypeSig.of(target))))));
                case ANNOTATION -> type.with(RuntimeVisibleAnnotationsAttribute.of(Annotation.of(target)));
                case INTERFACE -> type.withInterfaceSymbols(target);
            }
        });
        return ClassFile.of().parse(bytes);
    }

    private static List<Path> classFiles() throws IOException, URISyntaxException, ClassNotFoundException {
        Class<?> ours = Class.forName("io.bgprr.bgp.net.package-info");
        Path root =
                Path.of(ours.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .toList();
        }
    }
}
