package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.seal.LogDump;
import dev.sightline.eventstore.seal.LogVerification;
import dev.sightline.eventstore.seal.LogVerification.Finding;
import dev.sightline.eventstore.seal.LogVerification.Report;
import dev.sightline.eventstore.seal.SealKeys;
import dev.sightline.eventstore.seal.Sealer;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.KeyPair;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class SealerIT {
    private static final OrganizationId ACME = new OrganizationId(1);
    private static final OrganizationId OTHER = new OrganizationId(2);

    @AutoClose
    private final TestDatabase database = TestDatabase.fresh();

    private final PostgresEventStore store = new PostgresEventStore(database.application(), Clock.systemUTC());
    private final KeyPair keys = SealKeys.generate();
    private final Sealer sealer = new Sealer(database.application(), keys, Clock.systemUTC());

    private void append100(OrganizationId organization, String stream, int times) {
        for (int n = 0; n < times; n++) {
            List<StreamAppend> batch = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                batch.add(append(
                        stream + "-" + i,
                        event("crm.opportunity.updated", "{ \"n\" : " + n + ", \"text\":\"ä\\t\\u0000\"}")));
            }
            store.append(organization, batch);
        }
    }

    private String dump(OrganizationId organization) throws Exception {
        StringWriter out = new StringWriter();
        LogDump.write(database.application(), store, organization, out);
        return out.toString();
    }

    private Report verify(OrganizationId organization) throws Exception {
        return LogVerification.of(new StringReader(dump(organization)), List.of(keys.getPublic()), null);
    }

    @Test
    void what_was_sealed_verifies_and_each_organisation_has_seals_of_its_own() throws Exception {
        append100(ACME, "deal/a", 3);
        append100(OTHER, "deal/b", 1);
        sealer.sealAll();
        append100(ACME, "deal/c", 1);
        sealer.sealAll();
        append100(ACME, "deal/d", 1);

        Report acme = verify(ACME);
        Report other = verify(OTHER);

        assertThat(acme.finding()).as(acme.explanation()).isNull();
        assertThat(acme.events()).isEqualTo(500);
        assertThat(acme.sealedUpTo()).isEqualTo(400);
        assertThat(acme.seals()).isEqualTo(2);
        assertThat(other.finding()).as(other.explanation()).isNull();
        assertThat(other.sealedUpTo()).isEqualTo(100);
    }

    @Test
    void a_verification_goes_on_behind_the_last_seal_and_comes_to_what_that_of_the_whole_log_does() throws Exception {
        Report before = verify(ACME);
        for (int round = 0; round < 3; round++) {
            append100(ACME, "deal/" + round, 1);
            sealer.seal(ACME);
            before = goOn(before);
            assertThat(before).isEqualTo(verify(ACME));
        }
        assertThat(goOn(before)).as("nothing has come").isEqualTo(before);
    }

    @Test
    void a_verification_that_goes_on_finds_what_does_not_follow_the_seal_before() throws Exception {
        append100(ACME, "deal/a", 1);
        sealer.seal(ACME);
        Report before = verify(ACME);
        append100(ACME, "deal/b", 1);
        sealer.seal(ACME);
        try (Connection owner = database.owner().getConnection();
                Statement statement = owner.createStatement()) {
            statement.execute(
                    "UPDATE events SET data = '{\"n\": 4711}' WHERE organization_id = 1 AND position IN (7, 107)");
            assertThat(goOn(before))
                    .as("what was verified before is not read again")
                    .returns(Finding.CHANGED, Report::finding)
                    .returns(107L, Report::position);

            statement.execute("DELETE FROM event_seals WHERE organization_id = 1");
            sealer.seal(ACME); // by us, as it stands: but from position 1
            assertThat(goOn(before).sealedUpTo()).isEqualTo(100);

            statement.execute("DELETE FROM event_seals WHERE organization_id = 1");
            statement.execute("UPDATE event_log_heads SET last_position = 100 WHERE organization_id = 1");
            sealer.seal(ACME); // to the same place
            statement.execute("UPDATE event_log_heads SET last_position = 200 WHERE organization_id = 1");
            sealer.seal(ACME);
            assertThat(goOn(before)).returns(Finding.REMOVED, Report::finding).returns(101L, Report::position);
        }
    }

    private Report goOn(Report before) throws Exception {
        StringWriter out = new StringWriter();
        LogDump.write(database.application(), store, ACME, before.sealedUpTo(), out);
        return LogVerification.continued(new StringReader(out.toString()), List.of(keys.getPublic()), before);
    }

    @Test
    void long_logs_take_several_seals_and_sealing_again_adds_none() throws Exception {
        append100(ACME, "deal/a", 205);

        assertThat(sealer.seal(ACME)).isEqualTo(20_500);
        assertThat(sealer.seal(ACME)).isEqualTo(20_500);

        Report report = verify(ACME);
        assertThat(report.finding()).as(report.explanation()).isNull();
        assertThat(report.seals()).isEqualTo(3);
        assertThat(report.sealedUpTo()).isEqualTo(20_500);
    }

    @Test
    void many_sealers_at_once_make_one_chain_while_writers_go_on() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                String stream = "deal/" + t;
                all.add(threads.submit(() -> append100(ACME, stream, 10)));
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        sealer.seal(ACME);
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        sealer.seal(ACME);

        Report report = verify(ACME);
        assertThat(report.finding()).as(report.explanation()).isNull();
        assertThat(report.sealedUpTo()).isEqualTo(4_000);
    }

    @Test
    void an_owner_who_changes_an_event_in_the_database_is_found_out_at_its_position() throws Exception {
        append100(ACME, "deal/a", 5);
        sealer.seal(ACME);
        Random random = Seeds.random();
        int victim = 1 + random.nextInt(500);
        String harm = Seeds.oneOf(
                random,
                List.of(
                        "UPDATE events SET data = '{\"n\": 4711}' WHERE organization_id = 1 AND position = ",
                        "UPDATE events SET actor = 'somebody' WHERE organization_id = 1 AND position = ",
                        "UPDATE events SET occurred_at = occurred_at + interval '1 microsecond'"
                                + " WHERE organization_id = 1 AND position = ",
                        "DELETE FROM events WHERE organization_id = 1 AND position = "));
        try (Connection owner = database.owner().getConnection();
                Statement statement = owner.createStatement()) {
            assertThat(statement.executeUpdate(harm + victim)).isEqualTo(1);
        }

        Report report = verify(ACME);

        assertThat(report.position()).as(harm + victim).isEqualTo(victim);
        assertThat(report.finding()).isIn(Finding.CHANGED, Finding.REMOVED);
    }

    @Test
    void an_owner_who_removes_the_end_of_a_sealed_log_is_found_out() throws Exception {
        append100(ACME, "deal/a", 1);
        sealer.seal(ACME);
        try (Connection owner = database.owner().getConnection();
                Statement statement = owner.createStatement()) {
            statement.execute("DELETE FROM events WHERE organization_id = 1 AND position = 100");

            assertThat(verify(ACME)).returns(Finding.REMOVED, Report::finding).returns(100L, Report::position);

            statement.execute("DELETE FROM events WHERE organization_id = 1 AND position > 40");
            statement.execute("UPDATE event_log_heads SET last_position = 40 WHERE organization_id = 1");

            assertThat(verify(ACME)).returns(Finding.REMOVED, Report::finding).returns(41L, Report::position);

            statement.execute("DELETE FROM events WHERE organization_id = 1");
            statement.execute("UPDATE event_log_heads SET last_position = 0 WHERE organization_id = 1");

            assertThat(verify(ACME)).returns(Finding.REMOVED, Report::finding).returns(1L, Report::position);
        }
    }

    @Test
    void a_damaged_log_is_not_sealed_and_holds_up_no_other() throws Exception {
        append100(ACME, "deal/a", 1);
        append100(OTHER, "deal/a", 1);
        try (Connection owner = database.owner().getConnection();
                Statement statement = owner.createStatement()) {
            statement.execute("DELETE FROM events WHERE organization_id = 1 AND position = 50");
        }

        assertThatThrownBy(sealer::sealAll)
                .isInstanceOf(EventStoreException.class)
                .hasMessageContaining("lacks positions between 1 and 100");
        assertThat(verify(OTHER).sealedUpTo()).isEqualTo(100);
    }

    @Test
    void the_application_can_neither_change_nor_remove_a_seal_nor_see_anothers() throws Exception {
        append100(ACME, "deal/a", 1);
        sealer.seal(ACME);

        for (String sql :
                List.of("UPDATE event_seals SET key_id = 'x'", "DELETE FROM event_seals", "TRUNCATE event_seals")) {
            assertThatThrownBy(() -> OrganizationTransaction.run(database.application(), ACME, transaction -> {
                        try (Statement statement = transaction.createStatement()) {
                            return statement.execute(sql);
                        }
                    }))
                    .as(sql)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
        Report other = LogVerification.of(new StringReader(dump(OTHER)), List.of(keys.getPublic()), null);
        assertThat(other.seals()).isZero();
        assertThat(other.events()).isZero();
    }
}
