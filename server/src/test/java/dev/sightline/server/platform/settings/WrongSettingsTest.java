package dev.sightline.server.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Every setting, each with what it refuses: checked as at a start, on the real application.yaml. */
class WrongSettingsTest {
    private static final String DATABASE = "SIGHTLINE_DATABASE_URL=jdbc:postgresql://127.0.0.1:5432/sightline";
    private static final String ODOO = "SIGHTLINE_ODOO_URL=https://acme.odoo.com SIGHTLINE_ODOO_DATABASE=acme "
            + "SIGHTLINE_ODOO_LOGIN=me@acme.com SIGHTLINE_ODOO_KEY=abc";
    private static final String ADMIN = "SIGHTLINE_ADMIN_EMAIL=me@acme.com SIGHTLINE_ADMIN_PASSWORD=0123456789";
    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    /** Nothing is wrong in itself about these; what the database says of them is told by {@link FailedStartIT}. */
    private static final Set<String> TOLD_BY_THE_DATABASE = Set.of("SIGHTLINE_DATABASE_PASSWORD");

    /**
     * A wrong value.
     *
     * @param beside other settings it stands beside, {@code NAME=value} with blanks between
     * @param says what follows the name in the line that is shown
     */
    record Case(String variable, String value, String beside, String says) {
        Case(String variable, String value, String says) {
            this(variable, value, "", says);
        }

        @Override
        public String toString() {
            return variable + "=" + (value.length() > 30 ? value.substring(0, 30) + "…" : value);
        }
    }

    static Stream<Case> wrong() {
        String folder = "must name a folder that can be made and written to, not ";
        String address = "must be of the form jdbc:postgresql://HOST:PORT/NAME, such as"
                + " jdbc:postgresql://db.example.com:5432/sightline";
        String pool = "must be a whole number";
        String web = "must be an http or https address, such as https://acme.odoo.com, not ";
        String beside = "must be set when SIGHTLINE_ODOO_URL is";
        String interval = "must be a length of time from 1s to 1d, such as 5m, not ";
        String secret = "must have at least 16 characters";
        String slug =
                "must consist of lower-case letters, digits and inner hyphens, at most 63, such as acme-corp, not ";
        String currency = "must be an ISO 4217 code, such as EUR, not ";
        String zone = "must be a time zone, such as Europe/Brussels, not ";
        String email = "must be an e-mail address, such as admin@example.com, not ";
        String password = "must have 10 to 200 characters when SIGHTLINE_ADMIN_EMAIL is set";
        String access = "must be a length of time from 1m to 1h, such as 15m, not ";
        String refresh = "must be longer than SIGHTLINE_TOKEN_ACCESS_LIFETIME and at most 90d, such as 14d, not ";
        String session = "must be at least SIGHTLINE_TOKEN_REFRESH_LIFETIME and at most 366d, such as 90d, not ";
        String length = "must be a length of time, such as 30s, 5m or 1h, not ";
        String here = "must be an address of this machine, such as 127.0.0.1 or 0.0.0.0, not ";
        String file = "must lead to a file that can be read, not ";
        String hosts = "must be names of hosts, with commas between, such as sso.acme.internal, not ";
        String master = "must be 32 bytes in Base64, as openssl rand -base64 32 prints them";
        String site = "must be an http or https address without a path, such as https://sightline.example.com, not ";
        String keys = "must be keys of 32 bytes in Base64, with commas between";
        String proxies = "must be addresses or networks with commas between, such as 10.0.0.5,10.1.0.0/16, not ";
        String origins = "must be origins with commas between, such as https://portal.example.com, not ";
        String requests = "must be a whole number from 1 to 1000000, not ";
        String body = "must be a length of time from 1s to 10m, such as 30s, not ";
        String redis = "must be of the form redis://USER:PASSWORD@HOST:PORT, or rediss:// for TLS, such as"
                + " rediss://:secret@redis.example.com:6379";
        String given = "must not be empty: leave it out, or give it a value";
        return Stream.of(
                new Case("SIGHTLINE_HOME", "", "must name a folder"),
                new Case("SIGHTLINE_HOME", "/dev/null/x", folder + "'/dev/null/x'"),
                new Case("SIGHTLINE_DATABASE_URL", "postgres://me:hidden@db/sightline", address),
                new Case("SIGHTLINE_DATABASE_URL", "jdbc:postgresql:", address),
                new Case("SIGHTLINE_DATABASE_URL", "jdbc:postgresql://db:high/sightline", address),
                new Case("SIGHTLINE_DATABASE_URL", "jdbc:mysql://db/sightline", address),
                new Case("SIGHTLINE_DATABASE_USER", "", DATABASE, "must be set when SIGHTLINE_DATABASE_URL is"),
                new Case("SIGHTLINE_DATABASE_POOL_SIZE", "ten", pool + ", not 'ten'"),
                new Case("SIGHTLINE_DATABASE_POOL_SIZE", "", pool + ", not ''"),
                new Case("SIGHTLINE_DATABASE_POOL_SIZE", "1", pool + " from 2 to 200, not '1'"),
                new Case("SIGHTLINE_DATABASE_POOL_SIZE", "201", pool + " from 2 to 200, not '201'"),
                new Case("SIGHTLINE_ODOO_URL", "acme.odoo.com", ODOO, web + "'acme.odoo.com'"),
                new Case("SIGHTLINE_ODOO_URL", "ftp://acme.odoo.com", ODOO, web + "'ftp://acme.odoo.com'"),
                new Case("SIGHTLINE_ODOO_URL", "https://acme odoo.com", ODOO, web + "'https://acme odoo.com'"),
                new Case("SIGHTLINE_ODOO_URL", "https://", ODOO, web + "'https://'"),
                new Case("SIGHTLINE_ODOO_DATABASE", "", ODOO, beside),
                new Case("SIGHTLINE_ODOO_LOGIN", "", ODOO, beside),
                new Case("SIGHTLINE_ODOO_KEY", "", ODOO, beside),
                new Case("SIGHTLINE_SYNC_INTERVAL", "often", length + "'often'"),
                new Case("SIGHTLINE_SYNC_INTERVAL", "", interval + "''"),
                new Case("SIGHTLINE_SYNC_INTERVAL", "0s", interval + "'0ms'"),
                new Case("SIGHTLINE_SYNC_INTERVAL", "-5m", interval + "'-5m'"),
                new Case("SIGHTLINE_SYNC_INTERVAL", "25h", interval + "'25h'"),
                new Case("SIGHTLINE_SYNC_INTERVAL", "300", interval + "'300ms'"),
                new Case("SIGHTLINE_WEBHOOK_SECRET", "short", secret),
                new Case("SIGHTLINE_WEBHOOK_HMAC_KEY", "short", secret),
                new Case("SIGHTLINE_ORGANIZATION_SLUG", "Acme Corp", slug + "'Acme Corp'"),
                new Case("SIGHTLINE_ORGANIZATION_SLUG", "", slug + "''"),
                new Case("SIGHTLINE_ORGANIZATION_SLUG", "-acme", slug + "'-acme'"),
                new Case("SIGHTLINE_ORGANIZATION_NAME", "   ", "must not be empty"),
                new Case("SIGHTLINE_ORGANIZATION_CURRENCY", "EURO", currency + "'EURO'"),
                new Case("SIGHTLINE_ORGANIZATION_CURRENCY", "eur", currency + "'eur'"),
                new Case("SIGHTLINE_ORGANIZATION_CURRENCY", "", currency + "''"),
                new Case("SIGHTLINE_ORGANIZATION_ZONE", "Brussels", zone + "'Brussels'"),
                new Case("SIGHTLINE_ORGANIZATION_ZONE", "", zone + "''"),
                new Case("SIGHTLINE_ORGANIZATION_ZONE", "a\nb\tc", zone + "'a?b?c'"),
                new Case("SIGHTLINE_ORGANIZATION_FISCAL_YEAR_START", "13", "must be a month from 1 to 12, not '13'"),
                new Case("SIGHTLINE_ORGANIZATION_FISCAL_YEAR_START", "April", pool + ", not 'April'"),
                new Case("SIGHTLINE_ADMIN_EMAIL", "admin", ADMIN, email + "'admin'"),
                new Case("SIGHTLINE_ADMIN_EMAIL", "@", ADMIN, email + "'@'"),
                new Case("SIGHTLINE_ADMIN_EMAIL", "x".repeat(99), ADMIN, email + "'" + "x".repeat(80) + "…'"),
                new Case("SIGHTLINE_ADMIN_PASSWORD", "", ADMIN, password),
                new Case("SIGHTLINE_ADMIN_PASSWORD", "123456789", ADMIN, password),
                new Case("SIGHTLINE_ADMIN_PASSWORD", "x".repeat(201), ADMIN, password),
                new Case("SIGHTLINE_TOKEN_ISSUER", " ", "must not be empty"),
                new Case("SIGHTLINE_TOKEN_KEY_FILE", "/nowhere/key.pem", file + "'/nowhere/key.pem'"),
                new Case("SIGHTLINE_TOKEN_ACCESS_LIFETIME", "5s", access + "'5s'"),
                new Case("SIGHTLINE_TOKEN_ACCESS_LIFETIME", "61m", access + "'61m'"),
                new Case("SIGHTLINE_TOKEN_ACCESS_LIFETIME", "short", length + "'short'"),
                new Case("SIGHTLINE_TOKEN_REFRESH_LIFETIME", "15m", refresh + "'15m'"),
                new Case("SIGHTLINE_TOKEN_REFRESH_LIFETIME", "91d", refresh + "'91d'"),
                new Case("SIGHTLINE_TOKEN_REFRESH_LIFETIME", "", refresh + "''"),
                new Case("SIGHTLINE_TOKEN_SESSION_LIFETIME", "13d", session + "'13d'"),
                new Case("SIGHTLINE_TOKEN_SESSION_LIFETIME", "367d", session + "'367d'"),
                new Case("SIGHTLINE_TOKEN_SESSION_LIFETIME", "", session + "''"),
                new Case(
                        "SIGHTLINE_OUTBOUND_INTERNAL_HOSTS",
                        "https://sso.acme.internal",
                        hosts + "'https://sso.acme.internal'"),
                new Case("SIGHTLINE_OUTBOUND_INTERNAL_HOSTS", "sso,", hosts + "'sso,'"),
                new Case("SIGHTLINE_SEAL_KEY_FILE", "/nowhere/seal.pem", file + "'/nowhere/seal.pem'"),
                new Case("SIGHTLINE_PUBLIC_URL", "sightline.example.com", site + "'sightline.example.com'"),
                new Case("SIGHTLINE_PUBLIC_URL", "https://example.com/in", site + "'https://example.com/in'"),
                new Case(
                        "SIGHTLINE_PUBLIC_URL",
                        "",
                        "SIGHTLINE_SMTP_HOST=localhost SIGHTLINE_SMTP_FROM=a@acme.com",
                        "must be set when SIGHTLINE_SMTP_HOST is: the links in mails lead there"),
                new Case(
                        "SIGHTLINE_SMTP_HOST",
                        "smtp://x",
                        "must be the name of a host, such as smtp.example.com, not 'smtp://x'"),
                new Case("SIGHTLINE_SMTP_PORT", "0", "must be a port from 1 to 65535, not '0'"),
                new Case(
                        "SIGHTLINE_SMTP_USER",
                        "",
                        "SIGHTLINE_SMTP_PASSWORD=x",
                        "must be set when SIGHTLINE_SMTP_PASSWORD is"),
                new Case(
                        "SIGHTLINE_SMTP_PASSWORD",
                        "",
                        "SIGHTLINE_SMTP_USER=me",
                        "must be set when SIGHTLINE_SMTP_USER is"),
                new Case(
                        "SIGHTLINE_SMTP_FROM",
                        "me",
                        "SIGHTLINE_SMTP_HOST=localhost SIGHTLINE_PUBLIC_URL=https://acme.com",
                        "must be an e-mail address when SIGHTLINE_SMTP_HOST is set, such as sightline@example.com, not 'me'"),
                new Case("SIGHTLINE_SMTP_SECURITY", "ssl", "must be starttls, tls or none, not 'ssl'"),
                new Case("SIGHTLINE_MASTER_KEY", "short", master),
                new Case("SIGHTLINE_MASTER_KEY", KEY.substring(4), master),
                new Case("SIGHTLINE_MASTER_KEY", "?" + KEY.substring(1), master),
                new Case(
                        "SIGHTLINE_MASTER_KEY",
                        KEY,
                        "SIGHTLINE_MASTER_KEY_FILE=/nowhere/master.key",
                        "must be left out where SIGHTLINE_MASTER_KEY_FILE is set"),
                new Case("SIGHTLINE_MASTER_KEY_FILE", "/nowhere/master.key", file + "'/nowhere/master.key'"),
                new Case("SIGHTLINE_MASTER_OLD_KEYS", KEY + ",", keys),
                new Case("SIGHTLINE_MASTER_OLD_KEYS", KEY + ",short", keys),
                new Case("SIGHTLINE_MASTER_OLD_KEY_FILES", "/nowhere/old.key", file + "'/nowhere/old.key'"),
                new Case(
                        "SIGHTLINE_MASTER_OLD_KEY_FILES",
                        "/nowhere/old.key,",
                        "must be names of files, with commas between, not '/nowhere/old.key,'"),
                new Case("SIGHTLINE_METRICS_TOKEN", "short", secret),
                new Case("SIGHTLINE_LOG_FORMAT", "xml", "must be text, json or auto, not 'xml'"),
                new Case("SIGHTLINE_LOG_FORMAT", "", "must be text, json or auto, not ''"),
                new Case("SIGHTLINE_PORT", "http", pool + ", not 'http'"),
                new Case("SIGHTLINE_PORT", "-1", pool + " from 0 to 65535, not '-1'"),
                new Case("SIGHTLINE_PORT", "65536", pool + " from 0 to 65535, not '65536'"),
                new Case("SIGHTLINE_PORT", "", given),
                // Documentation addresses are nobody's.
                new Case("SIGHTLINE_ADDRESS", "192.0.2.1", here + "'192.0.2.1'"),
                new Case("SIGHTLINE_ADDRESS", "no such host", here + "'no such host'"),
                new Case("SIGHTLINE_ADDRESS", "", given),
                new Case("SIGHTLINE_WEB_PROXIES", "everybody", proxies + "'everybody'"),
                new Case("SIGHTLINE_WEB_PROXIES", "10.0.0.5,", proxies + "'10.0.0.5,'"),
                new Case("SIGHTLINE_WEB_PROXIES", "10.0.0.0/33", proxies + "'10.0.0.0/33'"),
                new Case("SIGHTLINE_WEB_PROXIES", "10.0.0", proxies + "'10.0.0'"),
                new Case("SIGHTLINE_WEB_ORIGINS", "*", origins + "'*'"),
                new Case("SIGHTLINE_WEB_ORIGINS", "https://a.example/", origins + "'https://a.example/'"),
                new Case("SIGHTLINE_LIMITS_ADDRESS", "0", requests + "'0'"),
                new Case("SIGHTLINE_LIMITS_SIGN_INS", "1000001", requests + "'1000001'"),
                new Case("SIGHTLINE_LIMITS_READS", "many", pool + ", not 'many'"),
                new Case("SIGHTLINE_LIMITS_WRITES", "-1", requests + "'-1'"),
                new Case("SIGHTLINE_LIMITS_EXPORTS", "0", requests + "'0'"),
                new Case("SIGHTLINE_LIMITS_BODY_TIME", "11m", body + "'11m'"),
                new Case("SIGHTLINE_LIMITS_BODY_TIME", "", body + "''"),
                new Case("SIGHTLINE_REDIS_URL", "redis.example.com:6379", redis),
                new Case("SIGHTLINE_REDIS_URL", "http://:hidden@redis.example.com:6379", redis),
                new Case("SIGHTLINE_REDIS_URL", "redis://", redis),
                new Case("SIGHTLINE_REDIS_URL", "redis://redis:high", redis),
                new Case("SIGHTLINE_REDIS_URL", "redis://redis:0", redis),
                new Case("SIGHTLINE_REDIS_URL", "redis://redis:65536", redis),
                new Case("SIGHTLINE_REDIS_URL", "redis://hidden@redis.example.com", redis),
                new Case("SIGHTLINE_REDIS_URL", "redis://me:@redis.example.com", redis),
                new Case("SIGHTLINE_REDIS_URL", "redis://me:hid#den@redis.example.com", redis),
                new Case("SIGHTLINE_REDIS_URL", "rediss://redis.example.com/first", redis),
                new Case("SIGHTLINE_REDIS_URL", "redis://redis.example.com?password=hidden", redis));
    }

    @TempDir
    private Path home;

    @ParameterizedTest
    @MethodSource
    void wrong(Case wrong) {
        Throwable refused = catchThrowable(() -> start(settings(wrong)));

        assertThat(refused).as("the start is refused").isNotNull();
        assertThat(FailedStart.explain(refused)).isEqualTo(wrong.variable() + " " + wrong.says());
    }

    @Test
    void whatIsGivenAsDocumentedStarts() {
        assertThatCode(() -> start(Map.of())).doesNotThrowAnyException();
        assertThatCode(() -> start(parsed(String.join(" ", DATABASE, "SIGHTLINE_DATABASE_USER=me", ODOO, ADMIN))))
                .doesNotThrowAnyException();
        assertThatCode(() -> start(Map.of(
                        "SIGHTLINE_WEB_PROXIES", "10.0.0.5, 10.1.0.0/16,2001:db8::/32,::1",
                        "SIGHTLINE_WEB_ORIGINS", "https://portal.example.com,http://localhost:5173")))
                .doesNotThrowAnyException();
        for (String redis : List.of(
                "redis://localhost",
                "redis://10.0.0.7:6380/3",
                "redis://[::1]:6379/",
                "rediss://:secret@redis.example.com",
                "rediss://sight%3Aline:a%40b%23c@redis.example.com:6379")) {
            assertThatCode(() -> start(Map.of("SIGHTLINE_REDIS_URL", redis)))
                    .as(redis)
                    .doesNotThrowAnyException();
        }
        assertThatCode(() -> start(Map.of("SIGHTLINE_MASTER_KEY", KEY, "SIGHTLINE_MASTER_OLD_KEYS", KEY + "," + KEY)))
                .doesNotThrowAnyException();
    }

    @Test
    void everySettingHasItsCase() throws IOException {
        Set<String> covered = new TreeSet<>(TOLD_BY_THE_DATABASE);
        wrong().map(Case::variable).forEach(covered::add);

        assertThat(covered).containsExactlyElementsOf(described());
    }

    /** The variables that application.yaml names. */
    private static Set<String> described() throws IOException {
        try (InputStream yaml = WrongSettingsTest.class.getResourceAsStream("/application.yaml")) {
            assertThat(yaml).isNotNull();
            Matcher names = Pattern.compile("\\$\\{(SIGHTLINE_[A-Z_]+):")
                    .matcher(new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
            return names.results().map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Map<String, String> settings(Case wrong) {
        Map<String, String> settings = new HashMap<>(parsed(wrong.beside()));
        settings.put(wrong.variable(), wrong.value());
        return settings;
    }

    private static Map<String, String> parsed(String settings) {
        return settings.isEmpty()
                ? Map.of()
                : Arrays.stream(settings.split(" "))
                        .map(pair -> List.of(pair.split("=", 2)))
                        .collect(Collectors.toMap(List::getFirst, List::getLast));
    }

    /** As far as a start goes before anything is begun. */
    private void start(Map<String, String> variables) {
        Map<String, Object> given = new HashMap<>(Map.of("SIGHTLINE_HOME", home.toString()));
        given.putAll(variables);
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.copyOf(given)));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        new EarlySettings().postProcessEnvironment(environment, new SpringApplication());
    }
}
