package dev.sightline.server.access;

import dev.sightline.catalog.EventCodec;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A user of the source, as far as it matters here. Immutable. */
record SourceUser(
        String key,
        String name,
        @Nullable String login,
        @Nullable String email,
        boolean active,
        boolean internal) {

    /** In lower case; a login that looks like an address stands in for a missing one. */
    @Nullable
    String address() {
        if (email != null) {
            return email.toLowerCase(Locale.ROOT);
        }
        return login != null && login.indexOf('@') > 0 ? login.toLowerCase(Locale.ROOT) : null;
    }

    /** As the events of somebody who is forgotten tell it. */
    SourceUser erased() {
        return new SourceUser(key, EventCodec.ERASED, null, null, active, internal);
    }
}
