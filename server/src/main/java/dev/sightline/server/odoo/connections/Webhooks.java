package dev.sightline.server.odoo.connections;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Ids;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The addresses that organisations have for webhooks of their own, at most one each. Thread-safe. */
@Component
public class Webhooks {
    private static final int LENGTH = 32;

    private final OrganizationTransactions transactions;
    private final SecretBox box;
    private final AuditLog audit;
    private final Ids ids;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Webhooks(OrganizationTransactions transactions, SecretBox box, AuditLog audit, Ids ids, Clock clock) {
        this.transactions = transactions;
        this.box = box;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** A webhook as it is kept; its key still enclosed, null where hooks need not be signed. */
    public record Webhook(
            OrganizationId organization, UUID id, byte[] secretHash, byte @Nullable [] hmacKey, Instant setAt) {
        public boolean signed() {
            return hmacKey != null;
        }
    }

    /**
     * What is shown once.
     *
     * @param hmacKey unset where hooks need not be signed
     */
    public record Made(Secret secret, Secret hmacKey, Instant setAt) {}

    /** In one round trip: it is asked for with each hook. */
    public Optional<Webhook> find(OrganizationId organization) {
        List<Webhook> found = transactions.ask(
                organization,
                """
                SELECT webhook_id, secret_hash, hmac_key, set_at FROM odoo_webhooks WHERE organization_id = :organization
                """,
                Map.of("organization", organization.value()),
                (row, number) -> new Webhook(
                        organization,
                        row.getObject(1, UUID.class),
                        row.getBytes(2),
                        row.getBytes(3),
                        row.getObject(4, OffsetDateTime.class).toInstant()));
        return found.stream().findFirst();
    }

    /** The key that hooks must be signed with; unset where they need not be. */
    public Secret hmacKey(Webhook webhook) {
        byte[] envelope = webhook.hmacKey();
        return new Secret(
                envelope == null
                        ? ""
                        : new String(
                                box.open(webhook.organization(), purpose(webhook.id()), envelope),
                                StandardCharsets.UTF_8));
    }

    /** Makes one; the one there was ends with it. */
    public Made make(OrganizationId organization, boolean signed, Caller by) {
        Secret secret = word();
        Secret key = signed ? word() : new Secret("");
        UUID id = ids.next();
        Instant now = clock.instant();
        return transactions.write(organization, jdbc -> {
            jdbc.sql("""
                            INSERT INTO odoo_webhooks (organization_id, webhook_id, secret_hash, hmac_key, set_at)
                            VALUES (:organization, :id, :secret, :key, :now)
                            ON CONFLICT (organization_id) DO UPDATE
                            SET webhook_id = EXCLUDED.webhook_id, secret_hash = EXCLUDED.secret_hash,
                                hmac_key = EXCLUDED.hmac_key, set_at = EXCLUDED.set_at
                            """)
                    .param("organization", organization.value())
                    .param("id", id)
                    .param("secret", hash(secret.value()))
                    .param(
                            "key",
                            signed
                                    ? box.enclose(
                                            organization,
                                            purpose(id),
                                            key.value().getBytes(StandardCharsets.UTF_8))
                                    : null,
                            java.sql.Types.BINARY)
                    .param("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                    .update();
            audit.record(
                    organization,
                    AuditEntry.of("sync.webhook_changed", by)
                            .on("odoo_webhook", id.toString(), null)
                            .detail(signed ? "signed" : "not signed"));
            return new Made(secret, key, now);
        });
    }

    /** @throws Refused 404 */
    public void remove(OrganizationId organization, Caller by) {
        transactions.write(organization, jdbc -> {
            UUID removed = jdbc.sql("""
                            DELETE FROM odoo_webhooks WHERE organization_id = :organization RETURNING webhook_id
                            """)
                    .param("organization", organization.value())
                    .query(UUID.class)
                    .optional()
                    .orElseThrow(() -> Refused.notFound("webhook of the organisation's own"));
            audit.record(
                    organization,
                    AuditEntry.of("sync.webhook_removed", by).on("odoo_webhook", removed.toString(), null));
            return true;
        });
    }

    private Secret word() {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    static String purpose(UUID id) {
        return "odoo-webhook/" + id;
    }

    /** SHA-256: the secret has 32 random bytes, so nothing slower is needed. */
    public static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
