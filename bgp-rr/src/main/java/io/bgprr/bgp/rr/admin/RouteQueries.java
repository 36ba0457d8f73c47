// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.admin;

import io.bgprr.bgp.net.AddressFamily;
import io.bgprr.bgp.net.IpAddress;
import io.bgprr.bgp.net.Prefix;
import io.bgprr.bgp.speaker.RouteQuery;
import io.bgprr.bgp.speaker.RouteQuery.Match;
import io.bgprr.bgp.speaker.RouteQuery.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a question about routes, strictly read: {@code scope} (loc-rib), {@code peer} (of received and
 * advertised), {@code family} (of the prefix, else ipv4-unicast), {@code prefix}, {@code match} (exact, or longest for an
 * address without a length), {@code limit} (1000; {@code all} streams every page), {@code continuation}.
 */
final class RouteQueries {

    static final List<String> PARAMETERS =
            List.of("scope", "peer", "family", "prefix", "match", "limit", "continuation");

    private static final int LIMIT_DEFAULT = 1000;
    private static final int LIMIT_MAX = 10_000;
    private static final String ALL = "all";

    private RouteQueries() {}

    /** Whether every page is asked for, one after the other. */
    static boolean isAll(AdminRequest request) {
        return ALL.equals(request.parameter("limit"));
    }

    static RouteQuery parse(AdminRequest request) {
        Scope scope = choice(request, "scope", Scope.values(), Scope.LOC_RIB);
        IpAddress peer = peer(request, scope);
        Prefix prefix = prefix(request);
        return new RouteQuery(
                scope,
                peer,
                family(request, prefix),
                match(request, prefix),
                prefix,
                limit(request),
                request.parameter("continuation"));
    }

    private static @Nullable IpAddress peer(AdminRequest request, Scope scope) {
        boolean isNeeded = scope == Scope.RECEIVED || scope == Scope.ADVERTISED;
        String text = request.parameter("peer");
        if (isNeeded && text == null) {
            throw AdminProblem.badRequest("scope=" + label(scope) + " needs a peer", "peer=ADDRESS");
        }
        if (!isNeeded && text != null) {
            throw AdminProblem.badRequest(
                    "scope=" + label(scope) + " has no peer", "scope=received", "scope=advertised");
        }
        return text == null ? null : AdminRoutes.address("peer", text);
    }

    static @Nullable Prefix prefix(AdminRequest request) {
        String text = request.parameter("prefix");
        try {
            return text == null ? null : Prefix.parse(text);
        } catch (IllegalArgumentException e) {
            throw AdminProblem.badRequest("prefix: " + e.getMessage(), "an address", "an address/length");
        }
    }

    private static AddressFamily family(AdminRequest request, @Nullable Prefix prefix) {
        String text = request.parameter("family");
        AddressFamily ofPrefix = prefix == null ? AddressFamily.IPV4_UNICAST : prefix.family();
        if (text == null) {
            return ofPrefix;
        }
        AddressFamily family = AddressFamily.ofLabel(text);
        if (family == null) {
            throw new AdminProblem(
                    400,
                    "'" + text + "' is not a family",
                    Stream.of(AddressFamily.values()).map(AddressFamily::label).toList());
        }
        if (prefix != null && family != ofPrefix) {
            throw AdminProblem.badRequest(
                    "prefix " + prefix + " is not of the family " + family, "family=" + ofPrefix.label());
        }
        return family;
    }

    private static Match match(AdminRequest request, @Nullable Prefix prefix) {
        if (prefix == null) {
            if (request.parameter("match") != null
                    && choice(request, "match", Match.values(), Match.ALL) != Match.ALL) {
                throw AdminProblem.badRequest("match needs a prefix", "prefix=10.244.0.0/24");
            }
            return Match.ALL;
        }
        boolean hasLength = String.valueOf(request.parameter("prefix")).indexOf('/') >= 0;
        Match match = choice(request, "match", Match.values(), hasLength ? Match.EXACT : Match.LONGEST);
        if (match == Match.ALL) {
            throw AdminProblem.badRequest("match=all has no prefix", "exact", "longest", "longer");
        }
        return match;
    }

    private static int limit(AdminRequest request) {
        String text = request.parameter("limit");
        if (text == null || text.equals(ALL)) {
            return LIMIT_DEFAULT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= LIMIT_MAX) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below, like a number out of range
        }
        throw AdminProblem.badRequest("'" + text + "' is not a limit", "1.." + LIMIT_MAX, ALL);
    }

    private static <E extends Enum<E>> E choice(AdminRequest request, String name, E[] values, E byDefault) {
        String text = request.parameter(name);
        if (text == null) {
            return byDefault;
        }
        for (E value : values) {
            if (label(value).equals(text)) {
                return value;
            }
        }
        throw new AdminProblem(
                400,
                "'" + text + "' is not a " + name,
                Arrays.stream(values).map(RouteQueries::label).toList());
    }

    static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
