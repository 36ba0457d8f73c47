// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;

/** Lets a number of connections in at once and turns others away with a 503. Owned by the only event loop. */
final class ConnectionCount {

    private static final String FULL = """
            HTTP/1.1 503 Service Unavailable\r
            Content-Type: application/json\r
            Content-Length: 39\r
            Connection: close\r
            \r
            {"error": "too many admin connections"}""";

    private final int max;
    private int open;

    ConnectionCount(int max) {
        this.max = max;
    }

    /** The first handler of a connection's pipeline. */
    ChannelHandler gate() {
        return new ChannelInboundHandlerAdapter() {
            private boolean isCounted;

            @Override
            public void channelActive(ChannelHandlerContext context) {
                if (open == max) {
                    context.writeAndFlush(Unpooled.copiedBuffer(FULL, StandardCharsets.US_ASCII))
                            .addListener(ChannelFutureListener.CLOSE);
                    return;
                }
                open++;
                isCounted = true;
                context.fireChannelActive();
            }

            @Override
            public void channelInactive(ChannelHandlerContext context) {
                if (isCounted) {
                    open--;
                }
                context.fireChannelInactive();
            }
        };
    }
}
