// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.bgprr.bgp.speaker.BgpSpeaker;
import io.bgprr.bgp.speaker.ReconfigurePlan;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A daemon around a {@link FakeSpeaker}, and an admin server for it on a port of the system's choice. */
public final class FakeDaemon implements AdminContext, AutoCloseable {

    public final FakeSpeaker speaker = new FakeSpeaker();
    public volatile Readiness readiness = Readiness.READY;
    public volatile boolean isStarted = true;
    public volatile ReloadReport report = ReloadReport.applied(new ReconfigurePlan(
            List.of(
                    new ReconfigurePlan.Change("192.0.2.3", ReconfigurePlan.Action.ADD, ""),
                    new ReconfigurePlan.Change("192.0.2.1", ReconfigurePlan.Action.RESET, "hold-time 90 -> 30"),
                    new ReconfigurePlan.Change(
                            "dynamic 2001:db8:0:1::/64",
                            ReconfigurePlan.Action.UPDATE,
                            "import-policy none -> accept")),
            1,
            0,
            List.of("bgp.limits take effect after a restart")));
    private @Nullable AdminServer server;

    /** Serves on a loopback address of the tests' own range. */
    public InetSocketAddress serve() throws IOException {
        return serve(AdminLimits.DEFAULT);
    }

    InetSocketAddress serve(AdminLimits limits) throws IOException {
        server = AdminServer.start("127.22.0.1:0", this, limits, () -> TestPeers.NOW);
        return server.localAddress();
    }

    @Override
    public @Nullable BgpSpeaker speaker() {
        return isStarted ? speaker : null;
    }

    @Override
    public CompletableFuture<ReloadReport> reload() {
        return CompletableFuture.completedFuture(report);
    }

    @Override
    public Readiness readiness() {
        return readiness;
    }

    @Override
    public String effectiveConfigJson() {
        return "{\"bgp\":{\"local-as\":64512,\"neighbors\":[{\"address\":\"192.0.2.1\",\"password\":\"***\"}]}}";
    }

    @Override
    public String version() {
        return "1.2.3";
    }

    @Override
    public long startedMillis() {
        return TestPeers.NOW - 93_784_500;
    }

    @Override
    public long logLinesSuppressed() {
        return 0;
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
