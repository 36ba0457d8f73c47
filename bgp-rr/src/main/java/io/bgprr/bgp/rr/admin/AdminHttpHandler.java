// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.bgprr.bgp.net.IpAddress;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection: reads a request, has it answered, sends the answer, reads the next. A single deadline at a time bounds
 * whatever is being waited for.
 */
final class AdminHttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    /** The header that a request which changes something must carry; a foreign web page cannot set it. */
    static final String INTENT_HEADER = "X-Bgp-Rr";

    private final AdminRoutes routes;
    private final AdminLimits limits;
    private final boolean isLoopback;
    private @Nullable ScheduledFuture<?> deadline;
    private boolean isAwaitingRequest;

    /** @param isLoopback the server is reachable from this machine only, so a foreign Host is a trick */
    AdminHttpHandler(AdminRoutes routes, AdminLimits limits, boolean isLoopback) {
        this.routes = routes;
        this.limits = limits;
        this.isLoopback = isLoopback;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        awaitRequest(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        disarm();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close(context); // the client is gone, or sent what is not HTTP
    }

    private void awaitRequest(ChannelHandlerContext context) {
        arm(context, limits.requestMillisMax());
        isAwaitingRequest = true;
        context.read();
    }

    /** A part of a request came: its rest is read within the same deadline. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (isAwaitingRequest) {
            context.read();
        }
    }

    private void arm(ChannelHandlerContext context, long millis) {
        disarm();
        deadline = context.executor().schedule(() -> close(context), millis, TimeUnit.MILLISECONDS);
    }

    private void disarm() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest http) {
        isAwaitingRequest = false;
        disarm(); // the engines have deadlines of their own
        boolean isKeepAlive = HttpUtil.isKeepAlive(http);
        boolean isHead = http.method().equals(HttpMethod.HEAD);
        boolean isGzip = acceptsGzip(http.headers());
        AdminRequest request;
        try {
            request = check(http);
        } catch (AdminProblem problem) {
            send(context, problem.toResponse(), http.decoderResult().isSuccess() && isKeepAlive, isHead);
            return;
        }
        // The future never fails; the answer comes on the worker.
        var _ = routes.answer(request)
                .thenApply(response -> isGzip ? Gzip.ofLarge(response) : response)
                .thenAccept(response -> context.executor().execute(() -> send(context, response, isKeepAlive, isHead)));
    }

    private AdminRequest check(FullHttpRequest http) {
        DecoderResult decoded = http.decoderResult();
        if (decoded.isFailure()) {
            throw undecodable(decoded.cause());
        }
        String host = http.headers().get(HttpHeaderNames.HOST);
        if (isLoopback && host != null && !isLiteralOrLocalhost(host)) {
            throw new AdminProblem(
                    403,
                    "Host '" + host + "' is refused on a loopback address, for it may be a web page's",
                    List.of("an IP address", "localhost"));
        }
        boolean isReading =
                http.method().equals(HttpMethod.GET) || http.method().equals(HttpMethod.HEAD);
        if (!isReading
                && http.method().equals(HttpMethod.POST)
                && !http.headers().contains(INTENT_HEADER)) {
            throw new AdminProblem(403, "a POST needs the header " + INTENT_HEADER, List.of(INTENT_HEADER + ": 1"));
        }
        return request(http);
    }

    private static AdminProblem undecodable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new AdminProblem(414, "the request line is too long", List.of());
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new AdminProblem(431, "the headers are too long", List.of());
        }
        return AdminProblem.badRequest("the request is not HTTP/1.1");
    }

    private static AdminRequest request(FullHttpRequest http) {
        try {
            QueryStringDecoder uri = new QueryStringDecoder(http.uri());
            Map<String, String> parameters = new HashMap<>();
            uri.parameters().forEach((name, values) -> {
                if (values.size() > 1) {
                    throw AdminProblem.badRequest("'" + name + "' is given " + values.size() + " times");
                }
                parameters.put(name, values.getFirst());
            });
            return new AdminRequest(http.method().name(), uri.path(), parameters);
        } catch (IllegalArgumentException e) {
            throw AdminProblem.badRequest("the address of the request is not well formed");
        }
    }

    private static boolean isLiteralOrLocalhost(String host) {
        String name = host;
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            name = end < 0 ? "" : host.substring(1, end);
        } else if (host.indexOf(':') >= 0) {
            name = host.substring(0, host.indexOf(':'));
        }
        if (name.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            IpAddress.parse(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** {@code gzip} is listed and not with a weight of zero (RFC 9110 §12.5.3). */
    private static boolean acceptsGzip(HttpHeaders headers) {
        for (String coding : headers.getAll(HttpHeaderNames.ACCEPT_ENCODING)) {
            for (String item : coding.split(",", -1)) {
                String compact = item.replace(" ", "");
                if (compact.equals("gzip") || compact.startsWith("gzip;") && !compact.matches("gzip;q=0(\\.0*)?")) {
                    return true;
                }
            }
        }
        return false;
    }

    private void send(ChannelHandlerContext context, AdminResponse response, boolean isKeepAlive, boolean isHead) {
        arm(context, limits.writeMillisMax());
        AdminResponse.More more = response.more();
        if (more == null || isHead) {
            FullHttpResponse whole = whole(response, isKeepAlive);
            ChannelFuture written = context.writeAndFlush(isHead ? whole.replace(Unpooled.EMPTY_BUFFER) : whole);
            written.addListener(_ -> finish(context, written.isSuccess() && isKeepAlive));
            return;
        }
        HttpResponse head =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()));
        setHeaders(head.headers(), response, isKeepAlive);
        HttpUtil.setTransferEncodingChunked(head, true);
        var _ = context.write(head);
        sendChunk(context, new AdminResponse.Chunk(response.body(), more), isKeepAlive);
    }

    /** Sends a chunk and, when it has gone out, asks for the next one: memory holds one page however slow the client is. */
    private void sendChunk(ChannelHandlerContext context, AdminResponse.Chunk chunk, boolean isKeepAlive) {
        arm(context, limits.writeMillisMax());
        AdminResponse.More more = chunk.more();
        var _ = context.write(new DefaultHttpContent(Unpooled.wrappedBuffer(chunk.body())));
        if (more == null) {
            ChannelFuture last = context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
            last.addListener(_ -> finish(context, last.isSuccess() && isKeepAlive));
            return;
        }
        ChannelFuture written = context.writeAndFlush(Unpooled.EMPTY_BUFFER);
        written.addListener(_ -> {
            if (!written.isSuccess()) {
                close(context);
                return;
            }
            disarm();
            var _ = more.get()
                    .whenComplete((next, failure) -> context.executor().execute(() -> {
                        if (failure != null) {
                            close(context); // without the last chunk, so that the client knows (RFC 9112 §8)
                        } else {
                            sendChunk(context, next, isKeepAlive);
                        }
                    }));
        });
    }

    /** Nobody waits for the end of a connection. */
    private static void close(ChannelHandlerContext context) {
        var _ = context.close();
    }

    private void finish(ChannelHandlerContext context, boolean isKeepAlive) {
        if (isKeepAlive) {
            awaitRequest(context);
        } else {
            disarm();
            close(context);
        }
    }

    static FullHttpResponse whole(AdminResponse response, boolean isKeepAlive) {
        FullHttpResponse whole = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()),
                Unpooled.wrappedBuffer(response.body()));
        setHeaders(whole.headers(), response, isKeepAlive);
        whole.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
        return whole;
    }

    private static void setHeaders(HttpHeaders headers, AdminResponse response, boolean isKeepAlive) {
        headers.set(HttpHeaderNames.CONTENT_TYPE, response.contentType());
        response.headers().forEach(headers::set);
        headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        headers.set("x-content-type-options", "nosniff");
        if (!isKeepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }
}
