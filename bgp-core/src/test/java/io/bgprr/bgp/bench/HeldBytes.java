// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.bench;

import io.bgprr.bgp.export.ExportOutput;
import io.bgprr.bgp.export.Recipient;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Octets of the heap that an object of ours holds: itself, and what can be reached from it through our classes, arrays and
 * collections, as they lie there with compact object headers and references of four octets. Exact for our own objects and for
 * arrays, the same on every run. Of collections only their references count, and nothing of what other libraries hold. Tables
 * name the sessions that they serve, and where their output goes: there, from where everything can be reached, the walk ends.
 */
public final class HeldBytes {

    private static final int HEADER = 8;
    private static final int ARRAY_HEADER = 12;
    private static final int REFERENCE = 4;
    private static final int ALIGNMENT = 8;

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final ArrayDeque<Object> toVisit = new ArrayDeque<>();

    private HeldBytes() {}

    /** What is held by some objects, less what others hold too. */
    public static long of(List<?> roots, Object... shared) {
        HeldBytes walk = new HeldBytes();
        for (Object each : shared) {
            walk.count(each);
        }
        long bytes = 0;
        for (Object root : roots) {
            bytes += walk.count(root);
        }
        return bytes;
    }

    private long count(Object root) {
        visit(root);
        long bytes = 0;
        while (!toVisit.isEmpty()) {
            Object next = toVisit.removeLast();
            long size = next.getClass().isArray() ? array(next) : object(next);
            bytes += (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }
        return bytes;
    }

    private void visit(Object object) {
        boolean counts = object != null
                && !(object instanceof Enum<?>)
                && !(object instanceof Recipient)
                && !(object instanceof ExportOutput)
                && (object.getClass().isArray()
                        || object instanceof Collection<?>
                        || object instanceof Map<?, ?>
                        || object.getClass().getName().startsWith("io.bgprr."));
        if (counts && seen.add(object)) {
            toVisit.addLast(object);
        }
    }

    private long array(Object array) {
        int length = Array.getLength(array);
        Class<?> element = array.getClass().getComponentType();
        if (element.isPrimitive()) {
            int width = width(element);
            return Math.max(ARRAY_HEADER, width == 8 ? 2 * HEADER : 0) + (long) width * length;
        }
        for (int i = 0; i < length; i++) {
            visit(Array.get(array, i));
        }
        return ARRAY_HEADER + (long) REFERENCE * length;
    }

    private long object(Object object) {
        if (object instanceof Collection<?> collection) {
            new ArrayList<>(collection).forEach(this::visit);
            return HEADER + (long) REFERENCE * collection.size();
        }
        if (object instanceof Map<?, ?> map) {
            new ArrayList<>(map.keySet()).forEach(this::visit);
            new ArrayList<>(map.values()).forEach(this::visit);
            return HEADER + 2L * REFERENCE * map.size();
        }
        long bytes = HEADER;
        for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    bytes += width(field.getType());
                    follow(field, object);
                }
            }
        }
        return bytes;
    }

    private void follow(Field field, Object object) {
        if (field.getType().isPrimitive()) {
            return;
        }
        try {
            field.setAccessible(true);
            visit(field.get(object));
        } catch (IllegalAccessException e) {
            throw new LinkageError(field + " cannot be read", e);
        }
    }

    private static int width(Class<?> type) {
        if (type == long.class || type == double.class) {
            return 8;
        }
        if (type == byte.class || type == boolean.class) {
            return 1;
        }
        return type == char.class || type == short.class ? 2 : 4;
    }
}
