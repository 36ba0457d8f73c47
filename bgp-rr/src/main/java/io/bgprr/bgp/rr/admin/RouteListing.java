// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.bgprr.bgp.speaker.BgpSpeaker;
import io.bgprr.bgp.speaker.RoutePage;
import io.bgprr.bgp.speaker.RouteQuery;
import io.bgprr.bgp.speaker.RouteView;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An answer about routes: one page, or all pages as one document that is asked for, rendered and sent page by page. A
 * route is one line, so that line tools can read a table of any length.
 */
final class RouteListing {

    private final BgpSpeaker speaker;
    private final UnaryOperator<CompletableFuture<RoutePage>> within;
    private final Executor worker;
    private final JsonWriter json = new JsonWriter(2);
    private long routesCount;

    /** @param within bounds the time that the engines may take */
    RouteListing(BgpSpeaker speaker, UnaryOperator<CompletableFuture<RoutePage>> within, Executor worker) {
        this.speaker = speaker;
        this.within = within;
        this.worker = worker;
    }

    /** @param isAll go on to the last page */
    CompletableFuture<AdminResponse> first(RouteQuery query, boolean isAll) {
        return within.apply(speaker.routes(query)).thenApplyAsync(page -> begin(query, page, isAll), worker);
    }

    private AdminResponse begin(RouteQuery query, RoutePage page, boolean isAll) {
        json.beginObject();
        json.field("scope", RouteQueries.label(query.scope()));
        json.field("family", query.family().label());
        json.field("match", RouteQueries.label(query.match()));
        if (query.peer() != null) {
            json.nullable("peer", query.peer());
        }
        if (query.prefix() != null) {
            json.nullable("prefix", query.prefix());
        }
        json.beginArray("routes");
        writeRoutes(page);
        String continuation = page.continuation();
        if (isAll && continuation != null) {
            return new AdminResponse(200, AdminResponse.JSON, Map.of(), json.take(), more(query, continuation));
        }
        return AdminResponse.json(200, end(continuation));
    }

    private AdminResponse.More more(RouteQuery query, String continuation) {
        RouteQuery next = new RouteQuery(
                query.scope(),
                query.peer(),
                query.family(),
                query.match(),
                query.prefix(),
                query.limit(),
                continuation);
        return () -> within.apply(speaker.routes(next)).thenApplyAsync(page -> goOn(next, page), worker);
    }

    private AdminResponse.Chunk goOn(RouteQuery query, RoutePage page) {
        writeRoutes(page);
        String continuation = page.continuation();
        return continuation == null
                ? new AdminResponse.Chunk(end(null), null)
                : new AdminResponse.Chunk(json.take(), more(query, continuation));
    }

    private void writeRoutes(RoutePage page) {
        for (RouteView route : page.routes()) {
            RouteJson.write(json, route);
        }
        routesCount += page.routes().size();
    }

    private byte[] end(@Nullable String continuation) {
        json.endArray();
        json.field("routesCount", routesCount);
        json.nullable("continuation", continuation);
        json.endObject();
        return json.takeDocument();
    }
}
