// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Notification;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@link SessionFsm} against {@code fsm/transitions.tsv}: every state with every event, none missing and none left over. */
class FsmTableTest {

    private static final long NOW = TimeUnit.SECONDS.toNanos(1000);
    private static final FsmEvent OPEN = new FsmEvent.BgpOpen(90, 30);
    private static final Map<String, FsmEvent> EVENTS = events();

    @TestFactory
    Stream<DynamicTest> everyLineIsWhatTheMachineDoes() throws IOException {
        return lines().stream()
                .map(line -> DynamicTest.dynamicTest(line.state + " + " + line.event, () -> {
                    SessionFsm fsm = in(line.state);
                    Recorder recorder = new Recorder();

                    FsmState next = fsm.handle(Objects.requireNonNull(EVENTS.get(line.event)), NOW, recorder);

                    assertThat(next).isEqualTo(fsm.state());
                    assertThat(next.label() + ": " + recorder.text()).isEqualTo(line.next + ": " + line.actions);
                }));
    }

    @Test
    void theTableHasEveryPairOnceAndNamesItsSource() throws IOException {
        List<String> expected = new ArrayList<>();
        for (FsmState state : FsmState.values()) {
            for (String event : EVENTS.keySet()) {
                expected.add(state.label() + " + " + event);
            }
        }
        List<Line> lines = lines();

        assertThat(lines.stream().map(line -> line.state + " + " + line.event))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(lines).allSatisfy(line -> assertThat(line.reference).startsWith("RFC "));
    }

    @Test
    void everyKindOfEventIsInTheTable() {
        assertThat(EVENTS.values().stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(FsmEvent.class.getPermittedSubclasses());
    }

    @Test
    void withAHoldTimeOfZeroNothingStartsTheTimers() {
        SessionFsm fsm = in("OpenSent");
        fsm.handle(new FsmEvent.BgpOpen(0, 0), NOW, new Recorder());
        Recorder recorder = new Recorder();

        fsm.handle(new FsmEvent.KeepAliveMsg(), NOW, recorder);
        fsm.handle(new FsmEvent.UpdateMsg(), NOW, recorder);
        fsm.handle(new FsmEvent.KeepAliveMsg(), NOW, recorder);

        assertThat(fsm.state()).isEqualTo(FsmState.ESTABLISHED);
        assertThat(recorder.text()).isEqualTo("-");
    }

    private static Map<String, FsmEvent> events() {
        Map<String, FsmEvent> events = new LinkedHashMap<>();
        for (FsmEvent event : List.of(
                new FsmEvent.ManualStart(),
                new FsmEvent.ManualStop(Notification.of(ErrorCode.CEASE_ADMINISTRATIVE_SHUTDOWN)),
                new FsmEvent.AutomaticStart(),
                new FsmEvent.ManualStartWithPassiveTcpEstablishment(),
                new FsmEvent.AutomaticStartWithPassiveTcpEstablishment(),
                new FsmEvent.AutomaticStop(Notification.of(ErrorCode.CEASE_OUT_OF_RESOURCES)),
                new FsmEvent.ConnectRetryTimerExpires(),
                new FsmEvent.HoldTimerExpires(),
                new FsmEvent.KeepaliveTimerExpires(),
                new FsmEvent.IdleHoldTimerExpires(),
                new FsmEvent.TcpCrAcked(),
                new FsmEvent.TcpConnectionConfirmed(),
                new FsmEvent.TcpConnectionFails(),
                OPEN,
                new FsmEvent.BgpHeaderErr(Notification.of(ErrorCode.CONNECTION_NOT_SYNCHRONIZED)),
                new FsmEvent.BgpOpenMsgErr(Notification.of(ErrorCode.BAD_PEER_AS)),
                new FsmEvent.OpenCollisionDump(),
                new FsmEvent.NotifMsgVerErr(),
                new FsmEvent.NotifMsg(),
                new FsmEvent.KeepAliveMsg(),
                new FsmEvent.UpdateMsg(),
                new FsmEvent.UpdateMsgErr(Notification.of(ErrorCode.MALFORMED_ATTRIBUTE_LIST)),
                new FsmEvent.SendHoldTimerExpires(),
                new FsmEvent.RouteRefreshMsg())) {
            events.put(event.getClass().getSimpleName(), event);
        }
        events.put("BgpOpen hold 0", new FsmEvent.BgpOpen(0, 0));
        return events;
    }

    private static SessionFsm in(String state) {
        SessionFsm fsm = new SessionFsm(new RetryBackoff(TestConfigs.active(), () -> -1L));
        List<FsmEvent> way = switch (state) {
            case "Idle" -> List.of();
            case "Connect" -> List.of(new FsmEvent.ManualStart());
            case "Active" -> List.of(new FsmEvent.AutomaticStartWithPassiveTcpEstablishment());
            case "OpenSent" -> List.of(new FsmEvent.ManualStart(), new FsmEvent.TcpCrAcked());
            case "OpenConfirm" -> List.of(new FsmEvent.ManualStart(), new FsmEvent.TcpCrAcked(), OPEN);
            case "Established" ->
                List.of(new FsmEvent.ManualStart(), new FsmEvent.TcpCrAcked(), OPEN, new FsmEvent.KeepAliveMsg());
            default -> throw new IllegalArgumentException("no such state: " + state);
        };
        way.forEach(event -> fsm.handle(event, 0, new Recorder()));
        assertThat(fsm.state().label()).isEqualTo(state);
        return fsm;
    }

    private static List<Line> lines() throws IOException {
        try (InputStream in = FsmTableTest.class.getResourceAsStream("/fsm/transitions.tsv")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(cells -> new Line(cells[0], cells[1], cells[2], cells[3], cells[4]))
                    .toList();
        }
    }

    private record Line(String state, String event, String next, String actions, String reference) {}

    /** Writes the actions down in the words of the table. */
    private static final class Recorder implements FsmOutput {

        private final List<String> actions = new ArrayList<>();

        String text() {
            return actions.isEmpty() ? "-" : String.join("; ", actions);
        }

        @Override
        public void startTimer(FsmTimer timer, long deadlineNanos) {
            long seconds = Math.round((deadlineNanos - NOW) / 1e9);
            String time = timer != FsmTimer.CONNECT_RETRY ? seconds + " s" : seconds == 1 ? "wait" : "attempt";
            actions.add("start " + timer + " " + time);
        }

        @Override
        public void stopTimer(FsmTimer timer) {
            actions.add("stop " + timer);
        }

        @Override
        public void connect() {
            actions.add("connect");
        }

        @Override
        public void sendOpen() {
            actions.add("open");
        }

        @Override
        public void sendKeepalive() {
            actions.add("keepalive");
        }

        @Override
        public void sendNotification(Notification notification) {
            byte[] data = notification.data();
            actions.add("notify " + notification.code() + "/" + notification.subcode()
                    + (data.length == 0 ? "" : " data " + HexFormat.of().formatHex(data)));
        }

        @Override
        public void drop() {
            actions.add("drop");
        }

        @Override
        public void countFailure() {
            actions.add("count");
        }

        @Override
        public void clearFailures() {
            actions.add("clear");
        }

        @Override
        public void damp() {
            actions.add("damp");
        }
    }
}
