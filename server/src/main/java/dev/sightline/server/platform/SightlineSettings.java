package dev.sightline.server.platform;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Month;
import java.time.ZoneId;
import java.util.Currency;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Everything that can be set, described in {@code application.yaml}. Immutable. Each value is checked when the server
 * starts; a wrong one throws {@link WrongSetting}. Empty texts stand for "not set".
 *
 * @param home the folder that the server keeps its own files in: keys and the embedded database
 */
@ConfigurationProperties("sightline")
public record SightlineSettings(
        Path home,
        Database database,
        Odoo odoo,
        Sync sync,
        Webhook webhook,
        OrganizationSettings organization,
        Admin admin,
        Token token,
        Metrics metrics) {

    /**
     * @param url a JDBC address; empty for the embedded PostgreSQL
     * @param poolSize connections for requests and background work
     */
    public record Database(String url, String user, Secret password, int poolSize) {
        public Database {
            check(
                    url.isEmpty() || url.startsWith("jdbc:postgresql:"),
                    "sightline.database.url",
                    "must begin with jdbc:postgresql: (such as jdbc:postgresql://db.example.com/sightline)");
            check(
                    url.isEmpty() || !user.isEmpty(),
                    "sightline.database.user",
                    "must be set when SIGHTLINE_DATABASE_URL is");
            check(poolSize >= 2 && poolSize <= 200, "sightline.database.pool-size", "must be between 2 and 200");
        }

        public boolean embedded() {
            return url.isEmpty();
        }
    }

    /**
     * The Odoo to read.
     *
     * @param url its base address; empty where no Odoo is connected
     * @param key an API key (or password) of {@code login}
     */
    public record Odoo(String url, String database, String login, Secret key) {
        public Odoo {
            check(isWebAddress(url), "sightline.odoo.url", "must be an http or https address");
            if (!url.isEmpty()) {
                check(!database.isEmpty(), "sightline.odoo.database", "must be set when SIGHTLINE_ODOO_URL is");
                check(!login.isEmpty(), "sightline.odoo.login", "must be set when SIGHTLINE_ODOO_URL is");
                check(key.isSet(), "sightline.odoo.key", "must be set when SIGHTLINE_ODOO_URL is");
            }
        }

        public boolean connected() {
            return !url.isEmpty();
        }

        private static boolean isWebAddress(String url) {
            if (url.isEmpty()) {
                return true;
            }
            try {
                URI uri = URI.create(url);
                return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }

    /** @param interval from the end of one sync to the start of the next */
    public record Sync(Duration interval) {
        public Sync {
            check(
                    interval.compareTo(Duration.ofSeconds(1)) >= 0 && interval.compareTo(Duration.ofDays(1)) <= 0,
                    "sightline.sync.interval",
                    "must be between 1s and 1d");
        }
    }

    /**
     * @param secret the last part of the webhook's address; without one, webhooks are refused
     * @param hmacKey where set, every webhook must be signed with it
     */
    public record Webhook(Secret secret, Secret hmacKey) {
        public Webhook {
            check(
                    !secret.isSet() || secret.value().length() >= 16,
                    "sightline.webhook.secret",
                    "must have at least 16 characters");
            check(
                    !hmacKey.isSet() || hmacKey.value().length() >= 16,
                    "sightline.webhook.hmac-key",
                    "must have at least 16 characters");
        }
    }

    /** The organisation that is made, or brought up to date, when the server starts. */
    public record OrganizationSettings(String slug, String name, String currency, String zone, int fiscalYearStart) {
        private static final Pattern SLUG = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

        public OrganizationSettings {
            check(
                    SLUG.matcher(slug).matches(),
                    "sightline.organization.slug",
                    "must consist of lower-case letters, digits and inner hyphens, at most 63, such as acme-corp");
            check(!name.isBlank(), "sightline.organization.name", "must not be empty");
            check(isCurrency(currency), "sightline.organization.currency", "must be an ISO 4217 code, such as EUR");
            check(
                    ZoneId.getAvailableZoneIds().contains(zone),
                    "sightline.organization.zone",
                    "must be a time zone, such as Europe/Brussels");
            check(
                    fiscalYearStart >= 1 && fiscalYearStart <= 12,
                    "sightline.organization.fiscal-year-start",
                    "must be a month from 1 to 12");
        }

        public ZoneId zoneId() {
            return ZoneId.of(zone);
        }

        public Month fiscalYearStartMonth() {
            return Month.of(fiscalYearStart);
        }

        private static boolean isCurrency(String code) {
            return Currency.getAvailableCurrencies().stream()
                    .anyMatch(known -> known.getCurrencyCode().equals(code));
        }
    }

    /** The first administrator, made at a start where the organisation has none with this e-mail. */
    public record Admin(String email, Secret password) {
        public Admin {
            check(email.isEmpty() || email.contains("@"), "sightline.admin.email", "must be an e-mail address");
            check(
                    email.isEmpty() || password.value().length() >= 10,
                    "sightline.admin.password",
                    "must have at least 10 characters when SIGHTLINE_ADMIN_EMAIL is set");
        }
    }

    /**
     * @param issuer who the access tokens say they are from; servers that share a database share it
     * @param keyFile PKCS#8 PEM file of the RSA key that signs them; empty for one made in {@code home}
     */
    public record Token(String issuer, String keyFile, Duration accessLifetime, Duration refreshLifetime) {
        public Token {
            check(!issuer.isBlank(), "sightline.token.issuer", "must not be empty");
            check(
                    accessLifetime.compareTo(Duration.ofMinutes(1)) >= 0
                            && accessLifetime.compareTo(Duration.ofHours(1)) <= 0,
                    "sightline.token.access-lifetime",
                    "must be between 1m and 1h");
            check(
                    refreshLifetime.compareTo(accessLifetime) > 0
                            && refreshLifetime.compareTo(Duration.ofDays(90)) <= 0,
                    "sightline.token.refresh-lifetime",
                    "must be longer than the access token's and at most 90d");
        }
    }

    /** @param token who asks for /metrics from another machine presents it as a bearer token; empty: nobody may */
    public record Metrics(Secret token) {
        public Metrics {
            check(
                    !token.isSet() || token.value().length() >= 16,
                    "sightline.metrics.token",
                    "must have at least 16 characters");
        }
    }

    private static void check(boolean holds, String property, String problem) {
        if (!holds) {
            throw new WrongSetting(property, problem);
        }
    }
}
