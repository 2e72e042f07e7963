package dev.sightline.server;

import dev.sightline.eventstore.testkit.TestDatabase;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Databases with the server's tables, for tests that need no server. */
public final class ServerDatabase {
    private ServerDatabase() {}

    /** A new one; close it. */
    public static TestDatabase fresh() {
        return TestDatabase.fresh(
                "server-tables",
                owner -> Flyway.configure()
                        .dataSource(new SingleConnectionDataSource(owner, true))
                        .locations("classpath:dev/sightline/eventstore/db", "classpath:db/migration")
                        .load()
                        .migrate());
    }
}
