// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.message.Capability;
import io.bgprr.bgp.message.Capability.AddPath;
import io.bgprr.bgp.message.Capability.EnhancedRouteRefresh;
import io.bgprr.bgp.message.Capability.ExtendedMessage;
import io.bgprr.bgp.message.Capability.ExtendedNextHop;
import io.bgprr.bgp.message.Capability.FourOctetAs;
import io.bgprr.bgp.message.Capability.GracefulRestart;
import io.bgprr.bgp.message.Capability.LongLivedGracefulRestart;
import io.bgprr.bgp.message.Capability.MultiProtocol;
import io.bgprr.bgp.message.Capability.Role;
import io.bgprr.bgp.message.Capability.RouteRefreshSupport;
import io.bgprr.bgp.message.Capability.Unknown;
import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.net.AsNumber;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Capabilities of an OPEN (RFC 5492 §4).
 *
 * <p>A known capability whose length is wrong says nothing that could be relied on, so it is kept as {@link Unknown} and
 * what it stands for is not negotiated: RFC 5492 names no error for it, and a session without one feature serves both
 * sides better than none. Only FOUR-OCTET-AS is refused, for the peer's AS would be a guess.
 */
public final class CapabilityCodec {

    private static final int FORWARDING = 0x80;
    private static final int RESTARTING = 0x8000;
    private static final int NOTIFICATION = 0x4000;

    private CapabilityCodec() {}

    /**
     * Reads the value of a Capabilities Optional Parameter.
     *
     * <pre>
     * +----------+----------+-------------------+
     * | Code (1) | Length(1)| Value (variable)  |  repeated
     * +----------+----------+-------------------+
     * </pre>
     */
    static void decode(WireReader parameter, List<Capability> into) throws MalformedMessageException {
        while (!parameter.isEmpty()) {
            if (!parameter.has(2)) {
                throw malformed("a capability is cut");
            }
            int code = parameter.readOctet();
            int length = parameter.readOctet();
            if (!parameter.has(length)) {
                throw malformed("capability " + code + " overruns its parameter");
            }
            byte[] value = parameter.readBytes(length);
            Capability known = decodeKnown(code, value);
            into.add(known != null ? known : new Unknown(code, value));
        }
    }

    private static @Nullable Capability decodeKnown(int code, byte[] value) throws MalformedMessageException {
        WireReader reader = new WireReader(value, 0, value.length);
        return switch (code) {
            case 1 -> value.length == 4 ? multiProtocol(reader) : null;
            case 2 -> value.length == 0 ? new RouteRefreshSupport() : null;
            case 5 -> value.length % 6 == 0 ? extendedNextHop(reader) : null;
            case 6 -> value.length == 0 ? new ExtendedMessage() : null;
            case 9 -> value.length == 1 ? new Role(reader.readOctet()) : null;
            case 64 -> value.length % 4 == 2 ? gracefulRestart(reader) : null;
            case 65 -> fourOctetAs(reader);
            case 69 -> value.length % 4 == 0 ? addPath(reader) : null;
            case 70 -> value.length == 0 ? new EnhancedRouteRefresh() : null;
            case 71 -> value.length % 7 == 0 ? longLived(reader) : null;
            default -> null;
        };
    }

    /** RFC 4760 §8: AFI (2), reserved (1), SAFI (1). */
    private static Capability multiProtocol(WireReader reader) {
        int afi = reader.readShort();
        reader.readOctet();
        return new MultiProtocol(afi, reader.readOctet());
    }

    /** RFC 8950 §4: NLRI AFI (2), NLRI SAFI (2), Next Hop AFI (2), repeated. */
    private static Capability extendedNextHop(WireReader reader) {
        List<ExtendedNextHop.Entry> entries = new ArrayList<>();
        while (!reader.isEmpty()) {
            entries.add(new ExtendedNextHop.Entry(reader.readShort(), reader.readShort(), reader.readShort()));
        }
        return new ExtendedNextHop(List.copyOf(entries));
    }

    /** RFC 4724 §3: flags R and N (4 bits), restart time (12 bits); then AFI (2), SAFI (1), flags (1), repeated. */
    private static Capability gracefulRestart(WireReader reader) {
        int head = reader.readShort();
        List<GracefulRestart.Entry> entries = new ArrayList<>();
        while (!reader.isEmpty()) {
            int afi = reader.readShort();
            int safi = reader.readOctet();
            entries.add(new GracefulRestart.Entry(afi, safi, (reader.readOctet() & FORWARDING) != 0));
        }
        return new GracefulRestart(
                (head & RESTARTING) != 0, (head & NOTIFICATION) != 0, head & 0x0fff, List.copyOf(entries));
    }

    /** RFC 6793 §3: AS number (4). */
    private static Capability fourOctetAs(WireReader reader) throws MalformedMessageException {
        if (reader.remaining() != 4) {
            throw malformed("the four-octet AS capability has length " + reader.remaining() + ", must be 4");
        }
        return new FourOctetAs(new AsNumber(reader.readInt()));
    }

    /** RFC 7911 §4: AFI (2), SAFI (1), Send/Receive (1), repeated. An entry with another mode than 1..3 is ignored. */
    private static Capability addPath(WireReader reader) {
        List<AddPath.Entry> entries = new ArrayList<>();
        while (!reader.isEmpty()) {
            int afi = reader.readShort();
            int safi = reader.readOctet();
            int mode = reader.readOctet();
            if (mode >= 1 && mode <= 3) {
                entries.add(new AddPath.Entry(afi, safi, mode));
            }
        }
        return new AddPath(List.copyOf(entries));
    }

    /** RFC 9494 §3: AFI (2), SAFI (1), flags (1), stale time (3), repeated. */
    private static Capability longLived(WireReader reader) {
        List<LongLivedGracefulRestart.Entry> entries = new ArrayList<>();
        while (!reader.isEmpty()) {
            int afi = reader.readShort();
            int safi = reader.readOctet();
            boolean isForwarding = (reader.readOctet() & FORWARDING) != 0;
            int staleTimeSeconds = reader.readOctet() << 16 | reader.readShort();
            entries.add(new LongLivedGracefulRestart.Entry(afi, safi, isForwarding, staleTimeSeconds));
        }
        return new LongLivedGracefulRestart(List.copyOf(entries));
    }

    private static MalformedMessageException malformed(String what) {
        return MalformedMessageException.of(ErrorCode.OPEN_UNSPECIFIC, what + " (RFC 5492 §4, RFC 4271 §6.2)");
    }

    /**
     * The capability as it stands in an OPEN, code and length included: also the data of an Unsupported Capability
     * NOTIFICATION (RFC 5492 §5).
     */
    public static byte[] encode(Capability capability) {
        WireWriter value = new WireWriter();
        encodeValue(capability, value);
        if (value.length() > 255) {
            throw new IllegalArgumentException("capability " + capability.code() + " of " + value.length() + " octets");
        }
        return new WireWriter()
                .octet(capability.code())
                .octet(value.length())
                .octets(value.toBytes())
                .toBytes();
    }

    private static void encodeValue(Capability capability, WireWriter value) {
        if (capability instanceof MultiProtocol(int afi, int safi)) {
            value.shortValue(afi).octet(0).octet(safi);
        } else if (capability instanceof FourOctetAs(AsNumber as)) {
            value.intValue(as.bits());
        } else if (capability instanceof GracefulRestart it) {
            encodeGracefulRestart(it, value);
        } else if (capability instanceof LongLivedGracefulRestart it) {
            encodeLongLived(it, value);
        } else if (capability instanceof AddPath it) {
            encodeAddPath(it, value);
        } else if (capability instanceof ExtendedNextHop it) {
            encodeExtendedNextHop(it, value);
        } else if (capability instanceof Role(int role)) {
            value.octet(role);
        } else if (capability instanceof Unknown it) {
            value.octets(it.value());
        } else if (!hasNoValue(capability)) {
            throw new IllegalArgumentException("a capability of no kind: " + capability);
        }
    }

    private static boolean hasNoValue(Capability capability) {
        return capability instanceof RouteRefreshSupport
                || capability instanceof EnhancedRouteRefresh
                || capability instanceof ExtendedMessage;
    }

    private static void encodeGracefulRestart(GracefulRestart it, WireWriter value) {
        int flags = (it.isRestarting() ? RESTARTING : 0) | (it.isNotification() ? NOTIFICATION : 0);
        value.shortValue(flags | Math.min(it.restartTimeSeconds(), 0x0fff));
        for (GracefulRestart.Entry entry : it.entries()) {
            value.shortValue(entry.afi()).octet(entry.safi()).octet(entry.isForwarding() ? FORWARDING : 0);
        }
    }

    private static void encodeLongLived(LongLivedGracefulRestart it, WireWriter value) {
        for (LongLivedGracefulRestart.Entry entry : it.entries()) {
            value.shortValue(entry.afi()).octet(entry.safi()).octet(entry.isForwarding() ? FORWARDING : 0);
            value.octet(entry.staleTimeSeconds() >>> 16).shortValue(entry.staleTimeSeconds());
        }
    }

    private static void encodeAddPath(AddPath it, WireWriter value) {
        for (AddPath.Entry entry : it.entries()) {
            value.shortValue(entry.afi()).octet(entry.safi()).octet(entry.mode());
        }
    }

    private static void encodeExtendedNextHop(ExtendedNextHop it, WireWriter value) {
        for (ExtendedNextHop.Entry entry : it.entries()) {
            value.shortValue(entry.afi()).shortValue(entry.safi()).shortValue(entry.nextHopAfi());
        }
    }
}
