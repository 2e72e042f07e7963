package dev.sightline.eventstore.testkit;

import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.eventstore.projection.ProjectionEngine;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A process that applies a batch and does not commit it until it is sent a line: to be killed or stopped there. Says {@code holding},
 * and then {@code committed} or {@code refused} with the database's word. Arguments: JDBC address, user, password.
 */
final class HoldingProcess {
    private HoldingProcess() {}

    public static void main(String[] arguments) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(arguments[0]);
        database.setUser(arguments[1]);
        database.setPassword(arguments[2]);
        Tally holding = new Tally() {
            @Override
            public void apply(ProjectionBatch batch) throws SQLException {
                super.apply(batch);
                System.out.println("holding");
                try {
                    if (System.in.read() < 0) {
                        throw new IllegalStateException("nobody is there any more");
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        EngineSettings settings = EngineSettings.defaults();
        try (ProjectionEngine engine = new ProjectionEngine(database, List.of(holding), settings, Clock.systemUTC())) {
            engine.catchUp(Tally.NAME, TakeoverIT.ORGANIZATION);
            System.out.println("committed");
        } catch (RuntimeException e) {
            System.out.println("refused " + e.getMessage());
        }
        System.exit(0);
    }
}
