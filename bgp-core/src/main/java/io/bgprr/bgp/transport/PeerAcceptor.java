// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import io.bgprr.bgp.speaker.AcceptLimits;
import io.bgprr.bgp.speaker.ListenAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Listens for peers. Who may connect is asked before anything is made for a connection; strangers are reset, which leaves
 * nothing of them in the kernel either, however many there are.
 *
 * <p>The TCP-MD5 keys of all peers are set on every listening socket, so that the kernel drops what is not signed before a
 * connection exists. A minimum TTL cannot be had that way: it would be the same for all peers. It is set on the accepted
 * socket before anything is read from it, and since octets may have arrived before that, the TTL of the SYN is checked too: who
 * is too far away could not have sent it.
 *
 * <p>Lives on one IO thread; every method may be called from any thread, and what is asked for is done in that order.
 */
public final class PeerAcceptor {

    private final IoThread thread;
    private final AcceptDecision decision;
    private final TransportReporter reporter;
    private final RefusalPace pace;

    // The thread's own:
    private List<PeerListener> listeners = new ArrayList<>();
    private ListenSecurity security = ListenSecurity.NONE;
    private boolean isAccepting;

    public PeerAcceptor(IoThread thread, AcceptDecision decision, TransportReporter reporter) {
        this(thread, decision, reporter, AcceptLimits.DEFAULT.strangersPerSecond());
    }

    /** @param refusalsPerSecond connections that are reset in a second; then all wait in TCP's backlog for a moment */
    public PeerAcceptor(IoThread thread, AcceptDecision decision, TransportReporter reporter, int refusalsPerSecond) {
        this.thread = thread;
        this.decision = decision;
        this.reporter = reporter;
        this.pace = new RefusalPace(refusalsPerSecond);
    }

    /**
     * Listens on exactly these addresses: opens what is missing, keeps what is open already, closes the rest. IPv6's {@code ::}
     * takes IPv4 connections too, unless an IPv4 address with the same port is listed.
     *
     * @return the addresses in the order given, with the ports that the system chose for port 0. Fails with an
     *     {@link IllegalStateException} whose message is for operators, and with nothing changed, when one cannot be bound
     */
    public CompletableFuture<List<ListenAddress>> listen(List<ListenAddress> wanted) {
        List<ListenAddress> addresses = List.copyOf(wanted);
        return CompletableFuture.supplyAsync(() -> listenNow(addresses), thread::execute);
    }

    /**
     * From now on takes who has connected and who will. Until then TCP's backlog keeps them: an address can be known to be ours
     * before anybody is expected there, and a peer that is reset because it came a moment too early may stay away for a minute.
     * Sockets that are opened later accept at once.
     */
    public CompletableFuture<Void> accept() {
        return CompletableFuture.runAsync(
                () -> {
                    isAccepting = true;
                    listeners.forEach(PeerListener::accept);
                },
                thread::execute);
    }

    /**
     * Replaces the keys of all sockets that listen now or later. Sessions that exist keep theirs. Set the keys of new peers
     * before the first {@link #listen}, and before {@link AcceptDecision} admits them.
     *
     * @return fails with an {@link IllegalStateException}, and with the old keys in place, when the kernel refuses one
     */
    public CompletableFuture<Void> secure(ListenSecurity wanted) {
        return CompletableFuture.runAsync(() -> secureNow(wanted), thread::execute);
    }

    /** Listens no more; connections that were accepted live on. */
    public CompletableFuture<Void> close() {
        return CompletableFuture.runAsync(
                () -> {
                    listeners.forEach(PeerListener::close);
                    listeners = new ArrayList<>();
                },
                thread::execute);
    }

    private List<ListenAddress> listenNow(List<ListenAddress> wanted) {
        List<PeerListener> kept = new ArrayList<>();
        List<PeerListener> unwanted = new ArrayList<>(listeners);
        List<ListenAddress> missing = new ArrayList<>();
        for (ListenAddress address : new LinkedHashSet<>(wanted)) {
            boolean isIpv6Only = isIpv6Only(address, wanted);
            PeerListener open = find(unwanted, address, isIpv6Only);
            if (open == null) {
                missing.add(address);
            } else {
                unwanted.remove(open);
                kept.add(open);
            }
        }
        // 0.0.0.0 and 10.0.0.1 cannot listen on one port at the same time: what goes may stand in the way of what
        // comes.
        Set<Integer> ports = new HashSet<>();
        missing.forEach(address -> ports.add(address.port()));
        List<PeerListener> inTheWay = unwanted.stream()
                .filter(listener -> ports.contains(listener.boundAddress().port()))
                .toList();
        inTheWay.forEach(PeerListener::close);
        List<PeerListener> opened = new ArrayList<>();
        try {
            for (ListenAddress address : missing) {
                opened.add(open(address, isIpv6Only(address, wanted)));
            }
        } catch (RuntimeException e) {
            opened.forEach(PeerListener::close);
            reopen(inTheWay);
            throw e;
        }
        unwanted.forEach(PeerListener::close);
        kept.addAll(opened);
        kept.sort((a, b) -> Integer.compare(place(a, wanted), place(b, wanted)));
        listeners = kept;
        return listeners.stream().map(PeerListener::boundAddress).toList();
    }

    private void secureNow(ListenSecurity wanted) {
        ListenSecurity before = security;
        try {
            listeners.forEach(listener -> listener.secure(before, wanted));
        } catch (RuntimeException e) {
            restore(wanted, before);
            throw e;
        }
        security = wanted;
    }

    private PeerListener open(ListenAddress address, boolean isIpv6Only) {
        PeerListener listener = new PeerListener(thread, decision, reporter, pace, address, isIpv6Only);
        listener.open(security);
        if (isAccepting) {
            listener.accept();
        }
        return listener;
    }

    /** Puts back what had to make room for nothing. */
    private void reopen(List<PeerListener> closed) {
        for (PeerListener listener : closed) {
            listeners.remove(listener);
            try {
                listeners.add(open(listener.boundAddress(), listener.isIpv6Only()));
            } catch (RuntimeException e) {
                reporter.acceptPaused(listener.boundAddress(), "listening ended: " + e.getMessage());
            }
        }
    }

    /** Takes back a change of keys that failed half-way. */
    private void restore(ListenSecurity failed, ListenSecurity before) {
        for (PeerListener listener : listeners) {
            try {
                listener.secure(failed, before);
            } catch (RuntimeException e) {
                reporter.acceptPaused(listener.boundAddress(), "TCP-MD5 keys are incomplete: " + e.getMessage());
            }
        }
    }

    private static int place(PeerListener listener, List<ListenAddress> wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            if (listener.isFor(wanted.get(i))) {
                return i;
            }
        }
        return wanted.size();
    }

    private static boolean isIpv6Only(ListenAddress address, List<ListenAddress> wanted) {
        return address.address().isIpv6()
                && wanted.stream()
                        .anyMatch(other ->
                                !other.address().isIpv6() && other.port() == address.port() && other.port() != 0);
    }

    private static @Nullable PeerListener find(
            List<PeerListener> listeners, ListenAddress address, boolean isIpv6Only) {
        for (PeerListener listener : listeners) {
            if (listener.isFor(address) && listener.isIpv6Only() == isIpv6Only) {
                return listener;
            }
        }
        return null;
    }
}
