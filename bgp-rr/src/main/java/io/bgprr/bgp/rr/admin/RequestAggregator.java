// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;

/** Collects a request and its body, and answers a body that is too large as every other error is answered. */
final class RequestAggregator extends HttpObjectAggregator {

    private final int bodyBytesMax;

    RequestAggregator(int bodyBytesMax) {
        super(bodyBytesMax, true);
        this.bodyBytesMax = bodyBytesMax;
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
        AdminProblem problem = AdminProblem.tooLarge("a request has at most " + bodyBytesMax + " octets of body");
        context.writeAndFlush(AdminHttpHandler.whole(problem.toResponse(), false))
                .addListener(ChannelFutureListener.CLOSE);
    }
}
