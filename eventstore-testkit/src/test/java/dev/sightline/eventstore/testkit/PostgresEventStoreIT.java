package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.eventstore.AppendResult.Appended;
import dev.sightline.eventstore.AppendResult.Conflict;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresEventStoreIT extends EventStoreContract {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.fresh();

    private final PostgresEventStore store = new PostgresEventStore(DATABASE.application(), CLOCK);

    @Override
    protected EventStore store() {
        return store;
    }

    @Test
    void joins_the_callers_transaction() throws SQLException {
        OrganizationTransaction.run(DATABASE.application(), organization, transaction -> {
            store.append(transaction, organization, List.of(append("a/1", event("x", "{}"))));
            transaction.rollback();
            return 0;
        });
        assertThat(store.lastPosition(organization)).isZero();

        OrganizationTransaction.run(
                DATABASE.application(),
                organization,
                transaction -> store.append(transaction, organization, List.of(append("a/1", event("x", "{}")))));
        assertThat(store.lastPosition(organization)).isEqualTo(1);
    }

    @Test
    void a_conflict_leaves_the_callers_transaction_usable() throws SQLException {
        given(append("a/1", event("x", "{}")));
        OrganizationTransaction.run(DATABASE.application(), organization, transaction -> {
            assertThat(store.append(
                            transaction,
                            organization,
                            List.of(append("a/1", ExpectedVersion.noStream(), event("x", "{}")))))
                    .isInstanceOf(Conflict.class);
            assertThat(store.append(transaction, organization, List.of(append("a/2", event("x", "{}")))))
                    .isInstanceOf(Appended.class);
            return 0;
        });
        assertThat(store.lastPosition(organization)).isEqualTo(2);
    }

    @Test
    void a_transaction_of_one_organisation_does_not_append_for_another() {
        assertThatThrownBy(() -> OrganizationTransaction.run(
                        DATABASE.application(),
                        organization,
                        transaction -> store.append(
                                transaction, new OrganizationId(888_888), List.of(append("a/1", event("x", "{}"))))))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("belongs to organisation " + organization);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE events SET data = '{}'", "DELETE FROM events", "TRUNCATE events"})
    void the_application_cannot_change_what_is_recorded(String sql) {
        given(append("a/1", event("x", "{}")));
        assertThatThrownBy(() -> OrganizationTransaction.run(DATABASE.application(), organization, transaction -> {
                    try (Statement statement = transaction.createStatement()) {
                        return statement.execute(sql);
                    }
                }))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("permission denied for table events");
    }

    @Test
    void row_level_security_hides_other_organisations() throws SQLException {
        given(append("a/1", event("x", "{}")));
        String count = "SELECT count(*) FROM events WHERE organization_id = " + organization;

        assertThat(numberIn(organization, count)).isEqualTo(1);
        assertThat(numberIn(new OrganizationId(888_888), count)).isZero();
        try (Connection outside = DATABASE.application().getConnection()) {
            assertThat(number(outside, count)).isZero();
        }
        assertThatThrownBy(() -> numberIn(
                        new OrganizationId(888_888),
                        "INSERT INTO event_log_heads VALUES (777777, 0, now()) RETURNING 1"))
                .hasMessageContaining("row-level security");
    }

    private static long numberIn(OrganizationId entered, String sql) throws SQLException {
        return OrganizationTransaction.run(DATABASE.application(), entered, transaction -> number(transaction, sql));
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
