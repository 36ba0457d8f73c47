// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.fuzz;

import io.bgprr.bgp.message.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The octets of the golden vectors in {@code src/test/resources/wire}, as seeds: whatever is added there is fuzzed from then
 * on.
 *
 * @param options of the session that the octets arrive on
 */
record GoldenMessages(byte[] octets, Set<String> options) {

    private static final int HEADER = Message.HEADER_LENGTH_BYTES;

    static List<GoldenMessages> all() {
        List<GoldenMessages> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(Objects.requireNonNull(GoldenMessages.class.getResource("/wire"))
                .toURI()))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".txt")).sorted().toList()) {
                for (String block : Files.readString(file).split("\n\n+", -1)) {
                    read(block, all);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        if (all.isEmpty()) {
            throw new IllegalStateException("there are no golden vectors");
        }
        return all;
    }

    /** A block is lines of {@code key: value}; a value goes on in indented lines. */
    private static void read(String block, List<GoldenMessages> into) {
        StringBuilder hex = new StringBuilder();
        Set<String> options = Set.of();
        String key = "";
        for (String line : block.lines().toList()) {
            int colon = line.indexOf(':');
            boolean isContinued = line.startsWith("  ");
            if (!isContinued && colon > 0) {
                key = line.substring(0, colon);
            }
            String value = isContinued ? line : line.substring(colon + 1);
            if (key.equals("hex")) {
                hex.append(value.strip());
            } else if (key.equals("options")) {
                options = Set.copyOf(Arrays.asList(value.strip().split(" +", -1)));
            }
        }
        if (!hex.isEmpty()) {
            into.add(new GoldenMessages(HexFormat.of().parseHex(hex), options));
        }
    }

    private boolean isWhole() {
        return octets.length >= HEADER && octets.length == ((octets[16] & 0xff) << 8 | octets[17] & 0xff);
    }

    /** Those that are one message of this type. */
    static Stream<GoldenMessages> ofType(int type) {
        return all().stream().filter(each -> each.isWhole() && each.octets[18] == type);
    }

    static Stream<byte[]> bodies(int type) {
        return ofType(type).map(GoldenMessages::body);
    }

    byte[] body() {
        return Arrays.copyOfRange(octets, HEADER, octets.length);
    }
}
