package dev.sightline.server.access;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Sorted sets by key; nothing is kept under a null key. Not thread-safe. */
final class Groups<T extends Comparable<T>> {
    private final Map<String, SortedSet<T>> groups = new HashMap<>();

    void add(@Nullable String key, T member) {
        if (key != null) {
            groups.computeIfAbsent(key, k -> new TreeSet<>()).add(member);
        }
    }

    void remove(@Nullable String key, T member) {
        SortedSet<T> group = key == null ? null : groups.get(key);
        if (group != null && group.remove(member) && group.isEmpty()) {
            groups.remove(key);
        }
    }

    /** A live view. */
    SortedSet<T> of(@Nullable String key) {
        SortedSet<T> group = key == null ? null : groups.get(key);
        return group == null ? Collections.emptySortedSet() : Collections.unmodifiableSortedSet(group);
    }
}
