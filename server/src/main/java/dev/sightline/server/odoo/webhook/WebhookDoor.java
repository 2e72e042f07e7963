package dev.sightline.server.odoo.webhook;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.odoo.connections.Webhooks;
import dev.sightline.server.odoo.connections.Webhooks.Webhook;
import dev.sightline.server.odoo.jobs.Sources;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.platform.SightlineSettings;
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
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Decides whether a webhook is let in: by the secret in its address, and where a key is set by an HMAC-SHA256 of
 * {@code timestamp + "." + body}, no older than five minutes and never seen before. An organisation that has an address of its own is
 * let in by that alone; the settings' secret is for those that are read from the settings' Odoo. Thread-safe.
 */
@Component
class WebhookDoor {
    static final Duration WINDOW = Duration.ofMinutes(5);
    private static final String PREFIX = "sha256=";
    /** Asked for where there is no organisation, so that the answer takes as long. */
    private static final OrganizationId NOBODY = new OrganizationId(Integer.MAX_VALUE);

    private final Secret secret;
    private final Secret hmacKey;
    private final Webhooks webhooks;
    private final Sources sources;
    private final OrganizationTransactions transactions;
    private final Clock clock;

    @Autowired
    WebhookDoor(
            SightlineSettings settings,
            Webhooks webhooks,
            Sources sources,
            OrganizationTransactions transactions,
            Clock clock) {
        this(settings.webhook().secret(), settings.webhook().hmacKey(), webhooks, sources, transactions, clock);
    }

    WebhookDoor(
            Secret secret,
            Secret hmacKey,
            Webhooks webhooks,
            Sources sources,
            OrganizationTransactions transactions,
            Clock clock) {
        this.secret = secret;
        this.hmacKey = hmacKey;
        this.webhooks = webhooks;
        this.sources = sources;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Takes the same time whatever is wrong with the guess.
     *
     * @param organization null where there is none of the name in the address
     * @return the key that the hook must be signed with, unset where it need not be; empty where it is not let in
     */
    Optional<Secret> knows(@Nullable OrganizationId organization, String guess) {
        OrganizationId asked = organization == null ? NOBODY : organization;
        byte[] guessed = Webhooks.hash(guess);
        Optional<Webhook> own = webhooks.find(asked);
        boolean ownFits =
                MessageDigest.isEqual(guessed, own.map(Webhook::secretHash).orElse(guessed)) && own.isPresent();
        boolean settingsFit = MessageDigest.isEqual(guessed, Webhooks.hash(secret.value())) && secret.isSet();
        boolean bySettings = sources.from(asked) == Sources.From.SETTINGS;
        if (organization == null) {
            return Optional.empty();
        }
        if (own.isPresent()) {
            return ownFits ? own.map(webhooks::hmacKey) : Optional.empty();
        }
        return settingsFit && bySettings ? Optional.of(hmacKey) : Optional.empty();
    }

    /**
     * Whether the signature is right and new; true where none is asked for.
     *
     * @param key that {@link #knows} answered
     */
    boolean accepts(
            OrganizationId organization,
            Secret key,
            @Nullable String timestamp,
            @Nullable String signature,
            byte[] body) {
        if (!key.isSet()) {
            return true;
        }
        if (timestamp == null
                || signature == null
                || !timestamp.matches("\\d{1,12}")
                || !signature.matches(PREFIX + "[0-9a-fA-F]{64}")) {
            return false;
        }
        byte[] given = HexFormat.of().parseHex(signature.substring(PREFIX.length()));
        if (!MessageDigest.isEqual(given, hmac(key, timestamp, body))) {
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

    private static byte[] hmac(Secret key, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.value().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
