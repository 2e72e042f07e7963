package dev.sightline.server.platform;

import java.util.UUID;

/** Ids in addresses. Stateless. */
public final class PathIds {
    private PathIds() {}

    /** @throws Refused 404 for what cannot be an id, as for one that nobody has */
    public static UUID uuid(String text, String what) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Refused.notFound(what);
        }
    }
}
