package dev.sightline.server.crm.lists;

import org.jspecify.annotations.Nullable;

/** A person as a record's owner; {@code userId} is the person id. */
public record Person(String userId, String name) {

    /** Null without an id. */
    public static @Nullable Person of(@Nullable String id, @Nullable String name) {
        return id == null ? null : new Person(id, name == null ? id : name);
    }
}
