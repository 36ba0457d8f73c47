// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Another project's BGP daemon with one session, towards the reflector; BIRD may have more. A subclass knows how its daemon
 * is configured, started and asked; tests see only routes and texts.
 */
public abstract class RealDaemon implements LabPeer, AutoCloseable {

    private final Role role;
    private final Path directory;
    private final List<LabRoute> announced;
    private final List<Role> sessions;
    private List<String> host = List.of();
    private @Nullable DaemonProcess process;

    protected RealDaemon(Role role, Path directory) {
        this.role = role;
        this.directory = directory;
        this.announced = new ArrayList<>(role.announced());
        this.sessions = new ArrayList<>(List.of(role));
    }

    /** Writes what the daemon reads at its start, and returns the command that starts it. */
    protected abstract List<String> prepare();

    protected Map<String, String> environment() {
        return Map.of();
    }

    /** What has to be said to the running daemon because it cannot stand in its configuration. */
    protected void afterStart() {}

    /** The routes that it has from the reflector and did not itself throw away, as near to the wire as it can show them. */
    @Override
    public abstract List<LabRoute> heard();

    /** All that it has to say about its session: log and status. */
    public abstract String report();

    /** Makes the running daemon originate more routes. */
    public void announce(List<LabRoute> routes) {
        announced.addAll(routes);
        announcedChanged(routes, true);
    }

    /** Takes routes of {@link #announce} back. */
    public void withdraw(List<LabRoute> routes) {
        announced.removeAll(routes);
        announcedChanged(routes, false);
    }

    /** Tells the running daemon of routes that {@link #announced} has got or lost. */
    protected abstract void announcedChanged(List<LabRoute> routes, boolean isAnnounced);

    /** Ends the session administratively with a text for the other side (RFC 9003), where the daemon has texts. */
    public abstract void shutdownSession(String text);

    /** Starts the session again after {@link #shutdownSession}, or sooner than the daemon by itself would. */
    public abstract void startSession();

    /** Asks the reflector for its routes again (RFC 2918). */
    public abstract void requestRefresh();

    @Override
    public final Role role() {
        return role;
    }

    public final DaemonProcess process() {
        DaemonProcess running = process;
        if (running == null) {
            throw new IllegalStateException(role.name() + " was not started");
        }
        return running;
    }

    /** Puts it on a host of its own, at the other end of the link; before its start. */
    public final void putBehind(Link link) {
        host = link.inside();
    }

    /** For subclasses whose configuration has all {@link #sessions}. */
    protected final void addSession(String address, int port) {
        sessions.add(role.towards(address, port));
    }

    /** Its role towards each of its reflectors. */
    protected final List<Role> sessions() {
        return List.copyOf(sessions);
    }

    /** Starts it, or starts it again after {@link #kill}. */
    public final void start() {
        if (process != null) {
            process.close();
        }
        List<String> command = new ArrayList<>(host);
        command.addAll(prepare());
        process = DaemonProcess.start(role.name(), directory, environment(), command);
        afterStart();
    }

    /** Ends it without notice: the kernel closes its connections. */
    public final void kill() {
        process().kill();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    protected final Path directory() {
        return directory;
    }

    @Override
    public final List<LabRoute> announced() {
        return List.copyOf(announced);
    }

    /** A daemon that shows the default LOCAL_PREF with routes of external peers cannot tell that none was sent. */
    protected final LabRoute asSent(LabRoute route) {
        return role.isExternal() ? route.without(LabRoute.LOCAL_PREF) : route;
    }
}
