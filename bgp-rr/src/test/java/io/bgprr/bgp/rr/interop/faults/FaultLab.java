// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.rr.interop.lab.BgpRrProcess;
import io.bgprr.bgp.rr.interop.lab.Lab;
import io.bgprr.bgp.rr.interop.lab.LabPeer;
import io.bgprr.bgp.rr.interop.lab.LabRoute;
import io.bgprr.bgp.rr.interop.lab.Link;
import io.bgprr.bgp.rr.interop.lab.RawClient;
import io.bgprr.bgp.rr.interop.lab.RealDaemon;
import io.bgprr.bgp.rr.interop.lab.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * One reflector and clients of several projects, each with routes of its own; IPv4. Client number {@code n} has the host
 * address and router id that end in {@code n}, and all of its routes have the next hop {@code 192.0.2.n}.
 */
final class FaultLab implements AutoCloseable {

    private static final int DIFFERENCES_SHOWN = 10;

    final Lab lab;
    final BgpRrProcess reflector;
    private final List<LabPeer> peers = new ArrayList<>();
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final List<RawClient> raws = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();

    FaultLab(int network) {
        this.lab = new Lab("127.45." + network);
        this.reflector = lab.reflector();
    }

    /** Routes of a client: blocks of sixteen addresses, of which every tenth has the same community. */
    static List<LabRoute> routes(int client, int count) {
        List<LabRoute> routes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            routes.add(LabRoute.of("10." + client + "." + i / 16 + "." + i % 16 * 16 + "/28")
                    .with(LabRoute.NEXT_HOP, nextHop(client))
                    .with(LabRoute.COMMUNITIES, "64512:" + i % 10));
        }
        return routes;
    }

    static String nextHop(int client) {
        return "192.0.2." + client;
    }

    Role role(String name, int client, int routesCount) {
        return lab.client(name, client, routes(client, routesCount));
    }

    /** FRR says MED 0 of its own routes that have none: these have one. */
    Role roleWithMed(String name, int client, int routesCount) {
        return lab.client(
                name,
                client,
                routes(client, routesCount).stream()
                        .map(route -> route.with(LabRoute.MED, "7"))
                        .toList());
    }

    /** A role of {@link #role} at the other end of a link. */
    Role roleBehind(Link link, String name, int client, int routesCount) {
        Role role = role(name, client, routesCount);
        return new Role(
                name,
                link.theirAddress(),
                1790,
                role.routerId(),
                role.as(),
                false,
                link.ourAddress(),
                lab.reflectorPort(),
                role.reflectorAs(),
                role.announced());
    }

    Link link() {
        Link link = new Link();
        links.add(link);
        return link;
    }

    /** Names a client to the reflector, with the keys of its configuration, such as {@code hold-time = 3s}. */
    Role allow(Role role, String itsKeys) {
        keys.put(role.address(), itsKeys);
        return role;
    }

    void startReflector() {
        List<String> neighbors = new ArrayList<>();
        keys.forEach((address, itsKeys) ->
                neighbors.add("{ address = \"" + address + "\", peer-group = clients, " + itsKeys + " }"));
        List<String> listen = new ArrayList<>(List.of(listen(lab.reflectorAddress())));
        links.forEach(link -> listen.add(listen(link.ourAddress())));
        reflector.configure(
                """
                bgp {
                  local-as = 64512, router-id = %1$s, cluster-id = %1$s
                  listen = [ %2$s ]
                  peer-groups {
                    clients { remote-as = internal, route-reflector-client = true, passive = true,
                              families = [ ipv4-unicast, ipv6-unicast ] }
                  }
                  neighbors = [
                    %3$s
                  ]
                }
                log { level = debug }
                """.formatted(Lab.REFLECTOR_ID, String.join(", ", listen), String.join("\n    ", neighbors)));
        reflector.start();
    }

    private String listen(String address) {
        return "{ address = \"" + address + "\", port = " + lab.reflectorPort() + " }";
    }

    <D extends RealDaemon> D start(Role role, BiFunction<Role, Path, D> made) {
        D daemon = made.apply(role, lab.directory(role.name()));
        peers.add(daemon);
        return lab.start(daemon);
    }

    <D extends RealDaemon> D startBehind(Link link, Role role, BiFunction<Role, Path, D> made) {
        D daemon = made.apply(role, lab.directory(role.name()));
        daemon.putBehind(link);
        peers.add(daemon);
        return lab.start(daemon);
    }

    RawClient startRaw(Role role) {
        return join(new RawClient(role));
    }

    /** Takes a client into the lab: it must hold the others' routes, and they its. */
    RawClient join(RawClient client) {
        peers.add(client);
        raws.add(client);
        return client;
    }

    /** Waits until every client's own table is exactly what the others originate. */
    void awaitExactTables(String when) {
        lab.await("exact tables of all clients " + when, () -> assertExactTables(Set.of()));
    }

    /** The same as if some clients were not there. */
    void awaitExactTablesWithout(Set<? extends LabPeer> gone) {
        lab.await("exact tables without " + names(gone), () -> assertExactTables(gone));
    }

    private static List<String> names(Set<? extends LabPeer> some) {
        return some.stream().map(peer -> peer.role().name()).toList();
    }

    private void assertExactTables(Set<? extends LabPeer> gone) {
        for (LabPeer peer : peers) {
            if (!gone.contains(peer)) {
                assertExactTable(peer, gone);
            }
        }
    }

    private void assertExactTable(LabPeer peer, Set<? extends LabPeer> gone) {
        List<LabRoute> expected = new ArrayList<>();
        for (LabPeer other : peers) {
            if (!other.equals(peer) && !gone.contains(other)) {
                other.announced().forEach(route -> expected.add(reflected(route, other.role(), Lab.REFLECTOR_ID)));
            }
        }
        assertSame(peer.role().name(), peer.heard(), expected);
    }

    /** What becomes of a route on its way through the reflector (RFC 4456 §8). */
    static LabRoute reflected(LabRoute route, Role originator, String clusterId) {
        return route.with(LabRoute.ORIGIN, "igp")
                .with(LabRoute.LOCAL_PREF, "100")
                .with(LabRoute.ORIGINATOR, originator.routerId())
                .with(LabRoute.CLUSTER_LIST, clusterId);
    }

    /** Compares whole tables, but shows no more of a difference than a person reads. */
    static void assertSame(String name, List<LabRoute> actual, List<LabRoute> expected) {
        Set<LabRoute> missing = new HashSet<>(expected);
        actual.forEach(missing::remove);
        Set<LabRoute> surplus = new HashSet<>(actual);
        expected.forEach(surplus::remove);
        assertThat(missing.size() + surplus.size())
                .as(
                        "%s: missing %d, such as%n%s; surplus %d, such as%n%s",
                        name,
                        missing.size(),
                        LabRoute.table(missing.stream().limit(DIFFERENCES_SHOWN).toList()),
                        surplus.size(),
                        LabRoute.table(surplus.stream().limit(DIFFERENCES_SHOWN).toList()))
                .isZero();
        assertThat(actual).as(name).hasSameSizeAs(expected);
    }

    /** Waits until the observer holds none of the client's routes, and returns when the last one went. */
    long awaitGone(RawClient observer, LabPeer client) {
        String nextHop = nextHop(client);
        lab.await(
                "the routes of " + client.role().name() + " to go",
                () -> assertThat(observer.heard()).noneMatch(route -> nextHop.equals(route.get(LabRoute.NEXT_HOP))));
        return observer.lastChangeNanos(nextHop);
    }

    /** Waits until the observer holds all of the client's routes, and returns when the last one came. */
    long awaitThere(RawClient observer, LabPeer client) {
        String nextHop = nextHop(client);
        lab.await(
                "the routes of " + client.role().name() + " to come",
                () -> assertThat(observer.heard())
                        .filteredOn(route -> nextHop.equals(route.get(LabRoute.NEXT_HOP)))
                        .hasSameSizeAs(client.announced()));
        return observer.lastChangeNanos(nextHop);
    }

    private static String nextHop(LabPeer client) {
        return client.announced().getFirst().list(LabRoute.NEXT_HOP).getFirst();
    }

    /** How many OPENs each client but these has sent so far: one more for each new session. */
    Map<String, Long> sessionsOfAllBut(Set<? extends LabPeer> concerned) {
        Map<String, Long> opens = new LinkedHashMap<>();
        for (LabPeer peer : peers) {
            if (!concerned.contains(peer)) {
                opens.put(peer.role().name(), opens(peer));
            }
        }
        return opens;
    }

    long opens(LabPeer peer) {
        return reflector
                .peer(peer.role().address())
                .path("counters")
                .path("received")
                .path("opens")
                .asLong();
    }

    String state(LabPeer peer) {
        return reflector.state(peer.role().address());
    }

    /** No route of a client but these was touched since the observer's notes began. */
    void assertOnlyTouched(RawClient observer, Set<? extends LabPeer> concerned) {
        Set<String> allowed = new HashSet<>();
        for (LabPeer client : concerned) {
            String number = nextHop(client).substring("192.0.2.".length());
            observer.touched().stream()
                    .filter(prefix -> prefix.startsWith("10." + number + "."))
                    .forEach(allowed::add);
        }
        assertThat(observer.touched()).as("routes that were touched").isSubsetOf(allowed);
    }

    @Override
    public void close() {
        raws.forEach(RawClient::close);
        lab.close();
        links.forEach(Link::close);
    }
}
