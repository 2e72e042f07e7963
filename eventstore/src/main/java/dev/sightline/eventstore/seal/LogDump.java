package dev.sightline.eventstore.seal;

import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.RecordedEvent;
import java.io.IOException;
import java.io.Writer;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Writes an organisation's whole log with its seals as text, in bounded memory. Stateless; see {@link LogVerification}. */
public final class LogDump {
    private LogDump() {}

    /**
     * Writes what the log holds now.
     *
     * @param out takes UTF-8; is not closed
     * @return the last position written
     * @throws EventStoreException when the database fails
     */
    public static long write(DataSource database, EventStore store, OrganizationId organization, Writer out)
            throws IOException {
        out.write(DumpLine.title(organization));
        long last = store.lastPosition(organization);
        @Nullable Seal seal = seal(database, organization, 1);
        try (Stream<RecordedEvent> events =
                store.stream(organization, EventFilter.all().upTo(last))) {
            for (Iterator<RecordedEvent> each = events.iterator(); each.hasNext(); ) {
                RecordedEvent event = each.next();
                out.write(DumpLine.of(event));
                if (seal != null && seal.to() <= event.position()) {
                    out.write(DumpLine.of(seal));
                    seal = seal(database, organization, seal.to() + 1);
                }
            }
        }
        return last;
    }

    private static @Nullable Seal seal(DataSource database, OrganizationId organization, long from) {
        try {
            return OrganizationTransaction.run(
                            database,
                            organization,
                            transaction -> Optional.ofNullable(Seals.from(transaction, organization, from)))
                    .orElse(null);
        } catch (SQLException e) {
            throw new EventStoreException(
                    "cannot read the seals of organisation " + organization + ": " + e.getMessage(), e);
        }
    }
}
