package dev.sightline.server.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** R4: the database itself holds the organisations apart, whatever a query forgets. */
class RowLevelSecurityIT extends ServerTest {
    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private PlatformTransactionManager transactionManager;

    @Test
    void the_setting_ends_with_its_transaction() {
        Organization organization = organization();
        account(organization, Role.ADMIN);
        transactions.read(
                organization.id(),
                client -> client.sql("SELECT 1").query(Integer.class).single());
        // Of a pool of 16, some of these connections have been used for an organisation before.
        for (int i = 0; i < 40; i++) {
            assertThat(jdbc.sql("SELECT count(*) FROM accounts")
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }

    @Test
    void signing_in_shows_the_accounts_of_one_email_only() {
        Organization organization = organization();
        String email = account(organization, Role.ADMIN).email();
        account(organization, Role.CEO);
        List<String> seen = new TransactionTemplate(transactionManager).execute(status -> {
            jdbc.sql("SELECT set_config('sightline.sign_in', ?, true)")
                    .param(email)
                    .query(String.class)
                    .single();
            return jdbc.sql("SELECT email FROM accounts").query(String.class).list();
        });
        assertThat(seen).containsExactly(email);
    }

    @Test
    void nobody_sees_who_signs_in_but_for_the_one_email_they_work_for() {
        Organization organization = organization();
        String email = account(organization, Role.ADMIN).email();
        String other = account(organization, Role.CEO).email();
        assertThat(jdbc.sql("SELECT count(*) FROM identities").query(Long.class).single())
                .isZero();
        List<String> seen = transactions.read(
                organization.id(),
                client -> client.sql("SELECT email FROM identities")
                        .query(String.class)
                        .list());
        assertThat(seen).isEmpty();
        new TransactionTemplate(transactionManager).executeWithoutResult(status -> {
            jdbc.sql("SELECT set_config('sightline.sign_in', ?, true)")
                    .param(email)
                    .query(String.class)
                    .single();
            assertThat(jdbc.sql("SELECT email FROM identities")
                            .query(String.class)
                            .list())
                    .containsExactly(email);
            assertThat(jdbc.sql("UPDATE identities SET password_hash = NULL WHERE email = ?")
                            .param(other)
                            .update())
                    .isZero();
            status.setRollbackOnly();
        });
    }

    @Test
    void the_application_owns_nothing_and_cannot_change_events() {
        assertThat(jdbc.sql("SELECT current_user").query(String.class).single()).isEqualTo("sightline_app");
        assertThat(jdbc.sql("""
                        SELECT count(*) FROM pg_class
                        WHERE relowner = 'sightline_app'::regrole
                        """).query(Long.class).single()).isZero();
        assertThat(jdbc.sql("""
                        SELECT has_table_privilege('events', 'UPDATE') OR has_table_privilege('events', 'DELETE')
                            OR has_table_privilege('events', 'TRUNCATE')
                        """).query(Boolean.class).single()).isFalse();
        assertThat(jdbc.sql("SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = 'sightline_app'")
                        .query(Boolean.class)
                        .single())
                .isFalse();
    }
}
