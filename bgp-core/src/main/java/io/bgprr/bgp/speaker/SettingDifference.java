// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Which components of two equal-typed configuration records differ, in words. Secrets are not spelled out. */
final class SettingDifference {

    private SettingDifference() {}

    static String between(Record from, Record to) {
        List<String> differences = new ArrayList<>();
        for (RecordComponent component : from.getClass().getRecordComponents()) {
            Object old = valueOf(component, from);
            Object now = valueOf(component, to);
            if (!Objects.equals(old, now)
                    && !(old instanceof Record a
                            && now instanceof Record b
                            && a.getClass() == b.getClass()
                            && collectNested(a, b, differences))) {
                differences.add(kebab(component.getName()) + " " + old + " -> " + now);
            }
        }
        return String.join(", ", differences);
    }

    private static boolean collectNested(Record from, Record to, List<String> differences) {
        if (!from.getClass().getSimpleName().endsWith("Security")) {
            return false;
        }
        for (RecordComponent component : from.getClass().getRecordComponents()) {
            Object old = valueOf(component, from);
            Object now = valueOf(component, to);
            if (!Objects.equals(old, now)) {
                differences.add(
                        component.getName().equals("password")
                                ? "password changed"
                                : kebab(component.getName()) + " " + old + " -> " + now);
            }
        }
        return true;
    }

    private static Object valueOf(RecordComponent component, Record record) {
        try {
            return Objects.requireNonNullElse(component.getAccessor().invoke(record), "none");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component.getName(), e);
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
