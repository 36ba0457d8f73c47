// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.message.PeerKind;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.vector.GoldenFiles;
import io.bgprr.bgp.vector.TextBlocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One block of a golden file: a route, where it comes from, and the UPDATE in which each of some members is sent it
 * ({@link TextBlocks}).
 *
 * <ul>
 *   <li>{@code from}: client, other-client (of cluster 10.99.0.2), non-client, external, local
 *   <li>{@code prefix} and {@code route}: the attributes in the words of {@link RouteText}, parted by bars
 *   <li>{@code to NAME}: the octets, and how they read; or {@code nothing}
 * </ul>
 *
 * What is under {@code to} is what this code makes of it, rewritten with {@code -Dgolden.update=true} and then read by a human
 * against the clause; {@code clause} says what to read it against.
 */
record ExportVector(Path file, Map<String, String> fields) {

    static final String TO = "to ";
    private static final int LINE_HEX_DIGITS = 96;

    /** The golden files, by name. */
    static List<Path> files() throws IOException {
        return GoldenFiles.of("export");
    }

    static List<ExportVector> all() throws IOException {
        List<ExportVector> vectors = new ArrayList<>();
        for (Path file : files()) {
            vectors.addAll(read(file));
        }
        return vectors;
    }

    static List<ExportVector> read(Path file) {
        return TextBlocks.read(file).stream()
                .map(fields -> new ExportVector(file, fields))
                .toList();
    }

    static void write(Path file, List<ExportVector> vectors) throws IOException {
        GoldenFiles.write(file, vectors.stream().map(ExportVector::fields).toList(), key -> false);
    }

    String field(String key) {
        return Objects.requireNonNullElse(fields.get(key), "");
    }

    List<String> targets() {
        return fields.keySet().stream()
                .filter(key -> key.startsWith(TO))
                .map(key -> key.substring(TO.length()))
                .toList();
    }

    Prefix prefix() {
        return Prefix.parse(field("prefix"));
    }

    /** What every member is sent now, under the keys of the file. */
    Map<String, String> sent() {
        Map<String, String> sent = new LinkedHashMap<>();
        for (String target : targets()) {
            sent.put(TO + target, sentTo(target));
        }
        return sent;
    }

    ExportVector with(Map<String, String> sent) {
        Map<String, String> changed = new LinkedHashMap<>(fields);
        changed.putAll(sent);
        return new ExportVector(file, changed);
    }

    private String sentTo(String target) {
        AddressFamily family = prefix().family();
        AttributeSet route = RouteText.parse(field("route"));
        UpdateGroupKey key = key(target, family);
        try (ExportLab lab = family == AddressFamily.IPV4_UNICAST ? ExportLab.ipv4() : ExportLab.ipv6()) {
            lab.announce(source(lab), prefix(), route);
            LabPeer member = lab.member(target, key);
            lab.settle();
            List<String> messages = member.takeHex(); // the last is End-of-RIB
            return messages.size() == 1
                    ? "nothing"
                    : messages.subList(0, messages.size() - 1).stream()
                            .map(hex -> wrapped(hex) + "\n" + UpdateText.of(hex, key.isFourOctetAs()))
                            .collect(Collectors.joining("\n"));
        }
    }

    private static String wrapped(String hex) {
        StringBuilder lines = new StringBuilder();
        for (int from = 0; from < hex.length(); from += LINE_HEX_DIGITS) {
            lines.append(from == 0 ? "" : "\n").append(hex, from, Math.min(from + LINE_HEX_DIGITS, hex.length()));
        }
        return lines.toString();
    }

    private LabPeer source(ExportLab lab) {
        return switch (field("from")) {
            case "local" -> lab.local;
            case "client" ->
                lab.peer("source", PeerKind.IBGP_CLIENT, RouterId.parse("192.0.2.10"), LabKey.CLUSTER.bits());
            case "other-client" ->
                lab.peer(
                        "source",
                        PeerKind.IBGP_CLIENT,
                        RouterId.parse("192.0.2.11"),
                        RouterId.parse("10.99.0.2").bits());
            case "non-client" -> lab.peer("source", PeerKind.IBGP_NON_CLIENT, RouterId.parse("192.0.2.20"), 0);
            case "external" -> lab.peer("source", PeerKind.EBGP, RouterId.parse("192.0.2.30"), 0);
            default -> throw new IllegalArgumentException("from " + field("from") + "?");
        };
    }

    /** The members by name; the reflector's own address is 192.0.2.254 or 2001:db8::254. */
    private static UpdateGroupKey key(String target, AddressFamily family) {
        boolean isIpv6 = family == AddressFamily.IPV6_UNICAST;
        String self = isIpv6 ? "2001:db8::254" : "192.0.2.254";
        String fixed = isIpv6 ? "2001:db8:7::7" : "203.0.113.7";
        LabKey key = switch (target) {
            case "client" -> LabKey.of(PeerKind.IBGP_CLIENT).self(self);
            case "other-client" ->
                LabKey.of(PeerKind.IBGP_CLIENT).cluster("10.99.0.2").self(self);
            case "client-fixed" -> LabKey.of(PeerKind.IBGP_CLIENT).nextHop(fixed);
            case "client-as2" -> LabKey.of(PeerKind.IBGP_CLIENT).twoOctetAs();
            case "non-client" -> LabKey.of(PeerKind.IBGP_NON_CLIENT).self(self);
            case "external-keep" -> LabKey.of(PeerKind.EBGP).self(self);
            case "external-self" -> LabKey.of(PeerKind.EBGP).nextHop(self);
            case "external-fixed" -> LabKey.of(PeerKind.EBGP).nextHop(fixed);
            case "external-as2" -> LabKey.of(PeerKind.EBGP).twoOctetAs();
            default -> throw new IllegalArgumentException("to " + target + "?");
        };
        return key.family(family).build();
    }

    @Override
    public String toString() {
        return file.getFileName() + ": " + field("name");
    }
}
