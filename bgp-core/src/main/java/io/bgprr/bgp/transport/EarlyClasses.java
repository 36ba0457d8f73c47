// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.transport;

import java.util.List;
import java.util.stream.Stream;

/**
 * The classes that the first session and the first routes would initialise. They are initialised before anybody can connect, because
 * a JVM with an AOT cache compiles what the cache knows as hot (JEP 515) as soon as all classes that it uses are initialised:
 * now, beside the rest of the start, and not while the first table comes and half of it is interpreted. Of a million routes from a cold
 * start the first come through the RIB 50 ms earlier.
 *
 * <p>Most are final classes without an initializer of their own; nothing changes but the moment. A name that is none (of what one compiler
 * makes of a switch, and another does not) changes not even that.
 */
final class EarlyClasses {

    private static final String ROOT = "io.bgprr.bgp.";

    /** By name, because most are nobody's business outside of their package. */
    private static final List<String> NAMES = List.of(
            "attribute.AttributeSet",
            "attribute.AttributeType",
            "attribute.NextHop",
            "attribute.UnknownAttribute",
            "export.AdjRibOut",
            "export.ExportMember",
            "export.ExportRules",
            "export.ExportVerdict",
            "export.LogRuns",
            "export.OutgoingAttributes",
            "export.OutgoingNextHop",
            "export.UpdateFrame",
            "export.UpdateGroup",
            "export.UpdateGroupKey",
            "export.UpdateLog",
            "export.UpdateLog$Mark",
            "export.UpdatePacker",
            "export.UpdateSubgroup",
            "export.UpdateWriter",
            "message.AttributeFinding",
            "message.Capability$FourOctetAs",
            "message.Capability$MultiProtocol",
            "message.Capability$RouteRefreshSupport",
            "message.ErrorCode",
            "message.Negotiated",
            "message.Open",
            "message.RouteRefresh",
            "policy.Policy",
            "policy.PolicyCompiler",
            "policy.PolicyDefinition",
            "policy.PolicyDefinition$Missing",
            "policy.PrefixList",
            "policy.PrefixSet",
            "rib.NlriColumns",
            "rib.Refusal",
            "rib.RibCursor",
            "session.CapabilityNegotiator",
            "session.CapabilityNegotiator$Negotiation$Agreed",
            "session.ConnectionSet",
            "session.DownReason",
            "session.FsmEvent$BgpOpen",
            "session.FsmEvent$KeepAliveMsg",
            "session.FsmEvent$TcpConnectionConfirmed",
            "session.MessageReceiver",
            "session.PeerConnection",
            "session.PeerSession",
            "session.SessionFsm",
            "session.TimerTable",
            "speaker.DeadlineQueue$Entry",
            "speaker.ExportKeys",
            "speaker.LogReader",
            "speaker.LogReader$Piece",
            "speaker.LogReader$Place",
            "speaker.MemberOutput",
            "speaker.PolicySweep",
            "speaker.PrefixLimit",
            "speaker.PrefixQuota",
            "speaker.PrefixQuota$Ruling",
            "speaker.RibCommand$Lagging",
            "speaker.RibCommand$Progress",
            "speaker.RibCommand$Refill",
            "speaker.RibCommand$Refresh",
            "speaker.RibCommand$Relieve",
            "speaker.RibCommand$SessionDown",
            "speaker.RibCommand$SessionUp",
            "speaker.RibCommand$Task",
            "speaker.RouteIntake$1",
            "speaker.SessionCommand$Joined",
            "speaker.SessionCommand$Published",
            "speaker.SessionLink",
            "speaker.SpeakerEvent$SessionEstablished",
            "speaker.SpeakerEvent$UpdateError",
            "speaker.UpdateBatch",
            "transport.AcceptDecision$Admission",
            "transport.NettyConnection",
            "transport.NettyConnection$State",
            "transport.WriteProgress",
            "wire.AsPathCodec",
            "wire.AttributeDecoder$1",
            "wire.AttributeRule",
            "wire.CapabilityCodec",
            "wire.DecodeCache$Entry",
            "wire.LargeCommunitySet",
            "wire.MalformedMessageException",
            "wire.MessageEncoder",
            "wire.MessageFramer",
            "wire.NlriCodec",
            "wire.OpenCodec",
            "wire.UpdateEncoder",
            "wire.UpdateEncoder$TwoOctetAs",
            "wire.WireReader",
            "wire.WireWriter");

    private EarlyClasses() {}

    static Stream<String> names() {
        return NAMES.stream().map(ROOT::concat);
    }

    static void initialize() {
        for (String name : NAMES) {
            try {
                Class.forName(ROOT + name);
            } catch (ClassNotFoundException _) {
                // It is initialised when it is needed, should there be such a thing.
            }
        }
    }
}
