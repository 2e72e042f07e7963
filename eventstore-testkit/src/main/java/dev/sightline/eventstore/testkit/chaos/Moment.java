package dev.sightline.eventstore.testkit.chaos;

import dev.sightline.eventstore.projection.ProjectionBatch;
import java.sql.SQLException;

/** How it goes with a projection's batch. */
enum Moment {
    GOOD,
    /** As when memory is short: to be waited out. */
    TROUBLE,
    /** As an error in the code that comes and goes: after some attempts the events are tried one by one. */
    BUG;

    /** Insufficient resources: a trouble of the server, which no event is to blame for. */
    private static final String TROUBLES_STATE = "53000";

    /** Fails, once the batch's rows are written, unless the moment is a good one. */
    void befall(ProjectionBatch batch) throws SQLException {
        switch (this) {
            case TROUBLE -> throw new SQLException("chaos: the projection has a bad moment", TROUBLES_STATE);
            case BUG -> {
                // Not of single events, which would be parked for it, and the fold could not know which.
                if (batch.events().size() > 1) {
                    throw new IllegalStateException("chaos: the projection has a bug today");
                }
            }
            case GOOD -> {}
        }
    }
}
