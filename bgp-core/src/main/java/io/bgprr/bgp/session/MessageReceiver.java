// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Negotiated;
import io.bgprr.bgp.message.Notification;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.message.RouteRefresh;
import io.bgprr.bgp.message.Update;
import io.bgprr.bgp.session.CapabilityNegotiator.Negotiation;
import io.bgprr.bgp.session.CapabilityNegotiator.Negotiation.Agreed;
import io.bgprr.bgp.session.CapabilityNegotiator.Negotiation.Refused;
import io.bgprr.bgp.wire.DecodeContext;
import io.bgprr.bgp.wire.MalformedMessageException;
import io.bgprr.bgp.wire.MessageDecoder;
import io.bgprr.bgp.wire.MessageFramer;
import io.bgprr.bgp.wire.OpenCodec;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the peer says on one connection: octets become messages, each message an event of the connection's FSM, and a malformed one
 * the event of its error (RFC 4271 §6). It keeps what both sides agreed on, for how to read the rest depends on it. UPDATEs and
 * route refreshes of an Established session go on to the {@link PeerSession}. Owned by the session's thread.
 */
final class MessageReceiver {

    private static final FsmEvent UPDATE_MSG = new FsmEvent.UpdateMsg();

    private final PeerConnection connection;
    private final PeerSession session;

    private MessageFramer framer = new MessageFramer(this::message);
    private @Nullable Open ours;
    private @Nullable Negotiated negotiated;
    private @Nullable DecodeContext decodeContext;
    private @Nullable Notification notification;

    MessageReceiver(PeerConnection connection, PeerSession session) {
        this.connection = connection;
        this.session = session;
    }

    @Nullable
    Negotiated negotiated() {
        return negotiated;
    }

    /** The NOTIFICATION that the peer sent, or null. */
    @Nullable
    Notification notification() {
        return notification;
    }

    /** Whether our OPEN had capabilities. */
    boolean hasOfferedCapabilities() {
        return ours != null && !ours.capabilities().isEmpty();
    }

    /** Our OPEN goes out, and whatever comes is said in answer to it. */
    void expectAnswer(Open open) {
        ours = open;
        framer = new MessageFramer(this::message);
    }

    /** Acts on what a read has brought; the rest of a message that is not complete waits for the next one. */
    void read(byte[] bytes, int offset, int lengthBytes) {
        try {
            framer.received(bytes, offset, lengthBytes);
        } catch (MalformedMessageException e) {
            refuse(e, FsmEvent.BgpHeaderErr::new);
        }
    }

    /** The framer's sink: one message whose header is good. */
    private boolean message(int type, byte[] bytes, int offset, int lengthBytes) {
        switch (type) {
            case Message.TYPE_OPEN -> open(bytes, offset, lengthBytes);
            case Message.TYPE_UPDATE -> update(bytes, offset, lengthBytes);
            case Message.TYPE_KEEPALIVE -> {
                session.counters().keepalivesReceived++;
                handle(new FsmEvent.KeepAliveMsg());
            }
            default -> notificationOrRefresh(type, bytes, offset, lengthBytes);
        }
        return connection.isHeard();
    }

    private void open(byte[] bytes, int offset, int lengthBytes) {
        session.counters().opensReceived++;
        Open theirs;
        try {
            theirs = OpenCodec.decode(bytes, offset, lengthBytes);
        } catch (MalformedMessageException e) {
            refuse(e, FsmEvent.BgpOpenMsgErr::new);
            return;
        }
        Open offered = ours;
        if (connection.state() != FsmState.OPEN_SENT || offered == null) {
            handle(new FsmEvent.BgpOpen(theirs.holdTimeSeconds(), 0), "a second OPEN");
            return;
        }
        Negotiation outcome = CapabilityNegotiator.negotiate(session.config(), offered, theirs);
        if (outcome instanceof Agreed(Negotiated agreed)) {
            agreed(agreed);
        } else if (outcome instanceof Refused(Notification error, String reason)) {
            handle(new FsmEvent.BgpOpenMsgErr(error), reason);
        } else {
            throw new IllegalStateException("an outcome of no kind: " + outcome);
        }
    }

    private void agreed(Negotiated agreed) {
        if (!session.winsCollision(connection, agreed, connection.inputNanos())) {
            handle(new FsmEvent.OpenCollisionDump(), "another connection of this peer is kept");
            return;
        }
        SessionConfig config = session.config();
        negotiated = agreed;
        decodeContext = DecodeContext.of(agreed, config.acceptAsSet(), config.acceptLoopbackNextHop());
        framer.setLengthBytesMax(agreed.messageLengthBytesMax());
        connection.agreed(agreed);
    }

    private void update(byte[] bytes, int offset, int lengthBytes) {
        session.counters().updatesReceived++;
        DecodeContext context = decodeContext;
        if (connection.state() != FsmState.ESTABLISHED || context == null) {
            handle(UPDATE_MSG);
            return;
        }
        Update update;
        try {
            update = session.decoder().read(bytes, offset, lengthBytes, context);
        } catch (MalformedMessageException e) {
            refuse(e, FsmEvent.UpdateMsgErr::new);
            return;
        }
        handle(UPDATE_MSG);
        session.deliver(update);
    }

    private void notificationOrRefresh(int type, byte[] bytes, int offset, int lengthBytes) {
        Message message;
        try {
            message = MessageDecoder.decode(type, bytes, offset, lengthBytes);
        } catch (MalformedMessageException e) {
            // A ROUTE-REFRESH in OpenSent and OpenConfirm is unexpected (RFC 6608 §4), however it is formed.
            boolean isTooEarly = type == Message.TYPE_ROUTE_REFRESH && connection.state() != FsmState.ESTABLISHED;
            refuse(e, isTooEarly ? _ -> new FsmEvent.RouteRefreshMsg() : FsmEvent.BgpHeaderErr::new);
            return;
        }
        if (message instanceof Notification received) {
            session.counters().notificationsReceived++;
            notification = received;
            boolean isVersion =
                    ErrorCode.of(received.code(), received.subcode()) == ErrorCode.UNSUPPORTED_VERSION_NUMBER;
            handle(isVersion ? new FsmEvent.NotifMsgVerErr() : new FsmEvent.NotifMsg());
        } else if (message instanceof RouteRefresh refresh) {
            session.counters().refreshesReceived++;
            handle(new FsmEvent.RouteRefreshMsg());
            if (!connection.isEnded()) {
                session.deliver(refresh);
            }
        }
    }

    /** Answers a malformed message; one that was a NOTIFICATION itself ends the connection like any other (§6.4). */
    private void refuse(MalformedMessageException e, Function<Notification, FsmEvent> event) {
        Notification error = e.notification();
        String text = String.valueOf(e.getMessage());
        if (error == null) {
            session.counters().notificationsReceived++;
            handle(new FsmEvent.NotifMsg(), "the peer sent a malformed NOTIFICATION: " + text);
        } else {
            handle(event.apply(error), text);
        }
    }

    private void handle(FsmEvent event) {
        connection.handle(event, connection.inputNanos());
    }

    private void handle(FsmEvent event, String why) {
        connection.handle(event, why, connection.inputNanos());
    }
}
