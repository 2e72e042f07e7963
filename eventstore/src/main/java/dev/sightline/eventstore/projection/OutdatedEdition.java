package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * An edition whose tables no longer fit, or that is abandoned: nothing is added to it any more, and it can only be dropped. So it is
 * emptied, as what the log says from now on, such as that somebody is forgotten, would not reach its rows. For one organisation.
 * Thread-safe.
 */
final class OutdatedEdition implements Worker.Work {
    private static final BatchApplication.Step DONE = new BatchApplication.Step(Long.MAX_VALUE, Long.MAX_VALUE);

    private final DataSource database;
    private final Projection projection;
    private final Edition edition;
    private final OrganizationId organization;
    private final Duration longestPause;

    OutdatedEdition(
            DataSource database,
            Projection projection,
            Edition edition,
            OrganizationId organization,
            EngineSettings settings) {
        this.database = database;
        this.projection = projection;
        this.edition = edition;
        this.organization = organization;
        this.longestPause = settings.longestPause();
    }

    @Override
    public BatchApplication.@Nullable Step step(Pace pace) throws SQLException {
        boolean done = OrganizationTransaction.run(database, organization, this::emptied);
        return done ? DONE : null;
    }

    /** False where somebody else is at it. */
    private boolean emptied(Connection transaction) throws SQLException {
        String checkpoint = edition.checkpointOf(projection.name());
        Long position = Checkpoints.lockFree(transaction, checkpoint, organization, longestPause);
        if (position == null) {
            // Where there is no checkpoint nothing was ever applied.
            return !Checkpoints.exists(transaction, checkpoint, organization);
        }
        // Looked at again: behind the lock no switch can be under way.
        if (!EditionTables.fits(transaction, projection, edition)) {
            EditionTables.empty(transaction, projection.name(), edition, organization);
            new ParkingLot(transaction, projection.name(), edition, organization).clear();
            Checkpoints.move(transaction, checkpoint, organization, 0);
        }
        return true;
    }
}
