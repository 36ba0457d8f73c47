// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import org.junit.jupiter.api.Test;

class SocketProblemTest {

    @Test
    void saysInAFewWordsWhatWentWrong() {
        assertThat(SocketProblem.reason(
                        new ConnectException("finishConnect(..) failed: Connection refused: /127.20.4.1:179")))
                .isEqualTo("connection refused");
        assertThat(SocketProblem.reason(new NoRouteToHostException("finishConnect(..) failed: No route to host")))
                .isEqualTo("no route to host");
        assertThat(SocketProblem.reason(
                        new ConnectTimeoutException("connection timed out after 700 ms: /127.20.4.1:179")))
                .isEqualTo("timed out");
        assertThat(SocketProblem.reason(new ChannelException(
                        "Unable to create Channel",
                        new IOException("newSocketStream(..) failed: Too many open files"))))
                .isEqualTo("too many open files");
    }

    @Test
    void passesOnWhatItDoesNotKnow() {
        assertThat(SocketProblem.reason(new IOException("the moon is full"))).isEqualTo("the moon is full");
        assertThat(SocketProblem.reason(new IOException((String) null))).isEqualTo("IOException");
        assertThat(SocketProblem.reason(null)).isEqualTo("unknown");
    }
}
