package dev.sightline.server.platform;

import dev.sightline.eventstore.secret.MasterKey;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Month;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationStyle;

/**
 * Everything that can be set, described in {@code application.yaml}. Immutable. Each value is checked when the server
 * starts; a wrong one throws {@link WrongSetting}. Empty texts stand for "not set".
 *
 * @param home the folder that the server keeps its own files in: keys and the embedded database
 * @param publicUrl where people open Sightline; empty where it is not said
 */
@ConfigurationProperties("sightline")
public record SightlineSettings(
        Path home,
        @Nullable String publicUrl,
        Database database,
        Odoo odoo,
        Sync sync,
        Webhook webhook,
        Smtp smtp,
        OrganizationSettings organization,
        Admin admin,
        Token token,
        Outbound outbound,
        Seal seal,
        Master master,
        Metrics metrics,
        Web web,
        Limits limits,
        Redis redis,
        Log log) {
    public SightlineSettings {
        // An empty value arrives as none, and so does a group of settings of which no other is set.
        check(home != null && !home.toString().isBlank(), "sightline.home", "must name a folder");
        check(sync != null, "sightline.sync.interval", Sync.WANTED, "");
        publicUrl = publicUrl == null ? "" : publicUrl;
        check(
                isSite(publicUrl),
                "sightline.public-url",
                "must be an http or https address without a path, such as https://sightline.example.com",
                publicUrl);
        check(
                !smtp.connected() || !publicUrl.isEmpty(),
                "sightline.public-url",
                "must be set when SIGHTLINE_SMTP_HOST is: the links in mails lead there");
    }

    /** Where people open Sightline, without a slash at its end; empty where it is not said. */
    public String publicAddress() {
        String address = publicUrl == null ? "" : publicUrl;
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    private static boolean isSite(String url) {
        if (url.isEmpty()) {
            return true;
        }
        try {
            URI uri = URI.create(url);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && (uri.getPath().isEmpty() || uri.getPath().equals("/"))
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * @param url a JDBC address; empty for the embedded PostgreSQL
     * @param poolSize connections for requests and background work
     */
    public record Database(String url, String user, Secret password, int poolSize) {
        public Database {
            check(
                    url.isEmpty() || isAddress(url),
                    "sightline.database.url",
                    // Not shown: it may hold a password.
                    "must be of the form jdbc:postgresql://HOST:PORT/NAME, such as"
                            + " jdbc:postgresql://db.example.com:5432/sightline");
            check(
                    url.isEmpty() || !user.isEmpty(),
                    "sightline.database.user",
                    "must be set when SIGHTLINE_DATABASE_URL is");
            check(
                    poolSize >= 2 && poolSize <= 200,
                    "sightline.database.pool-size",
                    "must be a whole number from 2 to 200",
                    poolSize);
        }

        private static boolean isAddress(String url) {
            return url.startsWith("jdbc:postgresql://") && Driver.parseURL(url, null) != null;
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
            check(
                    isWebAddress(url),
                    "sightline.odoo.url",
                    "must be an http or https address, such as https://acme.odoo.com",
                    url);
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
        private static final String WANTED = "must be a length of time from 1s to 1d, such as 5m";

        public Sync {
            check(
                    within(interval, Duration.ofSeconds(1), Duration.ofDays(1)),
                    "sightline.sync.interval",
                    WANTED,
                    shown(interval));
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

    /**
     * The server that takes outgoing mail.
     *
     * @param host empty where no mail is sent
     * @param user empty for a server that asks for none
     * @param from the address that mails come from
     * @param security {@code starttls}, {@code tls}, or {@code none} for a server on this machine
     */
    public record Smtp(String host, int port, String user, Secret password, String from, String security) {
        public Smtp {
            check(
                    host.isEmpty() || host.matches("[A-Za-z0-9.:_\\[\\]-]{1,255}"),
                    "sightline.smtp.host",
                    "must be the name of a host, such as smtp.example.com",
                    host);
            check(port >= 1 && port <= 65535, "sightline.smtp.port", "must be a port from 1 to 65535", port);
            check(
                    user.isEmpty() || password.isSet(),
                    "sightline.smtp.password",
                    "must be set when SIGHTLINE_SMTP_USER is");
            check(
                    !user.isEmpty() || !password.isSet(),
                    "sightline.smtp.user",
                    "must be set when SIGHTLINE_SMTP_PASSWORD is");
            check(
                    host.isEmpty() || EmailAddress.isOne(from),
                    "sightline.smtp.from",
                    "must be an e-mail address when SIGHTLINE_SMTP_HOST is set, such as sightline@example.com",
                    from);
            check(
                    Set.of("starttls", "tls", "none").contains(security),
                    "sightline.smtp.security",
                    "must be starttls, tls or none",
                    security);
        }

        public boolean connected() {
            return !host.isEmpty();
        }
    }

    /** The organisation that is made, or brought up to date, when the server starts. */
    public record OrganizationSettings(String slug, String name, String currency, String zone, int fiscalYearStart) {
        private static final Pattern SLUG = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

        public OrganizationSettings {
            check(
                    SLUG.matcher(slug).matches(),
                    "sightline.organization.slug",
                    "must consist of lower-case letters, digits and inner hyphens, at most 63, such as acme-corp",
                    slug);
            check(!name.isBlank(), "sightline.organization.name", "must not be empty");
            check(
                    isCurrency(currency),
                    "sightline.organization.currency",
                    "must be an ISO 4217 code, such as EUR",
                    currency);
            check(
                    ZoneId.getAvailableZoneIds().contains(zone),
                    "sightline.organization.zone",
                    "must be a time zone, such as Europe/Brussels",
                    zone);
            check(
                    fiscalYearStart >= 1 && fiscalYearStart <= 12,
                    "sightline.organization.fiscal-year-start",
                    "must be a month from 1 to 12",
                    fiscalYearStart);
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
            check(
                    email.isEmpty() || EmailAddress.isOne(email),
                    "sightline.admin.email",
                    "must be an e-mail address, such as admin@example.com",
                    email);
            int length = password.value().length();
            check(
                    email.isEmpty() || length >= 10 && length <= 200,
                    "sightline.admin.password",
                    "must have 10 to 200 characters when SIGHTLINE_ADMIN_EMAIL is set");
        }
    }

    /**
     * @param issuer who the access tokens say they are from; servers that share a database share it
     * @param keyFile PKCS#8 PEM file of the RSA key that signs them; empty for one made in {@code home}
     * @param refreshLifetime how long a session lasts without being used
     * @param sessionLifetime how long it lasts at most, from the sign-in on
     */
    public record Token(
            String issuer,
            String keyFile,
            Duration accessLifetime,
            Duration refreshLifetime,
            Duration sessionLifetime) {
        public Token {
            check(!issuer.isBlank(), "sightline.token.issuer", "must not be empty");
            check(
                    within(accessLifetime, Duration.ofMinutes(1), Duration.ofHours(1)),
                    "sightline.token.access-lifetime",
                    "must be a length of time from 1m to 1h, such as 15m",
                    shown(accessLifetime));
            check(
                    within(refreshLifetime, accessLifetime.plusSeconds(1), Duration.ofDays(90)),
                    "sightline.token.refresh-lifetime",
                    "must be longer than SIGHTLINE_TOKEN_ACCESS_LIFETIME and at most 90d, such as 14d",
                    shown(refreshLifetime));
            check(
                    within(sessionLifetime, refreshLifetime, Duration.ofDays(366)),
                    "sightline.token.session-lifetime",
                    "must be at least SIGHTLINE_TOKEN_REFRESH_LIFETIME and at most 366d, such as 90d",
                    shown(sessionLifetime));
        }
    }

    /** @param internalHosts with commas between: hosts on private networks that administrators may name, such as of an Odoo */
    public record Outbound(String internalHosts) {
        private static final Pattern HOST =
                Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+]");

        public Outbound {
            check(
                    parts(internalHosts).stream()
                            .allMatch(host -> HOST.matcher(host).matches()),
                    "sightline.outbound.internal-hosts",
                    "must be names of hosts, with commas between, such as sso.acme.internal",
                    internalHosts);
        }

        /** In lower case. */
        public Set<String> eachInternalHost() {
            return parts(internalHosts).stream()
                    .map(host -> host.toLowerCase(Locale.ROOT))
                    .collect(Collectors.toSet());
        }
    }

    /** @param keyFile PEM file of the Ed25519 key pair that seals the log; empty for one made in {@code home} */
    public record Seal(String keyFile) {}

    /**
     * The key that secrets in the database are enclosed with, and those it took the place of. Keys are 32 bytes in Base64.
     *
     * @param key empty: in {@code keyFile}
     * @param keyFile file of the key; empty for one made in {@code home}
     * @param oldKeys with commas between; they only open
     * @param oldKeyFiles with commas between
     */
    public record Master(Secret key, String keyFile, Secret oldKeys, String oldKeyFiles) {
        public Master {
            check(
                    !key.isSet() || isKey(key.value()),
                    "sightline.master.key",
                    // Not shown, as nothing of a key is.
                    "must be 32 bytes in Base64, as openssl rand -base64 32 prints them");
            check(
                    !key.isSet() || keyFile.isEmpty(),
                    "sightline.master.key",
                    "must be left out where SIGHTLINE_MASTER_KEY_FILE is set");
            check(
                    parts(oldKeys.value()).stream().allMatch(Master::isKey),
                    "sightline.master.old-keys",
                    "must be keys of 32 bytes in Base64, with commas between");
            check(
                    parts(oldKeyFiles).stream().noneMatch(String::isEmpty),
                    "sightline.master.old-key-files",
                    "must be names of files, with commas between",
                    oldKeyFiles);
        }

        public List<Secret> eachOldKey() {
            return parts(oldKeys.value()).stream().map(Secret::of).toList();
        }

        public List<String> eachOldKeyFile() {
            return parts(oldKeyFiles);
        }

        private static boolean isKey(String text) {
            try {
                return !MasterKey.ofBase64(text).name().isEmpty();
            } catch (IllegalArgumentException e) {
                return false;
            }
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

    /**
     * @param proxies addresses and networks of those in front, with commas between
     * @param origins of other sites whose pages may call the API, with commas between
     */
    public record Web(String proxies, String origins) {
        private static final Pattern NETWORK =
                Pattern.compile("(([0-9]{1,3}\\.){3}[0-9]{1,3}|[0-9a-fA-F.:]*:[0-9a-fA-F.:]*)(/[0-9]{1,3})?");
        private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?");

        public Web {
            check(
                    parts(proxies).stream().allMatch(Web::isNetwork),
                    "sightline.web.proxies",
                    "must be addresses or networks with commas between, such as 10.0.0.5,10.1.0.0/16",
                    proxies);
            check(
                    parts(origins).stream()
                            .allMatch(origin -> ORIGIN.matcher(origin).matches()),
                    "sightline.web.origins",
                    "must be origins with commas between, such as https://portal.example.com",
                    origins);
        }

        /** As networks, {@code 10.0.0.5/32}. */
        public List<String> eachProxy() {
            return parts(proxies).stream()
                    .map(each -> each.indexOf('/') >= 0 ? each : each + (each.indexOf(':') >= 0 ? "/128" : "/32"))
                    .toList();
        }

        public List<String> eachOrigin() {
            return parts(origins);
        }

        private static boolean isNetwork(String text) {
            if (!NETWORK.matcher(text).matches()) {
                return false;
            }
            int slash = text.indexOf('/');
            try {
                int most = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                                .getAddress()
                                .length
                        * 8;
                return slash < 0 || Integer.parseInt(text.substring(slash + 1)) <= most;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }

    /**
     * Requests a minute, and how long a body may take.
     *
     * @param address from one address, all together
     * @param signIns that try a password, from one address or one browser that is known
     * @param reads by one person, as are writes and exports
     */
    public record Limits(int address, int signIns, int reads, int writes, int exports, Duration bodyTime) {
        public Limits {
            number(address, "address");
            number(signIns, "sign-ins");
            number(reads, "reads");
            number(writes, "writes");
            number(exports, "exports");
            check(
                    within(bodyTime, Duration.ofSeconds(1), Duration.ofMinutes(10)),
                    "sightline.limits.body-time",
                    "must be a length of time from 1s to 10m, such as 30s",
                    shown(bodyTime));
        }

        /** Requests that one asker may make within a minute. */
        public int perMinute(RateLimits.Kind kind) {
            return switch (kind) {
                case ADDRESS -> address;
                case SIGN_IN -> signIns;
                case READ -> reads;
                case WRITE -> writes;
                case EXPORT -> exports;
            };
        }

        private static void number(int given, String name) {
            check(
                    given >= 1 && given <= 1_000_000,
                    "sightline.limits." + name,
                    "must be a whole number from 1 to 1000000",
                    given);
        }
    }

    /**
     * What servers of one database share beside it, so that they count requests together.
     *
     * @param url {@code redis://USER:PASSWORD@HOST:PORT/NUMBER}, or {@code rediss} for TLS; empty where there is none
     */
    public record Redis(Secret url) {
        public Redis {
            check(
                    !url.isSet() || isAddress(url.value()),
                    "sightline.redis.url",
                    // Not shown: it may hold a password.
                    "must be of the form redis://USER:PASSWORD@HOST:PORT, or rediss:// for TLS, such as"
                            + " rediss://:secret@redis.example.com:6379");
        }

        public boolean connected() {
            return url.isSet();
        }

        /** Only where one is {@link #connected}. */
        public URI address() {
            return URI.create(url.value());
        }

        private static boolean isAddress(String url) {
            try {
                URI uri = URI.create(url);
                String user = uri.getRawUserInfo();
                return ("redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme()))
                        && uri.getHost() != null
                        && uri.getPort() != 0
                        && uri.getPort() <= 65_535
                        && (user == null || user.matches("[^:]*:[^:]+"))
                        && uri.getPath().matches("(/[0-9]{0,4})?")
                        && uri.getQuery() == null
                        && uri.getFragment() == null;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }

    /** @param format {@code text}, {@code json}, or {@code auto} for text in a terminal and JSON elsewhere */
    public record Log(String format) {
        public Log {
            check(
                    Set.of("text", "json", "auto").contains(format),
                    "sightline.log.format",
                    "must be text, json or auto",
                    format);
        }
    }

    /** Of a list with commas between; of an empty text, none. */
    private static List<String> parts(String list) {
        return list.isEmpty()
                ? List.of()
                : Stream.of(list.split(",", -1)).map(String::strip).toList();
    }

    /** False for a time that is missing, too. */
    private static boolean within(@Nullable Duration given, Duration least, Duration most) {
        return given != null && given.compareTo(least) >= 0 && given.compareTo(most) <= 0;
    }

    private static String shown(@Nullable Duration given) {
        return given == null ? "" : DurationStyle.SIMPLE.print(given, unit(given));
    }

    /** The largest that shows the time as a whole number. */
    private static ChronoUnit unit(Duration time) {
        return Stream.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES, ChronoUnit.SECONDS)
                .filter(unit ->
                        !time.isZero() && time.toMillis() % unit.getDuration().toMillis() == 0)
                .findFirst()
                .orElse(ChronoUnit.MILLIS);
    }

    private static void check(boolean holds, String property, String problem) {
        if (!holds) {
            throw new WrongSetting(property, problem);
        }
    }

    private static void check(boolean holds, String property, String problem, Object given) {
        if (!holds) {
            throw new WrongSetting(property, problem, given.toString());
        }
    }
}
