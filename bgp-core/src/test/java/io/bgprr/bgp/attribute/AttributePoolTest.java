// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.attribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bgprr.bgp.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AttributePoolTest {

    private final AttributePool pool = new AttributePool(new AttributeHash(1));

    private static AttributeSet set(int med) {
        return new AttributeSetBuilder()
                .med(med)
                .nextHop(IpAddress.parse("192.0.2.1"))
                .build();
    }

    @Test
    void equalSetsHaveOneId() {
        int id = pool.acquire(set(1));
        assertThat(pool.acquire(set(1))).isEqualTo(id);
        assertThat(pool.acquire(pool.get(id))).isEqualTo(id);
        assertThat(pool.acquire(set(2))).isNotEqualTo(id);
        assertThat(pool.size()).isEqualTo(2);
        assertThat(pool.references()).isEqualTo(4);
    }

    @Test
    void theLastReferenceFreesTheId() {
        int id = pool.acquire(set(1));
        pool.retain(id);
        pool.release(id);
        assertThat(pool.get(id).med()).isEqualTo(1);
        pool.release(id);
        assertThat(pool.size()).isZero();
        assertThat(pool.sizeBytes()).isZero();
        assertThatThrownBy(() -> pool.get(id)).isInstanceOf(IllegalStateException.class);
        assertThat(pool.acquire(set(9))).isEqualTo(id);
    }

    @Test
    void noAttributesAreNoReference() {
        pool.retain(0);
        pool.release(0);
        assertThat(pool.references()).isZero();
    }

    @Test
    void aSetThatOutlivedItsIdIsTakenAnew() {
        AttributeSet set = set(1);
        int id = pool.acquire(set);
        pool.release(id);
        assertThat(pool.acquire(set(2))).isEqualTo(id);
        int again = pool.acquire(set);
        assertThat(again).isNotEqualTo(id);
        assertThat(pool.get(again)).isSameAs(set);
    }

    /** Against the naive model, through growth and shrinking: one id a distinct value, as many references as were taken. */
    @Test
    void holdsExactlyTheSetsWithReferences() {
        SplittableRandom random = new SplittableRandom(5);
        int[] references = new int[3000];
        int[] ids = new int[references.length];
        List<Integer> held = new ArrayList<>();
        for (int step = 0; step < 60_000; step++) {
            boolean grows = step < 30_000 ? random.nextInt(4) > 0 : random.nextInt(4) == 0;
            if (grows || held.isEmpty()) {
                int value = random.nextInt(references.length);
                int id = pool.acquire(set(value));
                assertThat(references[value] == 0 || ids[value] == id).isTrue();
                ids[value] = id;
                references[value]++;
                held.add(value);
            } else {
                int value = held.removeLast();
                pool.release(ids[value]);
                references[value]--;
            }
        }
        int distinct = 0;
        for (int value = 0; value < references.length; value++) {
            if (references[value] > 0) {
                distinct++;
                assertThat(pool.get(ids[value]).med()).isEqualTo(value);
            }
        }
        assertThat(pool.size()).isEqualTo(distinct);
        assertThat(pool.references()).isEqualTo(held.size());
    }
}
