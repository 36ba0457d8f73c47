// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.arch;

import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of who may know whom inside {@code bgp-core}, applied to one compiled class at a time.
 *
 * <p>A class refers to whatever its constant pool names: the classes it uses and the types in its
 * descriptors, generic signatures and annotations. A compile-time constant that javac copied from
 * another class leaves no name behind and is not seen.
 */
final class Layering {

    /** The packages of {@code bgp-core}; each may depend only on those before it. */
    static final List<String> LAYERS = List.of(
            "net",
            "attribute",
            "message",
            "wire",
            "session",
            "rib",
            "decision",
            "policy",
            "export",
            "speaker",
            "transport");

    private static final String ROOT = "io/bgprr/bgp/";
    private static final String TRANSPORT = "transport";

    /** Sessions and routes meet only in {@code speaker}, through bounded mailboxes. */
    private static final Set<String> STRANGERS = Set.of("session", "rib");

    /** Buffers carry bytes to and from the wire; everything else computes on plain values. */
    private static final Set<String> USES_BUFFERS = Set.of("session", "wire", "export", "speaker", TRANSPORT);

    /** An embedder chooses these, so the library may not. */
    private static final List<String> NEVER = List.of("java/util/logging/", "java/lang/System$Logger");

    /** All else that is not ours needs a reason to be added here. */
    private static final List<String> OUTSIDE = List.of("java/", "org/jspecify/annotations/");

    private static final Pattern TYPE_IN_DESCRIPTOR = Pattern.compile("L([\\w$]+(?:/[\\w$]+)+)[;<]");

    private Layering() {}

    /** One sentence for every reference of {@code type} that breaks a rule, sorted. */
    static List<String> violations(ClassModel type) {
        String name = type.thisClass().asInternalName();
        String layer = layerOf(name);
        if (!LAYERS.contains(layer)) {
            return List.of(name + " is in no package of the list " + LAYERS);
        }
        List<String> violations = new ArrayList<>();
        for (String reference : references(type)) {
            String problem = problem(layer, reference);
            if (problem != null) {
                violations.add(name + " refers to " + reference + ": " + problem);
            }
        }
        return violations;
    }

    private static Set<String> references(ClassModel type) {
        Set<String> names = new TreeSet<>();
        for (PoolEntry entry : type.constantPool()) {
            if (entry instanceof ClassEntry used && !used.asInternalName().startsWith("[")) {
                names.add(used.asInternalName());
            } else if (entry instanceof Utf8Entry text) {
                Matcher types = TYPE_IN_DESCRIPTOR.matcher(text.stringValue());
                while (types.find()) {
                    names.add(types.group(1));
                }
            }
        }
        return names;
    }

    private static String problem(String layer, String reference) {
        if (reference.startsWith(ROOT)) {
            return problemInside(layer, layerOf(reference));
        }
        if (NEVER.stream().anyMatch(reference::startsWith)) {
            return "bgp-core does not log, it tells its observer";
        }
        if (reference.startsWith("io/netty/")) {
            return problemWithNetty(layer, reference);
        }
        boolean known = OUTSIDE.stream().anyMatch(reference::startsWith);
        return known ? null : "bgp-core knows no such library";
    }

    private static String problemInside(String layer, String other) {
        if (!LAYERS.contains(other)) {
            return "it is in no package of the list " + LAYERS;
        }
        if (LAYERS.indexOf(other) > LAYERS.indexOf(layer)) {
            return layer + " comes before " + other;
        }
        if (!layer.equals(other) && STRANGERS.contains(layer) && STRANGERS.contains(other)) {
            return layer + " and " + other + " do not know each other";
        }
        return null;
    }

    private static String problemWithNetty(String layer, String reference) {
        if (layer.equals(TRANSPORT)) {
            return null;
        }
        boolean buffers = reference.startsWith("io/netty/buffer/") || reference.startsWith("io/netty/util/");
        if (!buffers) {
            return "only transport knows channels";
        }
        return USES_BUFFERS.contains(layer) ? null : layer + " does not use Netty's buffers";
    }

    private static String layerOf(String internalName) {
        if (!internalName.startsWith(ROOT)) {
            return "";
        }
        String below = internalName.substring(ROOT.length());
        int end = below.indexOf('/');
        return end < 0 ? "" : below.substring(0, end);
    }
}
