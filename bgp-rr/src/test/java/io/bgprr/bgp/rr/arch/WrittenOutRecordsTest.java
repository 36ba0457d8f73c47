// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.arch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.arch.WrittenOutRecords;
import io.bgprr.bgp.rr.Daemon;
import org.junit.jupiter.api.Test;

/** No record of {@code bgp-rr} forgets a component; see {@link WrittenOutRecords}. */
class WrittenOutRecordsTest {

    @Test
    void everyComponentIsCompared() throws Exception {
        WrittenOutRecords records = WrittenOutRecords.inClassFilesOf(Daemon.class);
        assertThat(records.names()).contains("io/bgprr/bgp/rr/LineSampler$Key");
        assertThat(records.forgotten()).isEmpty();
    }
}
