// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import io.bgprr.bgp.net.RouterId;
import io.bgprr.bgp.sim.SimModel.Adjacency;
import io.bgprr.bgp.sim.SimModel.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Who is connected with whom: networks as people build them, of a size that a seed picks. */
final class Topology {

    private static final long AS = 65000;

    /**
     * Two neighbours.
     *
     * @param hub the one whose rules for the other are varied
     * @param mayReflect the hub may treat the leaf as a client
     * @param cluster the cluster that its clients are in
     */
    record Edge(Node hub, Node leaf, boolean mayReflect, RouterId cluster) {}

    final String name;
    final List<Edge> edges = new ArrayList<>();
    private final SimModel model;
    private final Random random;
    private final Features features;
    private int addresses;

    Topology(SimModel model, Random random, Features features, Shape shape) {
        this.model = model;
        this.random = random;
        this.features = features;
        this.name = switch (shape) {
            case HUBS -> hubs();
            case MESH -> mesh();
            case REFLECTOR_PAIR -> reflectorPair();
            case HIERARCHY -> hierarchy();
            case STAR -> star();
            case RING -> ring();
            case TORS -> tors();
        };
    }

    /** The kinds of networks. */
    enum Shape {
        HUBS(300),
        MESH(80),
        REFLECTOR_PAIR(120),
        HIERARCHY(80),
        STAR(12),
        RING(80),
        TORS(80);

        /** More would only take longer: where everybody hears everybody, few prefixes make many routes. */
        final int prefixCountMax;

        Shape(int prefixCountMax) {
            this.prefixCountMax = prefixCountMax;
        }

        static Shape pick(Random random) {
            return switch (random.nextInt(24)) {
                case 0, 1, 2 -> MESH;
                case 3, 4, 5 -> REFLECTOR_PAIR;
                case 6, 7, 8 -> HIERARCHY;
                case 9, 10, 11 -> RING;
                case 12, 13, 14 -> TORS;
                case 15 -> random.nextInt(3) == 0 ? STAR : HUBS;
                default -> HUBS;
            };
        }
    }

    private Node node(long as) {
        int number = addresses++;
        int high = number / 200;
        int low = 10 + number % 200;
        return model.node("10.0." + high + "." + low, as, identifier(high, low, as));
    }

    /**
     * In another order than addresses, and no two alike within an AS, for internal peers would refuse each other; now and
     * then that of a speaker of another AS, for which external peers must not (RFC 6286 §2).
     */
    private String identifier(int high, int low, long as) {
        int chance = random.nextInt(250);
        if (chance % 5 == 0) {
            for (Node other : model.nodes.reversed()) {
                if (!isTaken(other.routerId, as)) {
                    return other.routerId.toString();
                }
            }
        }
        return "1." + (1 + high) + "." + chance + "." + low;
    }

    private boolean isTaken(RouterId identifier, long as) {
        return model.nodes.stream().anyMatch(node -> node.as.value() == as && node.routerId.equals(identifier));
    }

    private List<Node> nodes(int count, long as) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(node(as));
        }
        return nodes;
    }

    private void connect(Node hub, Node leaf, boolean mayReflect, boolean isClient, RouterId cluster) {
        Adjacency adjacency = SimModel.connect(hub, leaf);
        adjacency.isClient = isClient;
        adjacency.clusterId = cluster;
        edges.add(new Edge(hub, leaf, mayReflect && hub.isInternalTo(leaf), cluster));
        features.begin(hub, leaf);
    }

    /** Speakers of one AS that all know each other; some have a neighbour outside. */
    private String mesh() {
        List<Node> mesh = nodes(3 + random.nextInt(5), AS);
        for (int i = 0; i < mesh.size(); i++) {
            for (int j = 0; j < i; j++) {
                connect(mesh.get(i), mesh.get(j), false, false, mesh.get(i).routerId);
            }
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            outside(mesh.get(random.nextInt(mesh.size())));
        }
        return "full mesh of " + mesh.size();
    }

    private void outside(Node hub) {
        Node neighbor = node(65100 + random.nextInt(3));
        connect(hub, neighbor, false, false, hub.routerId);
        features.vary(hub, neighbor, hub.routerId);
    }

    /** One or two hubs with clients, non-clients and other ASes around, and every rule varied. */
    private String hubs() {
        List<Node> hubs = nodes(1 + random.nextInt(2), AS);
        if (hubs.size() == 2) {
            connect(hubs.get(0), hubs.get(1), true, random.nextInt(4) == 0, hubs.get(0).routerId);
        }
        int leaves = 2 + random.nextInt(6);
        for (int i = 0; i < leaves; i++) {
            Node leaf = node(random.nextInt(3) == 0 ? 65100 + random.nextInt(3) : AS);
            Node first = hubs.get(random.nextInt(hubs.size()));
            attach(first, leaf);
            if (hubs.size() == 2 && random.nextBoolean()) {
                attach(hubs.get(0) == first ? hubs.get(1) : hubs.get(0), leaf);
            }
        }
        return hubs.size() + " hubs with " + leaves + " leaves";
    }

    private void attach(Node hub, Node leaf) {
        boolean isClient = leaf.isInternalTo(hub) && random.nextInt(3) > 0;
        connect(hub, leaf, true, isClient, hub.routerId);
        features.vary(hub, leaf, hub.routerId);
    }

    /** Two reflectors, of one cluster or of two, and clients of both. */
    private String reflectorPair() {
        List<Node> pair = nodes(2, AS);
        boolean isOneCluster = random.nextBoolean();
        connect(pair.get(0), pair.get(1), false, false, pair.get(0).routerId);
        int clients = 2 + random.nextInt(6);
        for (int i = 0; i < clients; i++) {
            Node client = node(AS);
            for (Node reflector : pair) {
                connect(reflector, client, true, true, isOneCluster ? pair.get(0).routerId : reflector.routerId);
            }
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            outside(model.nodes.get(random.nextInt(model.nodes.size())));
        }
        return "reflector pair of " + (isOneCluster ? "one cluster" : "two clusters") + " with " + clients + " clients";
    }

    /** Reflectors whose clients are reflectors. */
    private String hierarchy() {
        List<Node> top = nodes(1 + random.nextInt(2), AS);
        if (top.size() == 2) {
            connect(top.get(0), top.get(1), false, false, top.get(0).routerId);
        }
        List<Node> middle = nodes(2 + random.nextInt(3), AS);
        boolean isOneCluster = random.nextBoolean();
        for (Node reflector : middle) {
            top.forEach(above ->
                    connect(above, reflector, true, true, isOneCluster ? top.get(0).routerId : above.routerId));
        }
        int clients = 2 + random.nextInt(5);
        for (int i = 0; i < clients; i++) {
            Node client = node(AS);
            int first = random.nextInt(middle.size());
            int count = 1 + random.nextInt(2);
            for (int j = 0; j < count; j++) {
                Node reflector = middle.get((first + j) % middle.size());
                connect(reflector, client, true, true, isOneCluster ? middle.get(0).routerId : reflector.routerId);
            }
            if (random.nextInt(4) == 0) {
                outside(client);
            }
        }
        return "hierarchy of " + top.size() + ", " + middle.size() + " and " + clients + " with "
                + (isOneCluster ? "a cluster for each level" : "a cluster for each reflector");
    }

    /** One reflector with many clients. */
    private String star() {
        Node hub = node(AS);
        int clients = random.nextInt(4) == 0 ? 200 : 20 + random.nextInt(60);
        for (int i = 0; i < clients; i++) {
            connect(hub, node(AS), true, true, hub.routerId);
        }
        return "star of " + clients + " clients";
    }

    /** Each its own AS, and two ways to everybody. */
    private String ring() {
        int size = 3 + random.nextInt(5);
        List<Node> ring = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            ring.add(node(65100 + i));
        }
        for (int i = 0; i < size; i++) {
            connect(ring.get(i), ring.get((i + 1) % size), false, false, ring.get(i).routerId);
            features.vary(ring.get(i), ring.get((i + 1) % size), ring.get(i).routerId);
        }
        return "ring of " + size + " ASes";
    }

    /** The nodes of a cluster, with a reflector of their own or not, each connected with two top-of-rack switches. */
    private String tors() {
        List<Node> tors = List.of(node(65201), node(65200 + random.nextInt(3)));
        Node spine = node(65300);
        tors.forEach(tor -> connect(spine, tor, false, false, spine.routerId));
        List<Node> cluster = nodes(2 + random.nextInt(4), AS);
        for (Node member : cluster) {
            tors.forEach(tor -> connect(tor, member, false, false, tor.routerId));
        }
        boolean hasReflector = random.nextBoolean();
        for (Node member : cluster.subList(1, cluster.size())) {
            if (hasReflector) {
                connect(cluster.get(0), member, true, true, cluster.get(0).routerId);
            }
        }
        return "cluster of " + cluster.size() + (hasReflector ? " with a reflector" : "") + " behind two switches";
    }
}
