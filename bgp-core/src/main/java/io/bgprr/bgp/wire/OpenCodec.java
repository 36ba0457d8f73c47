// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.wire;

import io.bgprr.bgp.message.Capability;
import io.bgprr.bgp.message.Capability.FourOctetAs;
import io.bgprr.bgp.message.Capability.MultiProtocol;
import io.bgprr.bgp.message.Capability.RouteRefreshSupport;
import io.bgprr.bgp.message.ErrorCode;
import io.bgprr.bgp.message.Message;
import io.bgprr.bgp.message.Open;
import io.bgprr.bgp.net.AsNumber;
import io.bgprr.bgp.net.RouterId;
import java.util.ArrayList;
import java.util.List;

/**
 * OPEN (RFC 4271 §4.2, §6.2), with capabilities (RFC 5492) and the extended form of optional parameters (RFC 9072).
 *
 * <pre>
 *  0         1              3           5                9              10
 * +---------+--------------+-----------+----------------+--------------+--------------------+
 * | Version | My AS        | Hold Time | BGP Identifier | Opt Parm Len | Optional Parameters|
 * +---------+--------------+-----------+----------------+--------------+--------------------+
 *
 *  extended, when the octet behind Opt Parm Len is 255 (RFC 9072 §2):
 *  9              10               11                   13
 * +--------------+----------------+--------------------+--------------------+
 * | not 0 (255)  | 255            | Extended Length    | Optional Parameters|
 * +--------------+----------------+--------------------+--------------------+
 * </pre>
 *
 * Whether the AS is the one that was configured, and whether an identifier equal to ours is allowed, is the session's to
 * judge.
 */
public final class OpenCodec {

    private static final int VERSION = 4;
    private static final int PARAMETER_CAPABILITIES = 2;
    private static final int EXTENDED = 255;

    private OpenCodec() {}

    /**
     * Reads the body of an OPEN.
     *
     * @throws MalformedMessageException with the first error in field order (RFC 4271 §6.2)
     */
    public static Open decode(byte[] bytes, int bodyOffset, int bodyLengthBytes) throws MalformedMessageException {
        WireReader body = new WireReader(bytes, bodyOffset, bodyLengthBytes);
        if (!body.has(10)) {
            throw malformed("shorter than its fixed part"); // The framer has answered 1/2 before.
        }
        int version = body.readOctet();
        if (version != VERSION) {
            byte[] data = {0, VERSION};
            throw MalformedMessageException.of(
                    ErrorCode.UNSUPPORTED_VERSION_NUMBER, data, "version " + version + " (RFC 4271 §6.2)");
        }
        int twoOctetAs = body.readShort();
        if (twoOctetAs == AsNumber.ZERO) {
            throw asZero();
        }
        int holdTimeSeconds = body.readShort();
        if (holdTimeSeconds == 1 || holdTimeSeconds == 2) {
            throw MalformedMessageException.of(
                    ErrorCode.UNACCEPTABLE_HOLD_TIME, "hold time " + holdTimeSeconds + " s (RFC 4271 §6.2)");
        }
        int identifier = body.readInt();
        if (identifier == 0) {
            throw MalformedMessageException.of(ErrorCode.BAD_BGP_IDENTIFIER, "BGP identifier 0.0.0.0 (RFC 6286 §2.2)");
        }
        List<Capability> capabilities = decodeParameters(body);
        AsNumber as = new AsNumber(twoOctetAs);
        for (Capability capability : capabilities) {
            if (capability instanceof FourOctetAs fourOctet) {
                as = fourOctet.as();
            }
        }
        if (as.bits() == AsNumber.ZERO) {
            throw asZero();
        }
        return new Open(as, holdTimeSeconds, new RouterId(identifier), capabilities);
    }

    private static List<Capability> decodeParameters(WireReader body) throws MalformedMessageException {
        int length = body.readOctet();
        boolean isExtended = length != 0 && !body.isEmpty() && body.peek() == EXTENDED;
        if (isExtended) {
            body.readOctet();
            if (!body.has(2)) {
                throw malformed("the extended length of optional parameters is cut");
            }
            length = body.readShort();
        }
        if (!body.has(length)) {
            throw malformed("optional parameters of " + length + " octets, " + body.remaining() + " are there");
        }
        if (body.remaining() > length) {
            throw malformed((body.remaining() - length) + " octets behind the optional parameters");
        }
        List<Capability> capabilities = new ArrayList<>();
        int headLength = isExtended ? 3 : 2;
        while (!body.isEmpty()) {
            if (!body.has(headLength)) {
                throw malformed("an optional parameter is cut");
            }
            int type = body.readOctet();
            int valueLength = isExtended ? body.readShort() : body.readOctet();
            if (type != PARAMETER_CAPABILITIES) {
                throw MalformedMessageException.of(
                        ErrorCode.UNSUPPORTED_OPTIONAL_PARAMETER, "optional parameter " + type + " (RFC 4271 §6.2)");
            }
            if (!body.has(valueLength)) {
                throw malformed("optional parameter " + type + " overruns the message");
            }
            CapabilityCodec.decode(body.readRegion(valueLength), capabilities);
        }
        return capabilities;
    }

    private static MalformedMessageException asZero() {
        return MalformedMessageException.of(ErrorCode.BAD_PEER_AS, "AS 0 (RFC 7607 §2)");
    }

    private static MalformedMessageException malformed(String what) {
        return MalformedMessageException.of(ErrorCode.OPEN_UNSPECIFIC, what + " (RFC 4271 §6.2)");
    }

    /**
     * The whole message, header included. All capabilities stand in one optional parameter, those that old peers know
     * first; the extended form is used only where 255 octets do not suffice, for peers such as BIRD 1.6 refuse it.
     */
    public static byte[] encode(Open open) {
        WireWriter capabilities = new WireWriter();
        List<Capability> ordered = new ArrayList<>(open.capabilities());
        ordered.sort((a, b) -> Integer.compare(rank(a), rank(b)));
        for (Capability capability : ordered) {
            capabilities.octets(CapabilityCodec.encode(capability));
        }
        WireWriter message = WireWriter.message(Message.TYPE_OPEN)
                .octet(VERSION)
                .shortValue(open.as().fitsTwoOctets() ? open.as().bits() : AsNumber.AS_TRANS)
                .shortValue(open.holdTimeSeconds())
                .intValue(open.routerId().bits());
        int length = capabilities.length();
        if (length == 0) {
            message.octet(0);
        } else if (length + 2 <= 255) {
            message.octet(length + 2).octet(PARAMETER_CAPABILITIES).octet(length);
        } else {
            message.octet(EXTENDED).octet(EXTENDED).shortValue(length + 3);
            message.octet(PARAMETER_CAPABILITIES).shortValue(length);
        }
        return message.octets(capabilities.toBytes()).toMessage();
    }

    private static int rank(Capability capability) {
        if (capability instanceof MultiProtocol) {
            return 0;
        }
        if (capability instanceof RouteRefreshSupport) {
            return 1;
        }
        return capability instanceof FourOctetAs ? 2 : 3;
    }
}
