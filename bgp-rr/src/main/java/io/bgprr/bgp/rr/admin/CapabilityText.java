// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.bgprr.bgp.message.Capability;
import io.bgprr.bgp.net.AddressFamily;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Capabilities of an OPEN spelled for people, with the names of the IANA registry in kebab case (RFC 5492). */
final class CapabilityText {

    private CapabilityText() {}

    static List<String> of(List<Capability> capabilities) {
        return capabilities.stream().map(CapabilityText::of).toList();
    }

    static String of(Capability capability) {
        return switch (capability) {
            case Capability.MultiProtocol(int afi, int safi) -> "multiprotocol " + family(afi, safi);
            case Capability.RouteRefreshSupport() -> "route-refresh";
            case Capability.ExtendedNextHop(List<Capability.ExtendedNextHop.Entry> entries) ->
                "extended-next-hop"
                        + entries.stream()
                                .map(entry -> " " + family(entry.afi(), entry.safi()) + " via "
                                        + (entry.nextHopAfi() == 2 ? "ipv6" : "afi " + entry.nextHopAfi()))
                                .collect(Collectors.joining(","));
            case Capability.ExtendedMessage() -> "extended-message";
            case Capability.Role(int role) -> "role " + role(role);
            case Capability.GracefulRestart restart ->
                "graceful-restart " + restart.restartTimeSeconds() + " s"
                        + (restart.isRestarting() ? " restarting" : "")
                        + (restart.isNotification() ? " notification" : "")
                        + restart.entries().stream()
                                .map(entry -> " " + family(entry.afi(), entry.safi())
                                        + (entry.isForwarding() ? " forwarding" : ""))
                                .collect(Collectors.joining(","));
            case Capability.FourOctetAs(var as) -> "four-octet-as " + as;
            case Capability.AddPath(List<Capability.AddPath.Entry> entries) ->
                "add-path"
                        + entries.stream()
                                .map(entry -> " " + family(entry.afi(), entry.safi()) + " " + direction(entry.mode()))
                                .collect(Collectors.joining(","));
            case Capability.EnhancedRouteRefresh() -> "enhanced-route-refresh";
            case Capability.LongLivedGracefulRestart(List<Capability.LongLivedGracefulRestart.Entry> entries) ->
                "long-lived-graceful-restart"
                        + entries.stream()
                                .map(entry -> " " + family(entry.afi(), entry.safi()) + " " + entry.staleTimeSeconds()
                                        + " s" + (entry.isForwarding() ? " forwarding" : ""))
                                .collect(Collectors.joining(","));
            case Capability.Unknown(int code, byte[] value) ->
                "code " + code
                        + (value.length == 0 ? "" : " 0x" + HexFormat.of().formatHex(value));
        };
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
