// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.rr.metrics.PeerNames;
import io.bgprr.bgp.rr.metrics.SpeakerMetrics;
import io.bgprr.bgp.speaker.BgpSpeaker;
import io.bgprr.bgp.speaker.PeerSnapshot;
import io.bgprr.bgp.speaker.RouteQuery;
import io.bgprr.bgp.speaker.SpeakerSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The table of endpoints: a request in, an answer out, no HTTP library. Every problem becomes an answer; the future that
 * is returned never fails.
 */
final class AdminRoutes {

    /** How long the engines may take to answer; a slice of theirs is a millisecond, so this is a dead engine. */
    private static final int ENGINE_TIMEOUT_SECONDS = 5;

    private final AdminContext context;
    private final SpeakerMetrics metrics;
    private final Executor worker;
    private final LongSupplier wallMillis;
    private final List<Endpoint> endpoints;

    /**
     * @param worker renders answers; the speaker's futures are continued on it
     * @param wallMillis the clock of "how long ago"
     */
    AdminRoutes(AdminContext context, SpeakerMetrics metrics, Executor worker, LongSupplier wallMillis) {
        this.context = context;
        this.metrics = metrics;
        this.worker = worker;
        this.wallMillis = wallMillis;
        this.endpoints = endpoints();
    }

    /**
     * One row of the table.
     *
     * @param path its segments; {@code *} stands for any one segment, which is the argument
     * @param parameters the names that the query may have
     */
    private record Endpoint(String method, String path, List<String> parameters, Call call) {

        /** The argument of the path, empty when it has none; null when the path is another. */
        @Nullable
        String match(String asked) {
            int star = path.indexOf('*');
            if (star < 0) {
                return asked.equals(path) ? "" : null;
            }
            String tail = path.substring(star + 1);
            if (!asked.startsWith(path.substring(0, star)) || !asked.endsWith(tail)) {
                return null;
            }
            int end = asked.length() - tail.length();
            String argument = end > star ? asked.substring(star, end) : "";
            return argument.isEmpty() || argument.indexOf('/') >= 0 ? null : argument;
        }
    }

    private interface Call {
        CompletableFuture<AdminResponse> answer(AdminRequest request, String argument);
    }

    private List<Endpoint> endpoints() {
        String peers = "/api/v1/peers";
        return List.of(
                new Endpoint("GET", "/", List.of(), (_, _) -> done(index())),
                new Endpoint("GET", "/healthz", List.of(), (_, _) -> health()),
                new Endpoint("GET", "/readyz", List.of(), (_, _) -> done(StatusJson.readiness(context.readiness()))),
                new Endpoint("GET", "/metrics", List.of(), (_, _) -> metrics()),
                new Endpoint("GET", "/api/v1/status", List.of(), (_, _) -> snapshot(this::status)),
                new Endpoint("GET", "/api/v1/config", List.of(), (_, _) -> config()),
                new Endpoint("GET", peers, List.of(), (_, _) -> snapshot(this::peers)),
                new Endpoint("GET", peers + "/*", List.of(), (_, peer) -> snapshot(all -> peer(all, peer))),
                new Endpoint("POST", peers + "/*/reset", List.of("text"), this::reset),
                new Endpoint("GET", "/api/v1/routes", RouteQueries.PARAMETERS, (request, _) -> routes(request)),
                new Endpoint("GET", "/api/v1/explain", List.of("prefix"), (request, _) -> explain(request)),
                new Endpoint("POST", "/api/v1/reload", List.of(), (_, _) -> reload()));
    }

    CompletableFuture<AdminResponse> answer(AdminRequest request) {
        try {
            return dispatch(request).exceptionally(AdminRoutes::problem);
        } catch (RuntimeException e) {
            return done(problem(e));
        }
    }

    private CompletableFuture<AdminResponse> dispatch(AdminRequest request) {
        List<String> methods = new ArrayList<>();
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        for (Endpoint endpoint : endpoints) {
            String argument = endpoint.match(request.path());
            if (argument == null) {
                continue;
            }
            if (endpoint.method.equals(method)) {
                refuseUnknownParameters(request, endpoint);
                return endpoint.call.answer(request, argument);
            }
            methods.add(endpoint.method);
        }
        if (!methods.isEmpty()) {
            throw new AdminProblem(405, request.method() + " is not a method of " + request.path(), methods);
        }
        throw AdminProblem.notFound("there is no " + request.path(), paths());
    }

    private static void refuseUnknownParameters(AdminRequest request, Endpoint endpoint) {
        for (String name : new TreeSet<>(request.parameters().keySet())) {
            if (!endpoint.parameters.contains(name)) {
                throw new AdminProblem(
                        400, "'" + name + "' is not a parameter of " + request.path(), endpoint.parameters);
            }
        }
    }

    private List<String> paths() {
        return endpoints.stream()
                .map(endpoint -> endpoint.method + " " + endpoint.path.replace("*", "ADDRESS"))
                .toList();
    }

    private AdminResponse index() {
        JsonWriter json = new JsonWriter();
        json.beginObject();
        json.field("name", "bgp-rr");
        json.field("version", context.version());
        json.strings("endpoints", paths());
        json.endObject();
        return AdminResponse.json(200, json.takeDocument());
    }

    private CompletableFuture<AdminResponse> health() {
        BgpSpeaker speaker = context.speaker();
        if (speaker == null) {
            return done(StatusJson.health(true, "starting"));
        }
        return within(speaker.snapshot())
                .handleAsync(
                        (snapshot, failure) -> failure == null
                                ? StatusJson.health(true, "the engines answer")
                                : StatusJson.health(false, "the engines do not answer"),
                        worker);
    }

    private CompletableFuture<AdminResponse> metrics() {
        BgpSpeaker speaker = context.speaker();
        if (speaker == null) {
            return CompletableFuture.supplyAsync(() -> exposition(null), worker);
        }
        return within(speaker.snapshot()).thenApplyAsync(this::exposition, worker);
    }

    private AdminResponse exposition(@Nullable SpeakerSnapshot snapshot) {
        return new AdminResponse(200, SpeakerMetrics.CONTENT_TYPE, Map.of(), metrics.exposition(snapshot), null);
    }

    private CompletableFuture<AdminResponse> snapshot(Function<SpeakerSnapshot, AdminResponse> render) {
        return within(speaker().snapshot()).thenApplyAsync(render, worker);
    }

    private AdminResponse status(SpeakerSnapshot snapshot) {
        return AdminResponse.json(200, StatusJson.status(context, snapshot, wallMillis.getAsLong()));
    }

    private CompletableFuture<AdminResponse> config() {
        return CompletableFuture.supplyAsync(() -> StatusJson.config(context.effectiveConfigJson()), worker);
    }

    private AdminResponse peers(SpeakerSnapshot snapshot) {
        return AdminResponse.json(200, PeerJson.list(snapshot, wallMillis.getAsLong()));
    }

    private AdminResponse peer(SpeakerSnapshot snapshot, String asked) {
        PeerNames names = PeerNames.of(snapshot);
        List<String> sameAddress = new ArrayList<>();
        for (PeerSnapshot peer : snapshot.peers()) {
            String name = names.of(peer);
            if (name.equals(asked)) {
                return AdminResponse.json(200, PeerJson.one(snapshot, peer, wallMillis.getAsLong()));
            }
            if (peer.address().toString().equals(asked)) {
                sameAddress.add(name);
            }
        }
        if (!sameAddress.isEmpty()) {
            throw new AdminProblem(400, "several peers have the address " + asked, sameAddress);
        }
        IpAddress canonical = address("peer", withoutPort(asked));
        if (asked.equals(canonical.toString()) || asked.indexOf('.') > 0 || asked.startsWith("[")) {
            throw AdminProblem.notFound("no peer " + asked, List.of());
        }
        return peer(snapshot, canonical.toString()); // another spelling of an IPv6 address
    }

    private static String withoutPort(String name) {
        if (name.startsWith("[") && name.indexOf(']') > 0) {
            return name.substring(1, name.indexOf(']'));
        }
        int colon = name.indexOf(':');
        return name.indexOf('.') > 0 && colon > 0 ? name.substring(0, colon) : name;
    }

    private CompletableFuture<AdminResponse> reset(AdminRequest request, String peer) {
        IpAddress address = address("peer", peer);
        String text = request.parameters().getOrDefault("text", "");
        return within(speaker().reset(address, text))
                .thenApplyAsync(
                        isKnown -> {
                            if (!isKnown) {
                                throw AdminProblem.notFound("no peer " + address, List.of());
                            }
                            JsonWriter json = new JsonWriter();
                            json.beginObject();
                            json.field("peer", address.toString());
                            json.field("reset", true);
                            json.field("text", text);
                            json.endObject();
                            return AdminResponse.json(200, json.takeDocument());
                        },
                        worker);
    }

    private CompletableFuture<AdminResponse> routes(AdminRequest request) {
        RouteQuery query = RouteQueries.parse(request);
        boolean isAll = RouteQueries.isAll(request);
        return new RouteListing(speaker(), this::within, worker).first(query, isAll);
    }

    private CompletableFuture<AdminResponse> explain(AdminRequest request) {
        Prefix prefix = RouteQueries.prefix(request);
        if (prefix == null) {
            throw AdminProblem.badRequest("explain needs a prefix", "prefix=10.244.0.0/24", "prefix=2001:db8::1");
        }
        return within(speaker().explain(prefix))
                .thenApplyAsync(answer -> AdminResponse.json(200, RouteJson.explanation(answer)), worker);
    }

    private CompletableFuture<AdminResponse> reload() {
        return context.reload().thenApplyAsync(StatusJson::reload, worker);
    }

    private BgpSpeaker speaker() {
        BgpSpeaker speaker = context.speaker();
        if (speaker == null) {
            throw AdminProblem.unavailable("the speaker has not started yet");
        }
        return speaker;
    }

    private <T> CompletableFuture<T> within(CompletableFuture<T> answer) {
        return answer.copy().orTimeout(ENGINE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    static IpAddress address(String name, String text) {
        try {
            return IpAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw AdminProblem.badRequest(name + ": " + e.getMessage(), "an IPv4 or IPv6 address");
        }
    }

    private static CompletableFuture<AdminResponse> done(AdminResponse response) {
        return CompletableFuture.completedFuture(response);
    }

    private static AdminResponse problem(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof AdminProblem problem) {
            return problem.toResponse();
        }
        if (cause instanceof TimeoutException) {
            return AdminProblem.unavailable("the engines do not answer").toResponse();
        }
        if (cause instanceof IllegalArgumentException) {
            return AdminProblem.badRequest(String.valueOf(cause.getMessage())).toResponse();
        }
        return new AdminProblem(500, "internal error: " + cause, List.of()).toResponse();
    }
}
