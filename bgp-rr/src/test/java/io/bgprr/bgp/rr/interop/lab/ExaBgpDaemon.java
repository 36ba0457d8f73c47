// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * ExaBGP (Debian exabgp): it has no table and tells a process of ours, a small shell script, every message it hears; the table
 * is folded from those. It also sends attributes that nobody knows.
 */
public final class ExaBgpDaemon extends RealDaemon {

    private static final String PACKAGE = "exabgp";

    public ExaBgpDaemon(Role role, Path directory) {
        super(role, directory);
    }

    @Override
    protected List<String> prepare() {
        Role role = role();
        List<String> statics = new ArrayList<>();
        announced().forEach(route -> statics.add("    route " + words(route) + ";"));
        String text = """
                process lab { run %s; encoder json; }
                neighbor %s {
                  router-id %s;
                  local-address %s;
                  local-as %d;
                  peer-as %d;
                  hold-time 240;
                  %s
                  capability { route-refresh enable; asn4 enable; }
                  family { ipv4 unicast; ipv6 unicast; }
                  api { processes [ lab ]; neighbor-changes; receive { parsed; update; notification; open; refresh; } send { parsed; notification; } }
                  static {
                %s
                  }
                }
                """.formatted(
                        script(),
                        role.reflectorAddress(),
                        role.routerId(),
                        role.address(),
                        role.as(),
                        role.reflectorAs(),
                        role.passive() ? "passive true;" : "connect " + role.reflectorPort() + ";",
                        String.join("\n", statics));
        Lab.write(directory().resolve("exabgp.conf"), text);
        return List.of(
                Command.find("exabgp", PACKAGE),
                directory().resolve("exabgp.conf").toString());
    }

    /** Standard input, messages in JSON, goes to one file; lines appended to another one go to standard output, as commands. */
    private Path script() {
        Path script = directory().resolve("lab.sh");
        Lab.write(script, """
                #!/bin/sh
                exec 3<&0
                cat <&3 >%1$s &
                exec tail -n +1 -f %2$s
                """.formatted(messages(), commands()));
        Lab.write(commands(), "");
        Lab.write(messages(), "");
        try {
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return script;
    }

    @Override
    protected Map<String, String> environment() {
        return Map.of(
                "exabgp.daemon.user", "root",
                "exabgp.daemon.daemonize", "false",
                "exabgp.tcp.bind", role().address(),
                "exabgp.tcp.port", Integer.toString(role().port()),
                "exabgp.api.cli", "false",
                "exabgp.log.destination", "stdout",
                "exabgp.log.level", "INFO");
    }

    /** An AS path that is given is sent as it is, so that our own AS has to stand in front. */
    private String words(LabRoute route) {
        StringBuilder words = new StringBuilder(route.prefix() + " next-hop " + route.get(LabRoute.NEXT_HOP));
        List<String> asPath = new ArrayList<>(route.list(LabRoute.AS_PATH));
        if (!asPath.isEmpty() && role().isExternal()) {
            asPath.addFirst(Long.toString(role().as()));
        }
        append(words, "as-path [ ", asPath, " ]");
        append(words, "local-preference ", route.list(LabRoute.LOCAL_PREF), "");
        append(words, "med ", route.list(LabRoute.MED), "");
        append(words, "community [ ", route.list(LabRoute.COMMUNITIES), " ]");
        append(words, "large-community [ ", route.list(LabRoute.LARGE_COMMUNITIES), " ]");
        append(
                words,
                "extended-community [ ",
                route.list(LabRoute.EXT_COMMUNITIES).stream()
                        .map(value -> value.replaceFirst("^rt:", "target:"))
                        .toList(),
                " ]");
        for (String value : route.list(LabRoute.UNKNOWN)) {
            String[] parts = value.split(":");
            append(words, "attribute [ 0x", List.of(parts[0], "0xc0", "0x" + parts[1]), " ]");
        }
        return words.toString();
    }

    private static void append(StringBuilder words, String before, List<String> values, String after) {
        if (!values.isEmpty()) {
            words.append(' ').append(before).append(String.join(" ", values)).append(after);
        }
    }

    @Override
    public List<LabRoute> heard() {
        Map<String, LabRoute> table = new LinkedHashMap<>();
        for (String line : read(messages()).lines().toList()) {
            JsonNode neighbor = Json.parse(line).path("neighbor");
            if (!neighbor.path("state").asText("").isEmpty()) {
                table.clear();
            }
            JsonNode update = neighbor.path("message").path("update");
            for (JsonNode family : update.path("withdraw")) {
                family.forEach(nlri -> table.remove(nlri.path("nlri").asText()));
            }
            for (JsonNode family : update.path("announce")) {
                family.properties()
                        .forEach(nextHop -> nextHop.getValue().forEach(nlri -> {
                            String prefix = nlri.path("nlri").asText();
                            if (!prefix.isEmpty()) {
                                table.put(prefix, route(prefix, nextHop.getKey(), update.path("attribute")));
                            }
                        }));
            }
        }
        return List.copyOf(table.values());
    }

    private static LabRoute route(String prefix, String nextHop, JsonNode attributes) {
        LabRoute route = LabRoute.of(prefix)
                .with(LabRoute.NEXT_HOP, nextHop)
                .with(LabRoute.ORIGIN, attributes.path("origin"))
                .with(LabRoute.AS_PATH, attributes.path("as-path"))
                .with(LabRoute.LOCAL_PREF, attributes.path("local-preference"))
                .with(LabRoute.MED, attributes.path("med"))
                .with(LabRoute.COMMUNITIES, tuples(attributes.path("community")))
                .with(LabRoute.LARGE_COMMUNITIES, tuples(attributes.path("large-community")))
                .with(LabRoute.ORIGINATOR, attributes.path("originator-id"))
                .with(LabRoute.CLUSTER_LIST, attributes.path("cluster-list"));
        List<String> extended = new ArrayList<>();
        attributes
                .path("extended-community")
                .forEach(value -> extended.add(value.path("string").asText().replaceFirst("^target:", "rt:")));
        List<String> unknown = new ArrayList<>();
        attributes.properties().forEach(attribute -> {
            // "attribute-0x63-0xE0": "0x0102"
            if (attribute.getKey().startsWith("attribute-0x")) {
                unknown.add(attribute.getKey().replace("attribute-0x", "").replace("-0x", ":") + ":"
                        + attribute.getValue().asText().replace("0x", ""));
            }
        });
        return route.with(LabRoute.EXT_COMMUNITIES, extended).with(LabRoute.UNKNOWN, unknown);
    }

    private static List<String> tuples(JsonNode values) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : values) {
            List<String> numbers = new ArrayList<>();
            value.forEach(number -> numbers.add(number.asText()));
            texts.add(String.join(":", numbers));
        }
        return texts;
    }

    @Override
    public String report() {
        return process().output() + read(messages());
    }

    @Override
    protected void announcedChanged(List<LabRoute> routes, boolean isAnnounced) {
        routes.forEach(route -> say((isAnnounced ? "announce" : "withdraw") + " route " + words(route)));
    }

    /** ExaBGP 4 has no texts for what it sends; it sends Cease/2 and dials again by itself. */
    @Override
    public void shutdownSession(String text) {
        say("teardown 2");
    }

    @Override
    public void startSession() {}

    @Override
    public void requestRefresh() {
        say("announce route-refresh ipv4 unicast");
        say("announce route-refresh ipv6 unicast");
    }

    private void say(String command) {
        try {
            Files.writeString(
                    commands(),
                    "neighbor " + role().reflectorAddress() + " " + command + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path messages() {
        return directory().resolve("messages.json");
    }

    private Path commands() {
        return directory().resolve("commands");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
