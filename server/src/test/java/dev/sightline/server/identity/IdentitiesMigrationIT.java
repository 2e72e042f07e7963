package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Databases from before identities keep their accounts, roles and passwords. */
class IdentitiesMigrationIT {
    private static final String HASH = "$argon2id$v=19$m=1,t=1,p=1$";

    @Test
    void accounts_of_one_email_become_one_identity_with_the_password_that_was_set_last() throws Exception {
        try (TestDatabase database = TestDatabase.fresh("identities-migration", owner -> migrate(owner, "074"));
                Connection owner =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
            JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(owner, true));
            jdbc.sql("""
                            INSERT INTO organizations (slug, name, currency, zone, fiscal_year_start, created_at)
                            VALUES ('one', 'One', 'EUR', 'UTC', 1, now()), ('two', 'Two', 'EUR', 'UTC', 1, now())
                            """).update();
            account(jdbc, 1, "Ann@example.com", "old", true, "2025-01-01");
            account(jdbc, 2, "ann@EXAMPLE.com", "new", false, "2026-01-01");
            account(jdbc, 1, "bob@example.com", "bobs", true, "2025-01-01");

            migrate(owner, "latest");

            assertThat(jdbc.sql("SELECT email_key || ' ' || right(password_hash, 4) FROM identities ORDER BY 1")
                            .query(String.class)
                            .list())
                    .isEqualTo(List.of("ann@example.com $new", "bob@example.com bobs"));
            assertThat(jdbc.sql("""
                            SELECT a.organization_id || ' ' || i.email_key || ' ' || a.role || ' ' || a.status
                            FROM accounts a JOIN identities i USING (identity_id) ORDER BY 1
                            """).query(String.class).list())
                    .containsExactly(
                            "1 ann@example.com MANAGER ACTIVE",
                            "1 bob@example.com MANAGER ACTIVE",
                            "2 ann@example.com MANAGER DEACTIVATED");
        }
    }

    private static void account(
            JdbcClient jdbc, int organization, String email, String hash, boolean active, String changed) {
        jdbc.sql("""
                        INSERT INTO accounts (organization_id, account_id, email, password_hash, role, active, created_at,
                            changed_at)
                        VALUES (:organization, gen_random_uuid(), :email, :hash, 'MANAGER', :active, :changed::timestamptz,
                            :changed::timestamptz)
                        """)
                .param("organization", organization)
                .param("email", email)
                .param("hash", HASH + hash)
                .param("active", active)
                .param("changed", changed)
                .update();
    }

    private static void migrate(Connection owner, String target) {
        Flyway.configure()
                .dataSource(new SingleConnectionDataSource(owner, true))
                .locations("classpath:dev/sightline/eventstore/db", "classpath:db/migration")
                .target(target)
                .load()
                .migrate();
    }
}
