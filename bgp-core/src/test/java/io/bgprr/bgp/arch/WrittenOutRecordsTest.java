// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.arch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.session.FsmState;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** No record of {@code bgp-core} forgets a component; see {@link WrittenOutRecords}. */
class WrittenOutRecordsTest {

    @Test
    void everyComponentIsCompared() throws Exception {
        WrittenOutRecords records = WrittenOutRecords.inClassFilesOf(FsmState.class);
        assertThat(records.names()).contains("io/bgprr/bgp/net/IpAddress", "io/bgprr/bgp/export/UpdateGroupKey");
        assertThat(records.forgotten()).isEmpty();
    }

    @Test
    void aComponentThatIsNotComparedIsNamed() throws IOException {
        String file = WrittenOutRecordsTest.class.getSimpleName() + "$" + Forgetful.class.getSimpleName() + ".class";
        try (InputStream bytes = Objects.requireNonNull(Forgetful.class.getResourceAsStream(file))) {
            assertThat(WrittenOutRecords.in(ClassFile.of().parse(bytes.readAllBytes()))
                            .forgotten())
                    .containsExactly("io/bgprr/bgp/arch/WrittenOutRecordsTest$Forgetful.equals does not read right");
        }
    }

    private record Forgetful(int left, int right) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Forgetful that && left == that.left;
        }

        @Override
        public int hashCode() {
            return left;
        }
    }
}
