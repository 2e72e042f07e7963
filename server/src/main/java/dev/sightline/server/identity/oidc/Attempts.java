package dev.sightline.server.identity.oidc;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.identity.RandomWord;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Sign-ins that are under way at a provider. One is known by its state, which comes back through the provider, and by a word that only
 * the browser has that began it; each is good once. Thread-safe.
 */
@Component
class Attempts {
    /** Time to type a password and find one's telephone. */
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final Pattern STATE = Pattern.compile("([1-9][0-9]{0,8})\\." + RandomWord.FORM);
    private static final Pattern WORD = Pattern.compile(RandomWord.FORM);

    private final OrganizationTransactions transactions;
    private final Clock clock;

    Attempts(OrganizationTransactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * 256 random bits that the browser keeps in a cookie. What the provider is to bring back, or to be shown, is made of them, so that the
     * database holds nothing that somebody else's sign-in could be finished with.
     */
    record Browser(String word) {
        String nonce() {
            return made("nonce");
        }

        /** Of PKCE. */
        String verifier() {
            return made("verifier");
        }

        private String made(String purpose) {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(RandomWord.hash("sightline sign-in " + purpose + " " + word));
        }

        @Override
        public String toString() {
            return "Browser";
        }
    }

    record Begun(String state, Browser browser, String redirectUri) {}

    /** @param target where the browser goes once it is signed in */
    record Open(OrganizationId organization, UUID provider, Browser browser, String redirectUri, String target) {}

    Begun begin(Provider provider, String redirectUri, String target) {
        OrganizationId organization = provider.organization();
        String state = organization + "." + RandomWord.next();
        Browser browser = new Browser(RandomWord.next());
        OffsetDateTime now = now();
        transactions.write(organization, jdbc -> {
            jdbc.sql("DELETE FROM sign_in_attempts WHERE organization_id = :organization AND expires_at <= :now")
                    .param("organization", organization.value())
                    .param("now", now)
                    .update();
            return jdbc.sql("""
                            INSERT INTO sign_in_attempts (organization_id, state_hash, browser_hash, provider_id, redirect_uri, target,
                                expires_at)
                            VALUES (:organization, :state, :browser, :provider, :redirect, :target, :expires)
                            """)
                    .param("organization", organization.value())
                    .param("state", RandomWord.hash(state))
                    .param("browser", RandomWord.hash(browser.word()))
                    .param("provider", provider.id())
                    .param("redirect", redirectUri)
                    .param("target", target)
                    .param("expires", now.plus(LIFETIME))
                    .update();
        });
        return new Begun(state, browser, redirectUri);
    }

    private record Row(byte[] browser, Open open, OffsetDateTime expires) {}

    /**
     * Ends the attempt, whatever comes of it; empty where there is none of this state, it is over, or it was begun in another browser.
     *
     * @param arrivedAt the address that the provider sent the browser to: another organisation's means another provider
     */
    Optional<Open> take(@Nullable String state, @Nullable String word, String arrivedAt) {
        Matcher form = STATE.matcher(state == null ? "" : state);
        if (!form.matches() || word == null || !WORD.matcher(word).matches()) {
            return Optional.empty();
        }
        OrganizationId organization = new OrganizationId(Integer.parseInt(form.group(1)));
        Optional<Row> taken = transactions.write(
                organization,
                jdbc -> jdbc.sql("""
                        DELETE FROM sign_in_attempts WHERE organization_id = :organization AND state_hash = :state
                        RETURNING browser_hash, provider_id, redirect_uri, target, expires_at
                        """)
                        .param("organization", organization.value())
                        .param("state", RandomWord.hash(form.group()))
                        .query((row, number) -> new Row(
                                row.getBytes("browser_hash"),
                                new Open(
                                        organization,
                                        row.getObject("provider_id", UUID.class),
                                        new Browser(word),
                                        row.getString("redirect_uri"),
                                        row.getString("target")),
                                row.getObject("expires_at", OffsetDateTime.class)))
                        .optional());
        return taken.filter(row -> MessageDigest.isEqual(row.browser, RandomWord.hash(word)))
                .filter(row -> row.expires.isAfter(now()))
                .map(Row::open)
                .filter(open -> open.redirectUri().equals(arrivedAt));
    }

    /** Those that are under way at a provider come to nothing; in the transaction that is under way. */
    void end(JdbcClient jdbc, OrganizationId organization, UUID provider) {
        jdbc.sql("DELETE FROM sign_in_attempts WHERE organization_id = :organization AND provider_id = :provider")
                .param("organization", organization.value())
                .param("provider", provider)
                .update();
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
