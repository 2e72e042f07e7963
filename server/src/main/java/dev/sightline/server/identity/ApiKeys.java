package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Ids;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.tenancy.OneTrip;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/** The keys of an organisation's services. Thread-safe. */
@Component
class ApiKeys {
    /** Keys in force that an organisation may have. */
    static final int MOST = 100;

    private static final Duration USE_NOTED_EVERY = Duration.ofMinutes(1);

    private static final String COLUMNS =
            "key_id, name, scope, ending, created_at, created_by, expires_at, last_used_at, revoked_at";

    private final OrganizationTransactions transactions;
    private final SingletonSupplier<AskedWithSession> asked;
    private final AuditLog audit;
    private final Ids ids;
    private final Clock clock;

    ApiKeys(
            OrganizationTransactions transactions,
            ObjectProvider<AskedWithSession> asked,
            AuditLog audit,
            Ids ids,
            Clock clock) {
        this.transactions = transactions;
        this.asked = SingletonSupplier.ofNullable(asked::getIfAvailable);
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** @param key to be shown once */
    record Made(ApiKey known, String key) {
        @Override
        public String toString() {
            return "Made[" + known.id() + "]";
        }
    }

    /** @throws Refused 409 where there are too many */
    Made make(OrganizationId organization, String name, ApiKey.Scope scope, Instant expiresAt, Caller by) {
        String key = ApiKey.random(organization);
        OffsetDateTime now = now();
        return transactions.write(organization, jdbc -> {
            if (inForce(jdbc, organization, now) >= MOST) {
                throw Refused.of(
                        HttpStatus.CONFLICT,
                        "too_many_keys",
                        "There are " + MOST + " keys in force. Revoke one first.");
            }
            ApiKey made = jdbc.sql("""
                            INSERT INTO api_keys (organization_id, key_id, key_hash, name, scope, ending, created_at,
                                created_by, expires_at)
                            VALUES (:organization, :id, :hash, :name, :scope, :ending, :now, :by, :expires)
                            RETURNING %s
                            """.formatted(COLUMNS))
                    .param("organization", organization.value())
                    .param("id", ids.next())
                    .param("hash", RandomWord.hash(key))
                    .param("name", name)
                    .param("scope", scope.name())
                    .param("ending", key.substring(key.length() - 4))
                    .param("now", now)
                    .param("by", by.email() == null ? "" : by.email())
                    .param("expires", expiresAt.atOffset(ZoneOffset.UTC))
                    .query(ApiKeys::map)
                    .single();
            audit.record(organization, entry("api_key.created", made, by).detail(scope + " until " + expiresAt));
            return new Made(made, key);
        });
    }

    /** Newest first; those in force before the others, at most 500. */
    List<ApiKey> all(OrganizationId organization) {
        return transactions.read(
                organization,
                jdbc -> jdbc.sql("""
                        SELECT %s FROM api_keys WHERE organization_id = :organization
                        ORDER BY revoked_at IS NOT NULL OR expires_at <= :now, created_at DESC, key_id LIMIT 500
                        """.formatted(COLUMNS))
                        .param("organization", organization.value())
                        .param("now", now())
                        .query(ApiKeys::map)
                        .list());
    }

    /** Its next request is refused; false where there is no such key. Once revoked, it stays so. */
    boolean revoke(OrganizationId organization, UUID id, Caller by) {
        return transactions.write(organization, jdbc -> {
            Optional<ApiKey> key = jdbc.sql("""
                            SELECT %s FROM api_keys WHERE organization_id = :organization AND key_id = :id FOR UPDATE
                            """.formatted(COLUMNS))
                    .param("organization", organization.value())
                    .param("id", id)
                    .query(ApiKeys::map)
                    .optional();
            if (key.isPresent() && key.get().revokedAt() == null) {
                jdbc.sql("""
                                UPDATE api_keys SET revoked_at = :now
                                WHERE organization_id = :organization AND key_id = :id
                                """)
                        .param("now", now())
                        .param("organization", organization.value())
                        .param("id", id)
                        .update();
                audit.record(organization, entry("api_key.revoked", key.get(), by));
            }
            return key.isPresent();
        });
    }

    private record InUse(ApiKey key, boolean suspended) {}

    /** The service behind a request. One round trip; a second one each minute, to note that the key is used. */
    Optional<Sessions.Found> signedIn(String key) {
        Optional<OrganizationId> within = ApiKey.organization(key);
        if (within.isEmpty()) {
            return Optional.empty();
        }
        OrganizationId organization = within.get();
        OneTrip trip = transactions.trip(organization);
        Supplier<List<InUse>> found = trip.ask(
                """
                SELECT %s, (SELECT status <> 'ACTIVE' FROM organizations o WHERE o.organization_id = k.organization_id) AS suspended
                FROM api_keys k
                WHERE organization_id = :organization AND key_hash = :hash AND revoked_at IS NULL AND expires_at > :now
                """.formatted(COLUMNS),
                Map.of("organization", organization.value(), "hash", RandomWord.hash(key), "now", now()),
                (row, number) -> new InUse(map(row, number), row.getBoolean("suspended")));
        AskedWithSession another = asked.get();
        AskedWithSession.Answer details = another == null ? () -> false : another.nobody();
        trip.go();
        return found.get().stream().findFirst().map(used -> {
            ApiKey known = used.key;
            noteUse(organization, known);
            return new Sessions.Found(
                    new SignedIn(
                            known.id(),
                            organization,
                            "key " + known.name(),
                            Role.SERVICE,
                            null,
                            known.scope().permissions(),
                            used.suspended),
                    details);
        });
    }

    private void noteUse(OrganizationId organization, ApiKey key) {
        Instant last = key.lastUsedAt();
        if (last != null && last.plus(USE_NOTED_EVERY).isAfter(clock.instant())) {
            return;
        }
        transactions.write(
                organization,
                jdbc -> jdbc.sql("""
                        UPDATE api_keys SET last_used_at = :now WHERE organization_id = :organization AND key_id = :id
                        """)
                        .param("now", now())
                        .param("organization", organization.value())
                        .param("id", key.id())
                        .update());
    }

    private static long inForce(JdbcClient jdbc, OrganizationId organization, OffsetDateTime now) {
        return jdbc.sql("""
                        SELECT count(*) FROM api_keys
                        WHERE organization_id = :organization AND revoked_at IS NULL AND expires_at > :now
                        """)
                .param("organization", organization.value())
                .param("now", now)
                .query(Long.class)
                .single();
    }

    private static AuditEntry entry(String action, ApiKey key, Caller by) {
        return AuditEntry.of(action, by).on("api_key", key.id().toString(), key.name());
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static ApiKey map(ResultSet row, int number) throws SQLException {
        return new ApiKey(
                row.getObject("key_id", UUID.class),
                row.getString("name"),
                ApiKey.Scope.valueOf(row.getString("scope")),
                row.getString("ending"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                instant(row, "last_used_at"),
                instant(row, "revoked_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
