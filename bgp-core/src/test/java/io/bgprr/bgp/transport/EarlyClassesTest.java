// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EarlyClassesTest {

    /** A speaker does not care, so that a class that was renamed would be initialised late, and nobody would know. */
    @ParameterizedTest
    @MethodSource("io.bgprr.bgp.transport.EarlyClasses#names")
    void areThere(String name) {
        assertThatCode(() -> Class.forName(name)).doesNotThrowAnyException();
    }
}
