package dev.sightline.server.identity.oidc;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.server.identity.ProviderSessions;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Ids;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The sign-in providers of each organisation, and their secrets. Thread-safe. */
@Component
class Providers {
    private static final int MOST = 20;
    private static final String COLUMNS =
            "organization_id, provider_id, kind, name, issuer, tenants, domains, client_id, enabled, secret_changed_at";

    private final OrganizationTransactions transactions;
    private final Domains domains;
    private final ProviderSessions sessions;
    private final Attempts attempts;
    private final SecretBox box;
    private final AuditLog audit;
    private final Ids ids;
    private final Clock clock;

    Providers(
            OrganizationTransactions transactions,
            Domains domains,
            ProviderSessions sessions,
            Attempts attempts,
            SecretBox box,
            AuditLog audit,
            Ids ids,
            Clock clock) {
        this.transactions = transactions;
        this.domains = domains;
        this.sessions = sessions;
        this.attempts = attempts;
        this.box = box;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** By name. */
    List<Provider> all(OrganizationId organization) {
        return transactions.read(
                organization,
                jdbc -> jdbc.sql("""
                        SELECT %s FROM sign_in_providers WHERE organization_id = :organization ORDER BY lower(name), provider_id
                        """.formatted(COLUMNS))
                        .param("organization", organization.value())
                        .query(Providers::map)
                        .list());
    }

    Optional<Provider> find(OrganizationId organization, UUID id) {
        return transactions.read(organization, jdbc -> one(jdbc, organization, id, ""));
    }

    /** @throws Refused 409 where a domain is another organisation's, or there are too many */
    Provider create(OrganizationId organization, ProviderForm form, Secret secret, Caller by) {
        UUID id = ids.next();
        return domains.claiming(() -> transactions.write(organization, jdbc -> {
            if (count(jdbc, organization) >= MOST) {
                throw Refused.of(
                        HttpStatus.CONFLICT,
                        "too_many_providers",
                        "There are " + MOST + " providers. Remove one first.");
            }
            Provider made = jdbc.sql("""
                            INSERT INTO sign_in_providers (organization_id, provider_id, kind, name, issuer, tenants, domains, client_id,
                                client_secret, secret_changed_at, enabled, created_at, changed_at)
                            VALUES (:organization, :id, :kind, :name, :issuer, :tenants, :domains, :client, :secret, :now, :enabled,
                                :now, :now)
                            RETURNING %s
                            """.formatted(COLUMNS))
                    .param("organization", organization.value())
                    .param("id", id)
                    .param("kind", form.kind().name())
                    .param("name", form.name())
                    .param("issuer", form.issuer())
                    .param("tenants", form.tenants().toArray(String[]::new))
                    .param("domains", form.domains().toArray(String[]::new))
                    .param("client", form.clientId())
                    .param("secret", enclosed(organization, id, secret))
                    .param("enabled", form.enabled())
                    .param("now", now())
                    .query(Providers::map)
                    .single();
            domains.keep(jdbc, organization);
            audit.record(organization, entry("created", made, by).detail(described(form)));
            return made;
        }));
    }

    /**
     * One that is kept is sent only to where it was given for: an administrator who may not read it could else have it sent to an
     * address of their own. Where the provider trusts less than before, or is another one, whoever came in by it is signed out.
     *
     * @param secret null to keep the one there is
     * @throws Refused 404, 400 where a secret has to be given, and 409 as {@link #create}
     */
    Provider change(OrganizationId organization, UUID id, ProviderForm form, @Nullable Secret secret, Caller by) {
        return domains.claiming(() -> transactions.write(organization, jdbc -> {
            Provider before = require(one(jdbc, organization, id, "FOR UPDATE"));
            if (secret == null && !before.isOf(form)) {
                throw Refused.field(
                        "client_secret",
                        "missing",
                        "client_secret is required: the one that is kept was given for another issuer or client_id.");
            }
            jdbc.sql("""
                            UPDATE sign_in_providers
                            SET name = :name, issuer = :issuer, tenants = :tenants, domains = :domains, client_id = :client,
                                enabled = :enabled, changed_at = :now
                            WHERE organization_id = :organization AND provider_id = :id
                            """)
                    .param("name", form.name())
                    .param("issuer", form.issuer())
                    .param("tenants", form.tenants().toArray(String[]::new))
                    .param("domains", form.domains().toArray(String[]::new))
                    .param("client", form.clientId())
                    .param("enabled", form.enabled())
                    .param("now", now())
                    .param("organization", organization.value())
                    .param("id", id)
                    .update();
            if (secret != null) {
                store(jdbc, organization, id, secret);
            }
            domains.keep(jdbc, organization);
            Provider after = require(one(jdbc, organization, id, ""));
            recordChange(jdbc, before, after, secret != null, described(form), by);
            return after;
        }));
    }

    private void recordChange(
            JdbcClient jdbc, Provider before, Provider after, boolean secret, String described, Caller by) {
        OrganizationId organization = after.organization();
        if (secret) {
            audit.record(organization, entry("secret_changed", after, by));
        }
        if (before.enabled() != after.enabled()) {
            audit.record(organization, entry(after.enabled() ? "enabled" : "disabled", after, by));
        }
        if (!after.enabled()) {
            sessions.end(jdbc, organization, after.id(), "provider_disabled");
        } else if (!after.trustsAllOf(before)) {
            sessions.end(jdbc, organization, after.id(), "provider_narrowed");
        }
        if (!before.issuer().equals(after.issuer())) {
            // What is under way was asked of another: its code would be handed to this one.
            attempts.end(jdbc, organization, after.id());
        }
        if (!ProviderForm.of(before, after.enabled()).equals(ProviderForm.of(after, after.enabled()))) {
            audit.record(organization, entry("changed", after, by).detail(described));
        }
    }

    /** Whoever has signed in by it is signed out; its links to accounts go with it. @throws Refused 404 */
    void remove(OrganizationId organization, UUID id, Caller by) {
        transactions.write(organization, jdbc -> {
            Provider removed = require(one(jdbc, organization, id, "FOR UPDATE"));
            jdbc.sql("DELETE FROM sign_in_providers WHERE organization_id = :organization AND provider_id = :id")
                    .param("organization", organization.value())
                    .param("id", id)
                    .update();
            domains.keep(jdbc, organization);
            sessions.end(jdbc, organization, id, "provider_removed");
            audit.record(organization, entry("removed", removed, by));
            return true;
        });
    }

    /** Encloses it anew where the master key has changed since. */
    Secret secret(Provider provider) {
        OrganizationId organization = provider.organization();
        return transactions.write(organization, jdbc -> {
            byte[] envelope = jdbc.sql("""
                            SELECT client_secret FROM sign_in_providers
                            WHERE organization_id = :organization AND provider_id = :id
                            """)
                    .param("organization", organization.value())
                    .param("id", provider.id())
                    .query(byte[].class)
                    .optional()
                    .orElseThrow(() -> Refused.notFound("provider"));
            Secret secret = new Secret(
                    new String(box.open(organization, purpose(provider.id()), envelope), StandardCharsets.UTF_8));
            if (!box.isCurrent(organization, envelope)) {
                jdbc.sql("""
                                UPDATE sign_in_providers SET client_secret = :fresh
                                WHERE organization_id = :organization AND provider_id = :id AND client_secret = :envelope
                                """)
                        .param("fresh", enclosed(organization, provider.id(), secret))
                        .param("organization", organization.value())
                        .param("id", provider.id())
                        .param("envelope", envelope)
                        .update();
            }
            return secret;
        });
    }

    private void store(JdbcClient jdbc, OrganizationId organization, UUID id, Secret secret) {
        jdbc.sql("""
                        UPDATE sign_in_providers SET client_secret = :secret, secret_changed_at = :now
                        WHERE organization_id = :organization AND provider_id = :id
                        """)
                .param("secret", enclosed(organization, id, secret))
                .param("now", now())
                .param("organization", organization.value())
                .param("id", id)
                .update();
    }

    private byte[] enclosed(OrganizationId organization, UUID id, Secret secret) {
        return box.enclose(organization, purpose(id), secret.value().getBytes(StandardCharsets.UTF_8));
    }

    static String purpose(UUID id) {
        return "sign-in-provider/" + id;
    }

    private static AuditEntry entry(String what, Provider provider, Caller by) {
        return AuditEntry.of("sign_in_provider." + what, by)
                .on("sign_in_provider", provider.id().toString(), provider.name());
    }

    /** For the audit log: without the secret. */
    private static String described(ProviderForm form) {
        List<String> parts = new ArrayList<>(List.of(form.issuer()));
        parts.addAll(form.tenants());
        parts.add("for " + String.join(", ", form.domains()));
        return String.join(" ", parts);
    }

    private static Provider require(Optional<Provider> found) {
        return found.orElseThrow(() -> Refused.notFound("provider"));
    }

    private static long count(JdbcClient jdbc, OrganizationId organization) {
        return jdbc.sql("SELECT count(*) FROM sign_in_providers WHERE organization_id = :organization")
                .param("organization", organization.value())
                .query(Long.class)
                .single();
    }

    private static Optional<Provider> one(JdbcClient jdbc, OrganizationId organization, UUID id, String lock) {
        return jdbc.sql("""
                        SELECT %s FROM sign_in_providers WHERE organization_id = :organization AND provider_id = :id %s
                        """.formatted(COLUMNS, lock))
                .param("organization", organization.value())
                .param("id", id)
                .query(Providers::map)
                .optional();
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static Provider map(ResultSet row, int number) throws SQLException {
        return new Provider(
                new OrganizationId(row.getInt("organization_id")),
                row.getObject("provider_id", UUID.class),
                Provider.Kind.valueOf(row.getString("kind")),
                row.getString("name"),
                row.getString("issuer"),
                texts(row.getArray("tenants")),
                texts(row.getArray("domains")),
                row.getString("client_id"),
                row.getBoolean("enabled"),
                row.getObject("secret_changed_at", OffsetDateTime.class).toInstant());
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
