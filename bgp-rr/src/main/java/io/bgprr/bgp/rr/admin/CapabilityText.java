// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.bgprr.bgp.message.Capability;
import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.AsNumber;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Capabilities of an OPEN spelled for people, with the names of the IANA registry in kebab case (RFC 5492). */
final class CapabilityText {

    private CapabilityText() {}

    static List<String> of(List<Capability> capabilities) {
        return capabilities.stream().map(CapabilityText::of).toList();
    }

    static String of(Capability capability) {
        if (capability instanceof Capability.MultiProtocol(int afi, int safi)) {
            return "multiprotocol " + family(afi, safi);
        }
        if (capability instanceof Capability.RouteRefreshSupport) {
            return "route-refresh";
        }
        if (capability instanceof Capability.EnhancedRouteRefresh) {
            return "enhanced-route-refresh";
        }
        if (capability instanceof Capability.ExtendedMessage) {
            return "extended-message";
        }
        if (capability instanceof Capability.FourOctetAs(AsNumber as)) {
            return "four-octet-as " + as;
        }
        if (capability instanceof Capability.Role(int role)) {
            return "role " + role(role);
        }
        if (capability instanceof Capability.Unknown(int code, byte[] value)) {
            return "code " + code
                    + (value.length == 0 ? "" : " 0x" + HexFormat.of().formatHex(value));
        }
        return ofFamilies(capability);
    }

    /** The capabilities that list families. */
    private static String ofFamilies(Capability capability) {
        if (capability instanceof Capability.GracefulRestart restart) {
            return "graceful-restart " + restart.restartTimeSeconds() + " s"
                    + (restart.isRestarting() ? " restarting" : "")
                    + (restart.isNotification() ? " notification" : "")
                    + list(
                            restart.entries(),
                            entry -> family(entry.afi(), entry.safi()) + (entry.isForwarding() ? " forwarding" : ""));
        }
        if (capability instanceof Capability.LongLivedGracefulRestart restart) {
            return "long-lived-graceful-restart"
                    + list(
                            restart.entries(),
                            entry -> family(entry.afi(), entry.safi()) + " " + entry.staleTimeSeconds() + " s"
                                    + (entry.isForwarding() ? " forwarding" : ""));
        }
        if (capability instanceof Capability.AddPath paths) {
            return "add-path"
                    + list(paths.entries(), entry -> family(entry.afi(), entry.safi()) + " " + direction(entry.mode()));
        }
        if (capability instanceof Capability.ExtendedNextHop nextHops) {
            return "extended-next-hop"
                    + list(
                            nextHops.entries(),
                            entry -> family(entry.afi(), entry.safi()) + " via "
                                    + (entry.nextHopAfi() == 2 ? "ipv6" : "afi " + entry.nextHopAfi()));
        }
        throw new IllegalStateException("no text for " + capability);
    }

    private static <E> String list(List<E> entries, Function<E, String> text) {
        return entries.stream().map(entry -> " " + text.apply(entry)).collect(Collectors.joining(","));
    }

    private static String family(int afi, int safi) {
        AddressFamily family = AddressFamily.of(afi, safi);
        return family != null ? family.label() : "afi " + afi + " safi " + safi;
    }

    private static String direction(int mode) {
        return switch (mode) {
            case 1 -> "receive";
            case 2 -> "send";
            case 3 -> "both";
            default -> "mode " + mode;
        };
    }

    /** RFC 9234 §4.1, table 1. */
    private static String role(int role) {
        return switch (role) {
            case 0 -> "provider";
            case 1 -> "route-server";
            case 2 -> "route-server-client";
            case 3 -> "customer";
            case 4 -> "peer";
            default -> String.valueOf(role);
        };
    }
}
