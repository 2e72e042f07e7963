package dev.sightline.eventstore.testkit;

import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.eventstore.projection.ProjectionEngine;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A process that applies a batch and does not commit it: to be killed or stopped there. Says {@code holding}, and then {@code committed}
 * or {@code refused} with the database's word. Arguments: JDBC address, user, password, and what it does with the batch: {@code input}
 * waits for a line, {@code sleep} for a statement that takes long, {@code result} takes a result that is long.
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
                switch (arguments[3]) {
                    case "input" -> awaitLine();
                    case "sleep" -> execute(batch, "SELECT pg_sleep(600)");
                    // 200 MB within some seconds: more than there is room for on the way, should it not be read.
                    case "result" ->
                        execute(batch, "SELECT pg_sleep(0.001), repeat('x', 100000) FROM generate_series(1, 2000)");
                    default -> throw new IllegalArgumentException(arguments[3]);
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

    private static void awaitLine() {
        try {
            if (System.in.read() < 0) {
                throw new IllegalStateException("nobody is there any more");
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(ProjectionBatch batch, String sql) throws SQLException {
        try (Statement statement = batch.connection().createStatement()) {
            statement.execute(sql);
        }
    }
}
