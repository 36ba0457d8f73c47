// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChangeListTest {

    private final ChangeList list = new ChangeList();

    /** All nodes from the head, markers as negative numbers. */
    private List<Integer> nodes() {
        List<Integer> nodes = new ArrayList<>();
        for (int at = list.next(ChangeList.END); at != ChangeList.END; at = list.next(at)) {
            nodes.add(at);
        }
        return nodes;
    }

    @Test
    void anEmptyListIsItsOwnEnd() {
        assertThat(list.last()).isEqualTo(ChangeList.END);
        assertThat(list.nextDestination(ChangeList.END)).isZero();
        assertThat(nodes()).isEmpty();
    }

    @Test
    void aChangeMovesToTheTail() {
        list.append(1);
        list.append(2);
        list.append(3);
        list.moveToTail(1);
        assertThat(nodes()).containsExactly(2, 3, 1);
        list.moveToTail(1);
        assertThat(nodes()).containsExactly(2, 3, 1);
    }

    @Test
    void aChangeOfTheLastDestinationStillPassesTheMarkersBehindIt() {
        list.append(1);
        int cursor = list.addMarker(ChangeList.Kind.CURSOR, list.last());
        assertThat(list.nextDestination(cursor)).isZero();
        list.moveToTail(1);
        assertThat(nodes()).containsExactly(cursor, 1);
        assertThat(list.nextDestination(cursor)).isEqualTo(1);
    }

    @Test
    void aReaderStepsOverMarkers() {
        list.append(1);
        int first = list.addMarker(ChangeList.Kind.CURSOR, ChangeList.END);
        int second = list.addMarker(ChangeList.Kind.WATCH, first);
        assertThat(nodes()).containsExactly(first, second, 1);
        assertThat(list.nextDestination(first)).isEqualTo(1);
        assertThat(list.kind(second)).isEqualTo(ChangeList.Kind.WATCH);
    }

    @Test
    void aMarkerThatIsPutBehindItselfStays() {
        list.append(1);
        int cursor = list.addMarker(ChangeList.Kind.CURSOR, 1);
        list.moveMarker(cursor, cursor);
        list.moveMarker(cursor, 1);
        assertThat(nodes()).containsExactly(1, cursor);
        list.moveMarker(cursor, ChangeList.END);
        assertThat(nodes()).containsExactly(cursor, 1);
    }

    @Test
    void aRemovedMarkersNumberIsUsedAgain() {
        int first = list.addMarker(ChangeList.Kind.CURSOR, ChangeList.END);
        list.removeMarker(first);
        assertThat(list.addMarker(ChangeList.Kind.WATCH, ChangeList.END)).isEqualTo(first);
        assertThat(list.kind(first)).isEqualTo(ChangeList.Kind.WATCH);
    }

    /** Against a plain list, with more markers than it has room for at first. */
    @Test
    void agreesWithAPlainList() {
        SplittableRandom random = new SplittableRandom(3);
        List<Integer> model = new ArrayList<>();
        List<Integer> destinations = new ArrayList<>();
        List<Integer> markers = new ArrayList<>();
        int next = 1;
        for (int step = 0; step < 20_000; step++) {
            Integer behind = model.isEmpty() ? Integer.valueOf(0) : model.get(random.nextInt(model.size()));
            switch (random.nextInt(6)) {
                case 0 -> {
                    list.append(next);
                    model.add(next);
                    destinations.add(next++);
                }
                case 1 -> {
                    if (!destinations.isEmpty()) {
                        Integer moved = destinations.get(random.nextInt(destinations.size()));
                        list.moveToTail(moved);
                        model.remove(/* element */ moved);
                        model.add(moved);
                    }
                }
                case 2 -> {
                    if (destinations.size() > 60) {
                        Integer gone = destinations.remove(/* index */ random.nextInt(destinations.size()));
                        list.remove(gone);
                        model.remove(/* element */ gone);
                    }
                }
                case 3 -> {
                    if (markers.size() < 50) {
                        Integer marker = list.addMarker(ChangeList.Kind.CURSOR, behind);
                        model.add(model.indexOf(behind) + 1, marker);
                        markers.add(marker);
                    }
                }
                case 4 -> {
                    if (!markers.isEmpty()) {
                        Integer marker = markers.get(random.nextInt(markers.size()));
                        list.moveMarker(marker, behind);
                        if (!marker.equals(behind)) {
                            model.remove(/* element */ marker);
                            model.add(model.indexOf(behind) + 1, marker);
                        }
                    }
                }
                default -> {
                    if (markers.size() > 40) {
                        Integer marker = markers.remove(/* index */ random.nextInt(markers.size()));
                        list.removeMarker(marker);
                        model.remove(/* element */ marker);
                    }
                }
            }
            assertThat(list.last()).isEqualTo(model.isEmpty() ? 0 : (int) model.getLast());
            if (step % 100 == 0) {
                assertThat(nodes()).isEqualTo(model);
            }
        }
        assertThat(nodes()).isEqualTo(model);
    }
}
