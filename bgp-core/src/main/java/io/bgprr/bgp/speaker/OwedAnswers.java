// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The answers that engines still owe to those who asked them. Engines that run no more answer nothing, so whoever waits then,
 * or asks later, is told why. Any thread.
 */
final class OwedAnswers {

    private final AtomicLong askedCount = new AtomicLong();
    private final Map<Long, CompletableFuture<?>> owed = new ConcurrentHashMap<>();
    private volatile @Nullable String endedBecause;

    /** An answer that will come; it has failed already when the engines have ended. */
    <T> CompletableFuture<T> owe() {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Long number = askedCount.incrementAndGet();
        owed.put(number, answer);
        var _ = answer.whenComplete((value, failure) -> owed.remove(number));
        String why = endedBecause; // read behind the put: either we see it, or the end sees the answer
        if (why != null) {
            refuse(answer, why);
        }
        return answer;
    }

    /** No engine answers any more. The first reason is the one that counts. */
    void end(String why) {
        if (endedBecause == null) {
            endedBecause = why;
        }
        List.copyOf(owed.values()).forEach(answer -> refuse(answer, why));
    }

    private static void refuse(CompletableFuture<?> answer, String why) {
        answer.completeExceptionally(new IllegalStateException(why));
    }
}
