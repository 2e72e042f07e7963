package dev.sightline.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.secret.MasterKey;
import dev.sightline.eventstore.secret.MasterKeys;
import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.eventstore.testkit.TestDatabase;
import dev.sightline.server.ServerDatabase;
import dev.sightline.server.ServerProcess;
import dev.sightline.server.ServerProcess.Ended;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A master key is changed on the command line: everything that one before it encloses is enclosed anew, and only then may it go. */
class SecretsVerbIT {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String BEFORE = MasterKey.generate(RANDOM);
    private static final String NOW = MasterKey.generate(RANDOM);
    private static final byte[] SECRET = "correct horse".getBytes(StandardCharsets.UTF_8);
    /** More than are looked at at a time, and more than twice as many. */
    private static final int LETTERS = 1201;

    @AutoClose
    private final TestDatabase database = ServerDatabase.fresh();

    private final JdbcClient owner = JdbcClient.create(database.owner());

    @TempDir
    private Path home;

    @Test
    void what_the_key_before_encloses_is_enclosed_anew_and_the_key_may_go() throws Exception {
        OrganizationId acme = organization("acme");
        OrganizationId other = organization("other");
        SecretBox old = box(BEFORE);
        personalKey(old, acme, "user/odoo-12", "");
        personalKey(old, acme, "opportunity/odoo-5", "account/odoo-7");
        personalKey(old, other, "user/odoo-12", "");
        provider(old, acme);
        odoo(old, acme);
        for (int i = 0; i < LETTERS; i++) {
            letter(old, acme);
        }
        sentLetter(acme);
        secondFactor(old, acme, "ana@acme.test", acme, other);
        // Begun, never confirmed, and of an account that is of no use any more.
        secondFactor(old, acme, "ben@acme.test", other);
        String before = envelopes();

        Ended without = rotate(NOW, "");
        assertThat(without.exitCode()).as(without.err()).isEqualTo(3);
        assertThat(without.out())
                .contains("acme: keys of people: 0 enclosed anew, 0 were already, 2 do not open")
                .doesNotContain("needed no more");
        assertThat(without.err())
                .contains("personal-key/user/odoo-12: ", "which is not among those given", "and 1181 more")
                .doesNotContain(BEFORE, NOW);
        assertThat(envelopes()).isEqualTo(before);

        Ended done = rotate(NOW, BEFORE);
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(done.out())
                .contains(
                        "acme: keys of people: 2 enclosed anew, 0 were already",
                        "acme: client secrets of sign-in providers: 1 enclosed anew, 0 were already",
                        "acme: keys of connections to Odoo: 1 enclosed anew, 0 were already",
                        "acme: keys that sign webhooks of Odoo: 1 enclosed anew, 0 were already",
                        "acme: letters that wait: 1201 enclosed anew, 0 were already",
                        "acme: second steps of people: 1 enclosed anew, 0 were already",
                        "other: keys of people: 1 enclosed anew, 0 were already",
                        "other: second steps of people: 1 enclosed anew, 1 were already",
                        "older ones are needed no more");

        Ended again = rotate(NOW, "");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out())
                .contains("acme: letters that wait: 0 enclosed anew, 1201 were already")
                .doesNotContain("do not open");
        everythingOpensWith(box(NOW));
        assertThat(owner.sql("""
                        SELECT data ->> 'detail' FROM events
                        WHERE type = 'audit.action.recorded' AND data ->> 'action' = 'secret.enclosed_anew'
                        ORDER BY position
                        """).query(String.class).list())
                .containsExactly(
                        "0 enclosed anew, 1210 do not open",
                        "1209 enclosed anew, 0 do not open",
                        "0 enclosed anew, 0 do not open");
    }

    @Test
    void what_was_altered_is_named_and_stops_nothing_else() throws Exception {
        OrganizationId acme = organization("acme");
        SecretBox old = box(BEFORE);
        UUID altered = letter(old, acme);
        UUID sound = letter(old, acme);
        owner.sql("UPDATE mail_outbox SET body = set_byte(body, 30, get_byte(body, 30) # 1) WHERE mail_id = ?")
                .param(altered)
                .update();

        Ended ended = rotate(NOW, BEFORE);

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.out()).contains("acme: letters that wait: 1 enclosed anew, 0 were already, 1 do not open");
        assertThat(ended.err())
                .contains("mail/" + altered + ": ", "was altered, or is not where it was put")
                .doesNotContain(sound.toString());
    }

    private Ended rotate(String current, String old) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "SIGHTLINE_HOME", home.toString(),
                "SIGHTLINE_DATABASE_URL", database.jdbcUrl(),
                "SIGHTLINE_DATABASE_USER", database.user(),
                "SIGHTLINE_DATABASE_PASSWORD", database.password(),
                "SIGHTLINE_MASTER_KEY", current));
        if (!old.isEmpty()) {
            settings.put("SIGHTLINE_MASTER_OLD_KEYS", old);
        }
        return ServerProcess.run(settings, "", "secrets", "rotate");
    }

    /** Each with the purpose that it was enclosed for, as the rooms do. */
    private void everythingOpensWith(SecretBox box) {
        List<byte[]> opened = owner.sql("""
                        SELECT organization_id, 'personal-key/' || subject || E'\\n' || contact AS purpose, enclosed FROM personal_keys
                        UNION ALL SELECT organization_id, 'mail/' || mail_id, body FROM mail_outbox WHERE body IS NOT NULL
                        UNION ALL SELECT organization_id, 'sign-in-provider/' || provider_id, client_secret FROM sign_in_providers
                        UNION ALL SELECT organization_id, 'odoo-connection/' || connection_id, key FROM odoo_connections
                        UNION ALL SELECT organization_id, 'odoo-webhook/' || webhook_id, hmac_key FROM odoo_webhooks
                        UNION ALL SELECT enclosed_for, 'totp/' || identity_id, secret FROM second_factors
                        """)
                .query((row, number) -> box.open(new OrganizationId(row.getInt(1)), row.getString(2), row.getBytes(3)))
                .list();
        assertThat(opened)
                .hasSize(LETTERS + 8)
                .allSatisfy(secret -> assertThat(secret).isEqualTo(SECRET));
    }

    private String envelopes() {
        return owner.sql("""
                        SELECT md5(string_agg(envelope, '' ORDER BY envelope)) FROM (
                            SELECT encode(enclosed, 'hex') AS envelope FROM personal_keys
                            UNION ALL SELECT encode(body, 'hex') FROM mail_outbox
                            UNION ALL SELECT encode(client_secret, 'hex') FROM sign_in_providers
                            UNION ALL SELECT encode(key, 'hex') FROM odoo_connections
                            UNION ALL SELECT encode(hmac_key, 'hex') FROM odoo_webhooks
                            UNION ALL SELECT encode(secret, 'hex') FROM second_factors) AS all_of_them
                        """).query(String.class).single();
    }

    private OrganizationId organization(String slug) {
        return new OrganizationId(
                owner.sql("""
                        INSERT INTO organizations (slug, name, currency, zone, fiscal_year_start, created_at)
                        VALUES (:slug, :slug, 'EUR', 'UTC', 1, now()) RETURNING organization_id
                        """).param("slug", slug).query(Integer.class).single());
    }

    private void personalKey(SecretBox box, OrganizationId organization, String subject, String contact) {
        owner.sql("INSERT INTO personal_keys VALUES (?, ?, ?, ?)")
                .params(
                        organization.value(),
                        subject,
                        contact,
                        box.enclose(organization, "personal-key/" + subject + "\n" + contact, SECRET))
                .update();
    }

    private void provider(SecretBox box, OrganizationId organization) {
        UUID id = UUID.randomUUID();
        owner.sql("""
                        INSERT INTO sign_in_providers (organization_id, provider_id, kind, name, issuer, tenants, domains, client_id,
                            client_secret, secret_changed_at, enabled, created_at, changed_at)
                        VALUES (?, ?, 'OIDC', 'Sign-in', 'https://sso.acme.test', '{}', '{acme.test}', 'us', ?, now(), true, now(), now())
                        """)
                .params(organization.value(), id, box.enclose(organization, "sign-in-provider/" + id, SECRET))
                .update();
    }

    private void odoo(SecretBox box, OrganizationId organization) {
        UUID id = UUID.randomUUID();
        owner.sql("""
                        INSERT INTO odoo_connections (organization_id, connection_id, url, database, login, key, changed_at, changed_by)
                        VALUES (?, ?, 'https://acme.odoo.com', 'acme', 'me', ?, now(), ?)
                        """)
                .params(organization.value(), id, box.enclose(organization, "odoo-connection/" + id, SECRET), id)
                .update();
        owner.sql("""
                        INSERT INTO odoo_webhooks (organization_id, webhook_id, secret_hash, hmac_key, set_at)
                        VALUES (?, ?, sha256('x'), ?, now())
                        """)
                .params(organization.value(), id, box.enclose(organization, "odoo-webhook/" + id, SECRET))
                .update();
    }

    private UUID letter(SecretBox box, OrganizationId organization) {
        UUID id = UUID.randomUUID();
        owner.sql("""
                        INSERT INTO mail_outbox (organization_id, mail_id, recipient, subject, body, created_at, good_until,
                            next_attempt_at)
                        VALUES (?, ?, 'ana@acme.test', 'Hello', ?, now(), now(), now())
                        """)
                .params(organization.value(), id, box.enclose(organization, "mail/" + id, SECRET))
                .update();
        return id;
    }

    private void sentLetter(OrganizationId organization) {
        owner.sql("""
                        INSERT INTO mail_outbox (organization_id, mail_id, recipient, subject, created_at, good_until, sent_at)
                        VALUES (?, ?, 'ana@acme.test', 'Hello', now(), now(), now())
                        """).params(organization.value(), UUID.randomUUID()).update();
    }

    /** @param within the organisations that the person has an account in */
    private void secondFactor(SecretBox box, OrganizationId enclosedFor, String email, OrganizationId... within) {
        UUID identity = UUID.randomUUID();
        owner.sql("INSERT INTO identities (identity_id, email, created_at, changed_at) VALUES (?, ?, now(), now())")
                .params(identity, email)
                .update();
        for (OrganizationId organization : within) {
            owner.sql("""
                            INSERT INTO accounts (organization_id, account_id, identity_id, email, role, status, created_at, changed_at)
                            VALUES (?, ?, ?, ?, 'SALES_REP', 'DEACTIVATED', now(), now())
                            """)
                    .params(organization.value(), UUID.randomUUID(), identity, email)
                    .update();
        }
        owner.sql("INSERT INTO second_factors (identity_id, enclosed_for, secret, created_at) VALUES (?, ?, ?, now())")
                .params(identity, enclosedFor.value(), box.enclose(enclosedFor, "totp/" + identity, SECRET))
                .update();
    }

    private static SecretBox box(String key) {
        return new SecretBox(new MasterKeys(MasterKey.ofBase64(key), List.of()), RANDOM);
    }
}
