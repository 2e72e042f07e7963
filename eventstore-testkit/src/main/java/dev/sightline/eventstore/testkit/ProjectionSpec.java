package dev.sightline.eventstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.AppendResult.Appended;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.eventstore.projection.ProjectionEngine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds a projection to R3: whatever the batches, however often a batch is lost before its commit and applied again, lived
 * through or rebuilt, its tables end up the same. The same history is played in several organisations of one database, in a
 * different way in each, and the tables are compared row by row. Not thread-safe.
 */
public final class ProjectionSpec {
    private static final AtomicInteger ORGANIZATIONS = new AtomicInteger(1_000_000);

    private final TestDatabase database;
    private final Supplier<? extends Projection> projection;
    private final List<String> tables;
    private final SettableClock clock = SettableClock.at("2026-11-21T09:00:00Z");
    private Beforehand beforehand = (owner, organization) -> {};

    /** What an organisation needs before its first event; through the owner's connection. */
    @FunctionalInterface
    public interface Beforehand {
        void prepare(Connection owner, OrganizationId organization) throws SQLException;
    }

    /**
     * @param projection makes a new one for each way of playing, as a restarted process would
     * @param tables what it owns; each has {@code organization_id}
     */
    public ProjectionSpec(TestDatabase database, Supplier<? extends Projection> projection, List<String> tables) {
        this.database = database;
        this.projection = projection;
        this.tables = List.copyOf(tables);
    }

    public ProjectionSpec beforehand(Beforehand step) {
        this.beforehand = step;
        return this;
    }

    /**
     * Plays the history in all ways.
     *
     * @return the rows of each table as JSON without {@code organization_id}, sorted
     */
    public Map<String, List<String>> holdsFor(List<StreamAppend> history, Random random) throws SQLException {
        Played whole = new Played("in one batch");
        whole.append(history);
        whole.catchUp(100_000);
        Map<String, List<String>> expected = whole.rows();

        Played single = new Played("one by one");
        single.append(history);
        single.catchUp(1);
        assertThat(single.rows()).as(single.how).isEqualTo(expected);

        Played lived = new Played("as it happened, in random batches");
        for (List<StreamAppend> chunk : chunks(history, random)) {
            lived.append(chunk);
            lived.catchUp(1 + random.nextInt(20));
        }
        assertThat(lived.rows()).as(lived.how).isEqualTo(expected);

        Played interrupted = new Played("each batch lost once before its commit");
        for (List<StreamAppend> chunk : chunks(history, random)) {
            interrupted.append(chunk);
            interrupted.catchUpLosingEachBatchOnce(1 + random.nextInt(50));
        }
        assertThat(interrupted.rows()).as(interrupted.how).isEqualTo(expected);

        for (Played played : List.of(whole, lived)) {
            played.rebuild(1 + random.nextInt(30));
            assertThat(played.rows()).as("rebuilt after: " + played.how).isEqualTo(expected);
            played.catchUp(7); // delivered again: behind the checkpoint, so without effect
            assertThat(played.rows()).as("delivered again after: " + played.how).isEqualTo(expected);
        }
        return expected;
    }

    private static List<List<StreamAppend>> chunks(List<StreamAppend> history, Random random) {
        List<List<StreamAppend>> chunks = new ArrayList<>();
        for (int from = 0; from < history.size(); ) {
            int to = Math.min(history.size(), from + 1 + random.nextInt(1 + history.size() / 4));
            chunks.add(history.subList(from, to));
            from = to;
        }
        return chunks;
    }

    /** One organisation and the way its history is played. */
    private final class Played {
        private final String how;
        private final OrganizationId organization = new OrganizationId(ORGANIZATIONS.incrementAndGet());
        private final PostgresEventStore store = new PostgresEventStore(database.application(), clock);
        private Projection subject = projection.get();

        Played(String how) throws SQLException {
            this.how = how;
            try (Connection owner = database.owner().getConnection()) {
                beforehand.prepare(owner, organization);
            }
        }

        void append(List<StreamAppend> appends) {
            assertThat(store.append(organization, appends)).isInstanceOf(Appended.class);
        }

        void catchUp(int batchSize) {
            catchUp(subject, batchSize);
        }

        void catchUpLosingEachBatchOnce(int batchSize) {
            Losing losing = new Losing(subject);
            while (true) {
                try {
                    catchUp(losing, batchSize);
                    return;
                } catch (Lost e) {
                    subject = projection.get(); // as the process that comes next
                    losing.lost = e;
                    losing.subject = subject;
                }
            }
        }

        void rebuild(int batchSize) {
            subject = projection.get();
            try (ProjectionEngine engine = engine(subject, batchSize)) {
                engine.rebuild(subject.name(), organization);
                engine.catchUp(subject.name(), organization);
            }
        }

        private void catchUp(Projection applied, int batchSize) {
            try (ProjectionEngine engine = engine(applied, batchSize)) {
                assertThat(engine.catchUp(applied.name(), organization)).isEqualTo(store.lastPosition(organization));
            }
        }

        private ProjectionEngine engine(Projection applied, int batchSize) {
            return new ProjectionEngine(
                    database.application(),
                    List.of(applied),
                    EngineSettings.defaults().withBatchSize(batchSize),
                    clock);
        }

        Map<String, List<String>> rows() throws SQLException {
            return OrganizationTransaction.run(database.application(), organization, transaction -> {
                Map<String, List<String>> rows = new LinkedHashMap<>();
                for (String table : tables) {
                    rows.put(table, rows(transaction, table));
                }
                return rows;
            });
        }

        private List<String> rows(Connection transaction, String table) throws SQLException {
            String sql = "SELECT (to_jsonb(t) - 'organization_id')::text FROM " + table
                    + " t WHERE organization_id = ? ORDER BY 1";
            List<String> rows = new ArrayList<>();
            try (PreparedStatement select = transaction.prepareStatement(sql)) {
                select.setInt(1, organization.value());
                try (ResultSet result = select.executeQuery()) {
                    while (result.next()) {
                        rows.add(result.getString(1));
                    }
                }
            }
            return rows;
        }
    }

    private static final class Lost extends RuntimeException {
        private final long firstPosition;

        Lost(long firstPosition) {
            super("lost before the commit, at " + firstPosition);
            this.firstPosition = firstPosition;
        }
    }

    /** Applies a batch and then fails, the first time that it sees it. */
    private static final class Losing implements Projection {
        private Projection subject;
        private @Nullable Lost lost;

        Losing(Projection subject) {
            this.subject = subject;
        }

        @Override
        public String name() {
            return subject.name();
        }

        @Override
        public Set<String> eventTypes() {
            return subject.eventTypes();
        }

        @Override
        public void apply(ProjectionBatch batch) throws SQLException {
            subject.apply(batch);
            long first = batch.events().getFirst().position();
            if (lost == null || lost.firstPosition != first) {
                throw new Lost(first);
            }
        }

        @Override
        public void reset(Connection transaction, OrganizationId organization) throws SQLException {
            subject.reset(transaction, organization);
        }
    }
}
