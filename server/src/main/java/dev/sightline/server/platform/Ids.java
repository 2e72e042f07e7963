package dev.sightline.server.platform;

import java.util.UUID;
import java.util.function.Supplier;

/** Where new ids come from; passed in, so that tests can foretell them. Thread-safe. */
@FunctionalInterface
public interface Ids extends Supplier<UUID> {

    /** A new id, never given before. */
    UUID next();

    @Override
    default UUID get() {
        return next();
    }
}
