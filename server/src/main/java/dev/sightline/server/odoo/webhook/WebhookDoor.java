package dev.sightline.server.odoo.webhook;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a webhook is let in: by the secret in its address, and where a key is set by an HMAC-SHA256 of
 * {@code timestamp + "." + body}, no older than five minutes and never seen before. Thread-safe.
 */
final class WebhookDoor {
    static final Duration WINDOW = Duration.ofMinutes(5);
    private static final String PREFIX = "sha256=";

    private final Secret secret;
    private final Secret hmacKey;
    private final OrganizationTransactions transactions;
    private final Clock clock;

    WebhookDoor(Secret secret, Secret hmacKey, OrganizationTransactions transactions, Clock clock) {
        this.secret = secret;
        this.hmacKey = hmacKey;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Takes the same time whatever is wrong with the guess. */
    boolean knows(String guess) {
        boolean equal = MessageDigest.isEqual(digest(guess), digest(secret.value()));
        return secret.isSet() && equal;
    }

    /** Whether the signature is right and new; true where signatures are neither asked for nor given. */
    boolean accepts(OrganizationId organization, @Nullable String timestamp, @Nullable String signature, byte[] body) {
        if (!hmacKey.isSet()) {
            return true;
        }
        if (timestamp == null
                || signature == null
                || !timestamp.matches("\\d{1,12}")
                || !signature.matches(PREFIX + "[0-9a-fA-F]{64}")) {
            return false;
        }
        byte[] given = HexFormat.of().parseHex(signature.substring(PREFIX.length()));
        if (!MessageDigest.isEqual(given, hmac(timestamp, body))) {
            return false;
        }
        Instant sent = Instant.ofEpochSecond(Long.parseLong(timestamp));
        Instant now = clock.instant();
        if (Duration.between(sent, now).abs().compareTo(WINDOW) > 0) {
            return false;
        }
        return isNew(organization, given, now);
    }

    /** The table's key decides, so that two at once, or two processes, cannot both be first. */
    private boolean isNew(OrganizationId organization, byte[] signature, Instant now) {
        return transactions.write(organization, jdbc -> {
            jdbc.sql("DELETE FROM webhook_signatures WHERE organization_id = ? AND seen_at < ?")
                    .params(organization.value(), at(now.minus(WINDOW.multipliedBy(2))))
                    .update();
            return jdbc.sql("""
                            INSERT INTO webhook_signatures (organization_id, signature, seen_at) VALUES (?, ?, ?)
                            ON CONFLICT DO NOTHING
                            """)
                            .params(organization.value(), signature, at(now))
                            .update()
                    == 1;
        });
    }

    private byte[] hmac(String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(hmacKey.value().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
