package dev.sightline.server.access;

import dev.sightline.catalog.EventCodec;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * An employee of the source, as far as it matters here. Immutable.
 *
 * @param managerKey the manager that the source names, known or not
 */
record SourceEmployee(
        String key,
        String name,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String jobTitle,
        @Nullable String departmentKey,
        @Nullable String userKey,
        @Nullable String managerKey,
        boolean active) {

    /** Of several employees of one user (one for each company, in Odoo) the first in this order speaks for the person. */
    static final Comparator<SourceEmployee> FOREMOST = Comparator.comparing((SourceEmployee e) -> !e.active())
            .thenComparing(e -> e.key().length())
            .thenComparing(SourceEmployee::key);

    /** A user's employee is the same person, whether the source shows us that user or not. */
    String personId() {
        return userKey == null ? PersonId.ofEmployee(key) : PersonId.ofUser(userKey);
    }

    SourceEmployee managedBy(@Nullable String manager) {
        return new SourceEmployee(key, name, email, phone, jobTitle, departmentKey, userKey, manager, active);
    }

    /** As the events of somebody who is forgotten tell it. */
    SourceEmployee erased() {
        return new SourceEmployee(key, EventCodec.ERASED, null, null, null, departmentKey, userKey, managerKey, active);
    }
}
