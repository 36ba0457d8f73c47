// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim;

import io.bgprr.bgp.attribute.AsPath;
import io.bgprr.bgp.attribute.AttributeSet;
import io.bgprr.bgp.attribute.ClusterList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** RFC 4271 §9.1.2.2 and RFC 4456 §9 as they stand there: rule after rule, over all routes that are left. */
final class ReferenceDecision {

    private ReferenceDecision() {}

    /**
     * A route that may be chosen.
     *
     * @param origin who announced it, null = we ourselves
     * @param isInternal it came by iBGP
     * @param peerIdentifier the announcing peer's BGP identifier, unsigned; ours for our own
     * @param peerAddress the announcing peer's address, 0 for our own
     */
    record Candidate<O>(
            AttributeSet set, @Nullable O origin, boolean isInternal, long peerIdentifier, long peerAddress) {

        /** The identifier of the speaker that brought the route into the AS. */
        private long identifier() {
            return isInternal && set.hasOriginatorId() ? Integer.toUnsignedLong(set.originatorId()) : peerIdentifier;
        }

        private long pathLength() {
            return AsPath.of(set).segments().stream()
                    .mapToInt(segment -> segment.numbers().size())
                    .sum();
        }

        private boolean hasLowerMedThan(Candidate<O> other) {
            return set.neighborAs() == other.set.neighborAs()
                    && Integer.toUnsignedLong(set.med()) < Integer.toUnsignedLong(other.set.med());
        }
    }

    /** The best of them, or null when there are none. */
    static <O> @Nullable Candidate<O> best(List<Candidate<O>> candidates) {
        List<Candidate<O>> left = new ArrayList<>(candidates);
        keepLowest(left, candidate -> -Integer.toUnsignedLong(candidate.set().localPref()));
        keepLowest(left, candidate -> candidate.origin() == null ? 0 : 1);
        keepLowest(left, Candidate::pathLength);
        keepLowest(left, candidate -> candidate.set().origin().ordinal());
        List<Candidate<O>> beforeMed = List.copyOf(left);
        left.removeIf(candidate -> beforeMed.stream().anyMatch(other -> other.hasLowerMedThan(candidate)));
        keepLowest(left, candidate -> candidate.isInternal() ? 1 : 0);
        keepLowest(left, Candidate::identifier);
        keepLowest(left, candidate -> ClusterList.of(candidate.set()).clusters().size());
        keepLowest(left, Candidate::peerAddress);
        return left.isEmpty() ? null : left.getFirst();
    }

    private static <O> void keepLowest(List<Candidate<O>> left, ToLongFunction<Candidate<O>> rank) {
        long lowest = left.stream().mapToLong(rank).min().orElse(0);
        left.removeIf(candidate -> rank.applyAsLong(candidate) != lowest);
    }
}
