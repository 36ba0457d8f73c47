// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of a route on its way out, octet by octet: the golden files {@code export/*.txt}. {@code -Dgolden.update=true}
 * rewrites what is sent.
 */
class ExportVectorTest {

    /** Before they are read, so that the tests then see what was written. */
    @BeforeAll
    static void rewriteOnRequest() throws IOException {
        if (!Boolean.getBoolean("golden.update")) {
            return;
        }
        for (Path file : ExportVector.files()) {
            List<ExportVector> updated = new ArrayList<>();
            for (ExportVector vector : ExportVector.read(file)) {
                updated.add(vector.with(vector.sent()));
            }
            ExportVector.write(file, updated);
        }
    }

    static Stream<ExportVector> vectors() throws IOException {
        return ExportVector.all().stream();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void eachMemberIsSentTheRecordedOctets(ExportVector vector) {
        assertThat(vector.targets()).isNotEmpty();
        vector.sent()
                .forEach((target, sent) ->
                        assertThat(sent).as("%s %s", vector, target).isEqualTo(vector.field(target)));
    }

    @Test
    void everyVectorSaysWhatItIsReadAgainst() throws IOException {
        assertThat(ExportVector.all())
                .allSatisfy(vector -> assertThat(vector.field("clause"))
                        .matches(clause -> clause.matches("\\d+ §.+"), "names an RFC and its section"));
        assertThat(vectors().map(ExportVector::toString)).doesNotHaveDuplicates();
    }
}
