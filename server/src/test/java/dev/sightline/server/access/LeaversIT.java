package dev.sightline.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.HrmEvent.EmployeeCreated;
import dev.sightline.catalog.HrmEvent.EmployeeDetails;
import dev.sightline.catalog.HrmEvent.UserCreated;
import dev.sightline.catalog.HrmEvent.UserDetails;
import dev.sightline.catalog.HrmEvent.UserUpdated;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.testkit.Seeds;
import dev.sightline.eventstore.testkit.TestDatabase;
import dev.sightline.server.ServerDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whose sessions end with a person does not depend on how the log is cut, and a rebuild ends no more. */
class LeaversIT {
    private static final int PEOPLE = 6;
    private static final int EVENTS = 200;
    /** Of an account that is tied to nobody. */
    private static final String BY_EMAIL = "";

    @RegisterExtension
    static final TestDatabase DATABASE = ServerDatabase.fresh();

    private static final JdbcClient OWNER = JdbcClient.create(DATABASE.owner());
    private static final EventCodec CODEC = new EventCodec();

    private static int number;

    private final ProjectionRun run = run();

    static LongStream seeds() {
        return Seeds.take(4);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void however_the_log_is_cut_the_same_sessions_end_at_the_same_time_and_a_rebuild_ends_no_more(long seed)
            throws SQLException {
        ProjectionRun inBatches = run();
        for (ProjectionRun each : List.of(run, inBatches)) {
            Random random = Seeds.random(seed);
            for (int n = 1; n <= PEOPLE; n++) {
                sessions(random, each, account(each, "user" + n + "@accounts.test", "user-odoo-" + n));
                sessions(random, each, account(each, "employee" + n + "@accounts.test", "employee-odoo-" + n));
                sessions(random, each, account(each, "p" + n + "@example.com", BY_EMAIL));
            }
        }
        Random random = Seeds.random(seed);

        apply(run, seed, random, 1);
        List<String> ended = ended(run);
        apply(inBatches, seed, random, 60);

        assertThat(ended).isNotEmpty();
        assertThat(ended(inBatches)).isEqualTo(ended);
        for (int most : List.of(1, 30, EVENTS)) {
            // Those who come to an account late, as everybody here does now, bring none of its sessions to an end.
            OWNER.sql("""
                            UPDATE accounts SET person_id = 'user-odoo-' || (1 + abs(hashtext(email)) % 6), tied_at = ?
                            WHERE organization_id = ?
                            """)
                    .params(RandomPeople.START.plusSeconds(EVENTS + 1).atOffset(ZoneOffset.UTC), id(run))
                    .update();
            run.reset();
            apply(run, seed, random, most);
            assertThat(ended(run)).isEqualTo(ended);
        }
    }

    @Test
    void an_old_session_is_over_also_where_its_person_is_back_within_the_batch() throws SQLException {
        UUID account = account(run, "ana@example.com", BY_EMAIL);
        session(run, account, 0);
        session(run, account, 4);

        run.apply(List.of(
                event(1, "user", new UserCreated(user(true))),
                event(2, "user", new UserUpdated(user(false), List.of("active"))),
                event(3, "user", new UserUpdated(user(true), List.of("active")))));

        assertThat(ended(run)).containsExactly("ana@example.com began at 0, ended at 2");
    }

    @Test
    void a_record_that_appears_archived_signs_nobody_out() throws SQLException {
        session(run, account(run, "ana@example.com", BY_EMAIL), 0);

        run.apply(List.of(
                event(1, "user", new UserCreated(user(true))),
                event(2, "employee", new EmployeeCreated(employee(false), null))));

        assertThat(ended(run)).isEmpty();
    }

    @Test
    void whose_account_it_became_after_they_had_come_back_is_signed_out_by_no_rebuild() throws SQLException {
        UUID account = account(run, "elsewhere@example.com", BY_EMAIL);
        session(run, account, 0);
        List<RecordedEvent> history = List.of(
                event(1, "user", new UserCreated(user(true))),
                event(2, "user", new UserUpdated(user(false), List.of("active"))),
                event(3, "user", new UserUpdated(user(true), List.of("active"))));
        run.apply(history);
        OWNER.sql("UPDATE accounts SET person_id = 'user-odoo-1', tied_at = ? WHERE account_id = ?")
                .params(RandomPeople.START.plusSeconds(4).atOffset(ZoneOffset.UTC), account)
                .update();

        run.reset();
        run.apply(history.subList(0, 2));
        run.apply(history.subList(2, 3));

        assertThat(ended(run)).isEmpty();
    }

    private static ProjectionRun run() {
        int id = OWNER.sql("""
                        INSERT INTO organizations (slug, name, currency, zone, fiscal_year_start, created_at)
                        VALUES (?, 'Acme', 'EUR', 'UTC', 1, now()) RETURNING organization_id
                        """).param("acme-" + ++number).query(Integer.class).single();
        return new ProjectionRun(DATABASE.application(), new OrganizationId(id), new PeopleProjection());
    }

    private static void apply(ProjectionRun run, long seed, Random random, int most) throws SQLException {
        List<RecordedEvent> history = RandomPeople.history(seed, run.organization(), PEOPLE, EVENTS);
        for (int from = 0; from < history.size(); ) {
            int to = Math.min(history.size(), from + 1 + random.nextInt(most));
            run.apply(history.subList(from, to));
            from = to;
        }
    }

    private static UUID account(ProjectionRun run, String email, String person) {
        UUID account = UUID.randomUUID();
        UUID identity = OWNER.sql("""
                        INSERT INTO identities (identity_id, email, created_at, changed_at) VALUES (?, ?, now(), now())
                        ON CONFLICT (email_key) DO UPDATE SET changed_at = excluded.changed_at RETURNING identity_id
                        """).params(account, email).query(UUID.class).single();
        OWNER.sql("""
                        INSERT INTO accounts (organization_id, account_id, identity_id, email, role, status, person_id, created_at,
                            changed_at)
                        VALUES (?, ?, ?, ?, 'SALES_REP', 'ACTIVE', nullif(?, ''), now(), now())
                        """).params(id(run), account, identity, email, person).update();
        return account;
    }

    private static void sessions(Random random, ProjectionRun run, UUID account) {
        for (int i = 0; i < 5; i++) {
            session(run, account, random.nextInt(EVENTS));
        }
    }

    private static void session(ProjectionRun run, UUID account, int second) {
        OWNER.sql("INSERT INTO sessions (organization_id, session_id, account_id, started_at) VALUES (?, ?, ?, ?)")
                .params(
                        id(run),
                        UUID.randomUUID(),
                        account,
                        RandomPeople.START.plusSeconds(second).atOffset(ZoneOffset.UTC))
                .update();
    }

    /** In seconds from the start. */
    private static List<String> ended(ProjectionRun run) {
        List<String> ended = new ArrayList<>(OWNER.sql("""
                        SELECT a.email, s.started_at, s.ended_at FROM sessions s JOIN accounts a USING (account_id)
                        WHERE s.organization_id = ? AND s.ended_at IS NOT NULL AND s.end_reason = 'archived'
                        """)
                .param(id(run))
                .query((row, n) -> row.getString(1) + " began at "
                        + seconds(row.getTimestamp(2).toInstant()) + ", ended at "
                        + seconds(row.getTimestamp(3).toInstant()))
                .list());
        ended.sort(null);
        return ended;
    }

    private static long seconds(Instant at) {
        return at.getEpochSecond() - RandomPeople.START.getEpochSecond();
    }

    private static int id(ProjectionRun run) {
        return run.organization().value();
    }

    private RecordedEvent event(long position, String category, DomainEvent event) {
        Instant at = RandomPeople.START.plusSeconds(position);
        return new RecordedEvent(
                run.organization(),
                position,
                new StreamId(category, "odoo-1"),
                position,
                at,
                new NewEvent(
                        new UUID(id(run), position),
                        EventCodec.typeOf(event),
                        EventCodec.versionOf(event),
                        at,
                        CODEC.write(event),
                        new EventOrigin("odoo", null, null, null, null)));
    }

    private static UserDetails user(boolean active) {
        return new UserDetails("Ana", "ana", "Ana@example.com", active, true, null, List.of(), null);
    }

    private static EmployeeDetails employee(boolean active) {
        return new EmployeeDetails("Ana", null, null, null, null, "odoo-1", null, active);
    }
}
