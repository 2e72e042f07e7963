package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.EditionAnswer.Reason;
import dev.sightline.eventstore.projection.EditionStatus.Standing;
import dev.sightline.eventstore.projection.EditionTables.Known;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * Builds projections anew beside the ones that serve (side-by-side rebuild): {@link #begin} makes empty copies of the tables,
 * which the {@link ProjectionEngine}s of all processes fill from position 1 on and keep up to date, a kill costing nothing but
 * the batch under way; {@link #diff} compares; {@link #promote} lets the copies serve; what served is kept, and kept up to date,
 * so that {@link #restore} brings it back at once. Thread-safe, in several processes too.
 *
 * <p>Methods throw {@link EventStoreException} when the database fails, and {@link IllegalArgumentException} for a projection that
 * is not known.
 */
public final class Editions {
    private static final double NANOS = 1e9;

    private final DataSource owner;
    private final DataSource application;
    private final Map<String, Projection> projections = new LinkedHashMap<>();
    private final EngineSettings settings;
    private final InstantSource clock;
    private final Map<Known, Sample> samples = new ConcurrentHashMap<>();

    private record Sample(long nanos, long events) {}

    /**
     * @param owner connections of the tables' owner, for what changes schemas; none is kept open
     * @param application connections in the role {@code sightline_app}, for all else
     * @param clock tells how long an edition has been building
     */
    public Editions(
            DataSource owner,
            DataSource application,
            List<? extends Projection> projections,
            EngineSettings settings,
            InstantSource clock) {
        this.owner = owner;
        this.application = application;
        this.settings = settings;
        this.clock = clock;
        projections.forEach(projection -> this.projections.put(projection.name(), projection));
    }

    /** Begins to build the next edition, for all organisations; returns when its empty tables are there. */
    public EditionAnswer begin(String name) {
        Projection projection = projection(name);
        return guarded(
                "begin",
                name,
                () -> inOwnersTransaction(connection -> {
                    ServingTables serving = ServingTables.of(connection, projection);
                    if (!EditionRows.insert(connection, projection, Edition.NEXT)) {
                        throw new EditionRefused(
                                Reason.ALREADY_BUILDING, "a next edition of " + name + " is there already");
                    }
                    String schema = Edition.NEXT.schemaOf(name);
                    TableClones.createSchema(connection, schema, serving);
                    TableClones.create(connection, schema, serving);
                }));
    }

    /** How the edition stands; empty where there is none. */
    public Optional<EditionStatus> status(String name, Edition edition) {
        Projection projection = projection(name);
        return ProjectionEngine.run("read the status of the " + edition.label() + " edition of " + name, () -> {
            try (Connection connection = application.getConnection()) {
                connection.setAutoCommit(true);
                Optional<Known> known = Known.all(connection).stream()
                        .filter(each -> each.projection().equals(name) && each.edition() == edition)
                        .findFirst();
                return known.isEmpty()
                        ? Optional.empty()
                        : Optional.of(status(
                                known.get(),
                                projection,
                                !EditionTables.fits(connection, projection, edition),
                                EditionRows.standings(connection, edition.checkpointOf(name))));
            }
        });
    }

    /**
     * Compares the organisation's rows in the edition with those that serve, both at one position. Takes as long as reading them
     * all; keeps nobody waiting meanwhile.
     *
     * @param samples differing rows shown per table and side
     * @return the differences, or else why they cannot be told
     */
    public DiffAnswer diff(String name, Edition edition, OrganizationId organization, int samples) {
        Projection projection = projection(name);
        return ProjectionEngine.run("compare the editions of " + name, () -> {
            try {
                if (status(name, edition).isEmpty()) {
                    throw new EditionRefused(Reason.NO_EDITION, name + " has no " + edition.label() + " edition");
                }
                return new DiffAnswer.Compared(
                        new EditionComparison(application, projection, settings, edition, organization).run(samples));
            } catch (EditionRefused e) {
                return new DiffAnswer.NotCompared((EditionAnswer.Refused) e.answer());
            } catch (NewerEvent e) {
                return new DiffAnswer.NotCompared(
                        new EditionAnswer.Refused(Reason.BEHIND, String.valueOf(e.getMessage())));
            } catch (EditionGone e) {
                return new DiffAnswer.NotCompared(
                        new EditionAnswer.Refused(Reason.NO_EDITION, String.valueOf(e.getMessage())));
            }
        });
    }

    /** What came of a comparison. */
    public sealed interface DiffAnswer {
        record Compared(EditionDiff diff) implements DiffAnswer {}

        record NotCompared(EditionAnswer.Refused why) implements DiffAnswer {}
    }

    /**
     * Lets the next edition serve, where it has come as far as the one that serves. Readers see the old rows or the new ones,
     * never an error; what served becomes the previous edition, in place of an older one.
     *
     * @param patience how long to try while readers hold the tables; the workers stand still for about a second of each attempt
     */
    public EditionAnswer promote(String name, Duration patience) {
        return switchTo(name, Edition.NEXT, patience);
    }

    /** Lets the previous edition serve again; the one that did becomes the previous edition, so this can be undone alike. */
    public EditionAnswer restore(String name, Duration patience) {
        return switchTo(name, Edition.PREVIOUS, patience);
    }

    private EditionAnswer switchTo(String name, Edition other, Duration patience) {
        Projection projection = projection(name);
        return guarded("switch", name, () -> {
            new EditionSwitch(owner, application, projection, settings, other).run(patience);
            return EditionAnswer.DONE;
        });
    }

    /** Removes the edition, its tables and its parked events. */
    public EditionAnswer drop(String name, Edition edition) {
        Projection projection = projection(name);
        return guarded(
                "drop",
                name,
                () -> inOwnersTransaction(connection -> {
                    EditionRows.lock(connection, projection, edition);
                    EditionRows.standStill(connection, edition.checkpointOf(name));
                    try (Statement statement = connection.createStatement()) {
                        statement.execute(
                                "DROP SCHEMA IF EXISTS " + SqlNames.quoted(edition.schemaOf(name)) + " CASCADE");
                    }
                    try (PreparedStatement forget = connection.prepareStatement("SELECT projection_forget(?)")) {
                        forget.setString(1, edition.checkpointOf(name));
                        forget.execute();
                    }
                    EditionRows.delete(connection, name, edition);
                }));
    }

    private EditionStatus status(Known known, Projection projection, boolean outdated, List<Standing> standings) {
        long events = standings.stream().mapToLong(Standing::position).sum();
        long lag = standings.stream().mapToLong(Standing::lagEvents).sum();
        Sample now = new Sample(System.nanoTime(), events);
        Sample before = samples.put(known, now);
        double seconds = before == null
                ? Duration.between(known.since(), clock.instant()).toMillis() / 1000.0
                : (now.nanos - before.nanos) / NANOS;
        double pace = Math.max(0, (events - (before == null ? 0 : before.events)) / Math.max(0.001, seconds));
        Duration left = lag == 0 ? Duration.ZERO : pace > 0 ? Duration.ofMillis((long) (1000 * lag / pace)) : null;
        return new EditionStatus(
                known.projection(),
                known.edition(),
                known.version(),
                known.since(),
                outdated,
                known.edition() == Edition.NEXT && known.version() != projection.version(),
                standings,
                pace,
                left);
    }

    private Projection projection(String name) {
        Projection projection = projections.get(name);
        if (projection == null) {
            throw new IllegalArgumentException("there is no projection '" + name + "', only " + projections.keySet());
        }
        return projection;
    }

    @FunctionalInterface
    private interface Change {
        void make(Connection connection) throws SQLException;
    }

    private EditionAnswer inOwnersTransaction(Change change) throws SQLException {
        try (Connection connection = owner.getConnection()) {
            connection.setAutoCommit(false);
            try {
                change.make(connection);
                connection.commit();
                return EditionAnswer.DONE;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private static EditionAnswer guarded(String what, String projection, ProjectionEngine.Work<EditionAnswer> work) {
        return ProjectionEngine.run(what + " an edition of " + projection, () -> {
            try {
                return work.run();
            } catch (EditionRefused e) {
                return e.answer();
            } catch (NewerEvent e) {
                return EditionAnswer.refused(Reason.BEHIND, String.valueOf(e.getMessage()));
            }
        });
    }
}
