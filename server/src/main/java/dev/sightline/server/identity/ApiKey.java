package dev.sightline.server.identity;

import static dev.sightline.server.platform.Permission.EXPORT_RECORDS;
import static dev.sightline.server.platform.Permission.VIEW_RECORDS;
import static dev.sightline.server.platform.Permission.VIEW_SYNC;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.Permission;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a service's key; the key itself is shown once and kept nowhere.
 *
 * @param ending the last characters of the key
 * @param createdBy the e-mail of the administrator who made it
 * @param lastUsedAt to the minute
 */
record ApiKey(
        UUID id,
        String name,
        Scope scope,
        String ending,
        Instant createdAt,
        String createdBy,
        Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {
    /** What every key begins with, so that people and scanners for leaked secrets recognise one. */
    static final String PREFIX = "slk_";

    private static final Pattern FORM = Pattern.compile(PREFIX + "([1-9][0-9]{0,8})_" + RandomWord.FORM);

    /** What a service may do. It sees all records of the organisation, as far as it sees any. */
    enum Scope {
        READ_ONLY(Set.of(VIEW_RECORDS, EXPORT_RECORDS, VIEW_SYNC)),
        INGEST(Set.of(Permission.INGEST));

        private final Set<Permission> permissions;

        Scope(Set<Permission> permissions) {
            this.permissions = permissions;
        }

        Set<Permission> permissions() {
            return permissions;
        }
    }

    /** The number of the organisation within, so that its row can be found under row-level security. */
    static String random(OrganizationId organization) {
        return PREFIX + organization + "_" + RandomWord.next();
    }

    static Optional<OrganizationId> organization(String key) {
        Matcher matcher = FORM.matcher(key);
        return matcher.matches()
                ? Optional.of(new OrganizationId(Integer.parseInt(matcher.group(1))))
                : Optional.empty();
    }
}
