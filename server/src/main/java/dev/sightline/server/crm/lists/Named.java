package dev.sightline.server.crm.lists;

import org.jspecify.annotations.Nullable;

/** Something with a name. The name is the id where the source never showed the thing. */
public record Named(String id, String name) {

    /** Null without an id. */
    public static @Nullable Named of(@Nullable String id, @Nullable String name) {
        return id == null ? null : new Named(id, name == null ? id : name);
    }
}
