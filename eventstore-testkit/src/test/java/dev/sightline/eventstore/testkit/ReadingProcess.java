package dev.sightline.eventstore.testkit;

import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.eventstore.projection.ProjectionEngine;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A process that reads the whole log of organisation 1 and then applies it, both in as much memory as it was given. Says the number of
 * events and of their payloads' characters, each way. Arguments: JDBC address, user, password.
 */
final class ReadingProcess {
    private static final OrganizationId ORGANIZATION = new OrganizationId(1);

    private ReadingProcess() {}

    public static void main(String[] arguments) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(arguments[0]);
        database.setUser(arguments[1]);
        database.setPassword(arguments[2]);
        long events = 0;
        long characters = 0;
        try (Stream<RecordedEvent> log =
                new PostgresEventStore(database, Clock.systemUTC()).stream(ORGANIZATION, EventFilter.all())) {
            for (Iterator<RecordedEvent> each = log.iterator(); each.hasNext(); ) {
                events++;
                characters += each.next().data().length();
            }
        }
        System.out.println("read " + events + " of " + characters);

        Counting counting = new Counting();
        try (ProjectionEngine engine =
                new ProjectionEngine(database, List.of(counting), EngineSettings.defaults(), Clock.systemUTC())) {
            engine.catchUp(Tally.NAME, ORGANIZATION);
        }
        System.out.println("applied " + counting.events + " of " + counting.characters);
        System.exit(0);
    }

    private static final class Counting extends Tally {
        long events;
        long characters;

        @Override
        public void apply(ProjectionBatch batch) throws SQLException {
            events += batch.events().size();
            batch.events().forEach(event -> characters += event.data().length());
        }
    }
}
