// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.rr.interop.lab.BgpRrProcess;
import io.bgprr.bgp.rr.interop.lab.Lab;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A recording played to the daemon, and the three who listen: a client that reads in bursts, a peer of another AS, and a client
 * of 2-octet AS numbers that joins when half has been played.
 *
 * <p>Every third recorded peer is played as a client of the reflector, the others as peers of other ASes; every second one that
 * was recorded with 4-octet AS numbers is played as an old speaker behind which such numbers are found in AS4_PATH.
 */
final class Replay implements AutoCloseable {

    private static final String DAEMON = "127.46.0.1";
    private static final int PARTS = 8;
    private static final int BURST_OCTETS = 256 << 10;
    private static final int SLOW_RECEIVE_BYTES = 32 << 10;

    private final BgpRrProcess daemon;
    private final InetSocketAddress address;
    private final Duration patience;
    private final boolean acceptsAsSet;
    private final NaiveSpeaker oracle = new NaiveSpeaker();
    private final List<Announcer> announcers = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();
    private int phase;

    /**
     * @param home of the distribution whose daemon is started
     * @param patience how long the clients may take to hear the last word of a phase
     */
    Replay(Path home, Path directory, Duration patience, boolean acceptsAsSet) {
        this.patience = patience;
        this.acceptsAsSet = acceptsAsSet;
        int port = Lab.freePort(DAEMON);
        this.address = new InetSocketAddress(DAEMON, port);
        this.daemon = new BgpRrProcess(directory);
        daemon.runFrom(home);
        daemon.configure("""
            bgp {
              local-as = %1$d, router-id = 10.46.0.1
              listen = [ { address = "%2$s", port = %3$d } ]
              peer-groups {
                source { import = accept, export = reject, as-set = %4$s, families = [ ipv4-unicast, ipv6-unicast ] }
                listener { import = reject, export = accept, families = [ ipv4-unicast, ipv6-unicast ] }
              }
              neighbors = [
                { address = 127.46.0.11, peer-group = listener, passive = true, remote-as = internal, route-reflector-client = true }
                { address = 127.46.0.12, peer-group = listener, passive = true, remote-as = internal, route-reflector-client = true }
                { address = 127.46.0.13, peer-group = listener, passive = true, remote-as = external, next-hop = keep }
              ]
              dynamic-neighbors = [
                { prefix = "127.46.16.0/20", peer-group = source-client, limit = 4000 }
                { prefix = "127.46.32.0/20", peer-group = source-external, limit = 4000 }
              ]
            }
            bgp.peer-groups.source-client = ${bgp.peer-groups.source} { remote-as = internal, route-reflector-client = true }
            bgp.peer-groups.source-external = ${bgp.peer-groups.source} { remote-as = external }
            """.formatted(NaiveSpeaker.AS, DAEMON, port, acceptsAsSet ? "accept" : "reject"));
        daemon.start();
    }

    BgpRrProcess daemon() {
        return daemon;
    }

    NaiveSpeaker oracle() {
        return oracle;
    }

    /** Opens a session for each recorded peer, and those of the first two listeners. */
    void connect(Recording recording) {
        connect(Audience.CLIENT, SLOW_RECEIVE_BYTES);
        connect(Audience.EXTERNAL, 0);
        recording.updates().forEach((peer, updates) -> {
            SourceRole role = role(peer, announcers.size());
            ReplaySession session = ReplaySession.establish(role, address, 0);
            boolean isTranslated = peer.isFourOctetAs() && !role.isFourOctetAs();
            announcers.add(new Announcer(role, session, oracle, updates, isTranslated));
        });
    }

    private SourceRole role(Recording.Peer peer, int index) {
        boolean isInternal = index % 3 == 1;
        int host = index / 200 << 8 | index % 200 + 1;
        int base = isInternal ? 0x7f2e1000 : 0x7f2e2000; // 127.46.16.0, 127.46.32.0
        long recorded = Integer.toUnsignedLong(peer.peer().as().bits());
        boolean isFourOctetAs = peer.isFourOctetAs() && index % 2 == 0;
        boolean isUsable = recorded != 0
                && recorded != NaivePath.AS_TRANS
                && recorded != NaiveSpeaker.AS
                && recorded <= (isFourOctetAs ? 0xffffffffL : 0xffffL);
        long as = isInternal ? NaiveSpeaker.AS : isUsable ? recorded : 64600 + index;
        return new SourceRole(IpAddress.ofIpv4(base | host), as, isInternal, isFourOctetAs, acceptsAsSet);
    }

    private Listener connect(Audience audience, int receiveBytes) {
        IpAddress from = IpAddress.parse("127.46.0." + (11 + audience.ordinal()));
        boolean isInternal = audience != Audience.EXTERNAL;
        SourceRole role = new SourceRole(from, audience.as(), isInternal, audience.isFourOctetAs(), true);
        Listener listener = new Listener(audience, ReplaySession.establish(role, address, receiveBytes));
        listeners.add(listener);
        return listener;
    }

    /** Plays everything; the third listener joins in the middle. */
    void play() {
        Listener slow = listeners.getFirst();
        slow.readInBursts();
        for (int i = 0; i < PARTS; i++) {
            int part = i;
            ofAll(announcer -> announcer.play(part, PARTS));
            slow.readBurst(BURST_OCTETS);
            if (part == PARTS / 2) {
                connect(Audience.OLD_CLIENT, 0);
            }
        }
        slow.readFreely();
        awaitExpected("the recording");
    }

    /** All peers withdraw half of what they announced; then those routes come, go and come again. */
    void withdrawAndFlap() {
        Map<Announcer, Map<Prefix, Announcement>> halves = new ConcurrentHashMap<>();
        listeners.getFirst().readInBursts();
        ofAll(announcer -> halves.put(announcer, announcer.withdrawHalf()));
        listeners.getFirst().readFreely();
        awaitExpected("half of everything withdrawn");

        listeners.getFirst().readInBursts();
        ofAll(announcer -> announcer.flap(halves.getOrDefault(announcer, Map.of())));
        listeners.getFirst().readFreely();
        awaitExpected("that half announced, withdrawn and announced");
    }

    /** The peer with the largest table is gone without a word. */
    void loseTheLargestPeer() {
        Announcer largest = announcers.stream()
                .max(Comparator.comparingInt(Announcer::size))
                .orElseThrow();
        announcers.remove(largest);
        largest.die();
        awaitExpected("the death of " + largest.role());
    }

    /** Each client asks for its table again, and gets the same. */
    void refresh() {
        listeners.forEach(Listener::refresh);
        awaitExpected("a route refresh");
    }

    /** UPDATEs sent to the daemon. */
    int sent() {
        return announcers.stream().mapToInt(Announcer::sent).sum();
    }

    /** Recorded UPDATEs that were not sent, for they would have ended their session. */
    int leftOut() {
        return announcers.stream().mapToInt(Announcer::leftOut).sum();
    }

    /** UPDATEs that the listeners heard. */
    int heard() {
        return listeners.stream().mapToInt(Listener::updates).sum();
    }

    /** Nobody's session has ended, but of those that died. */
    void checkSessions() {
        for (Announcer announcer : announcers) {
            assertThat(daemon.state(announcer.role().address().toString())).isEqualTo("Established");
        }
    }

    private void ofAll(Consumer<Announcer> action) {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (Announcer announcer : announcers) {
                running.add(executor.submit(() -> action.accept(announcer)));
            }
            for (Future<?> future : running) {
                future.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause() + "\n" + daemon.process().tail(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Each peer's marker tells that all it said has been dealt with; then every client must hold exactly what the oracle says,
     * and still do so when one more marker has gone through.
     */
    private void awaitExpected(String what) {
        phase++;
        ofAll(announcer -> announcer.mark(phase));
        compare(what);
        if (!announcers.isEmpty()) { // a recording of one peer, who died
            phase++;
            announcers.getFirst().mark(phase);
            compare(what + ", and a marker behind it");
        }
    }

    private void compare(String what) {
        Map<Audience, Map<Prefix, String>> expected = new EnumMap<>(Audience.class);
        listeners.forEach(listener -> expected.put(listener.audience(), oracle.expected(listener.audience())));
        try {
            Awaitility.await(what)
                    .atMost(patience)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .untilAsserted(() -> {
                        daemon.process().check();
                        for (Listener listener : listeners) {
                            assertThat(listener.differences(expected.getOrDefault(listener.audience(), Map.of())))
                                    .as("the table of %s after %s", listener.audience(), what)
                                    .isEmpty();
                        }
                    });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + "\n" + daemon.process().tail(), e);
        }
    }

    @Override
    public void close() {
        announcers.forEach(Announcer::close);
        listeners.forEach(Listener::close);
        daemon.close();
    }
}
