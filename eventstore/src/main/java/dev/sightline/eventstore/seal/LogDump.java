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

/** Writes an organisation's log with its seals as text, in bounded memory. Stateless; see {@link LogVerification}. */
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
        return write(database, store, organization, 0, out);
    }

    /**
     * Writes what has come since a seal, for {@link LogVerification#continued}.
     *
     * @param after the last position that the seal vouches for; 0 for the whole log
     */
    public static long write(DataSource database, EventStore store, OrganizationId organization, long after, Writer out)
            throws IOException {
        out.write(DumpLine.title(organization));
        // Seals first: where the log ends before its last seal, the dump shall show what is missing.
        long sealed = sealed(database, organization);
        long last = Math.max(store.lastPosition(organization), sealed);
        @Nullable Seal seal = seal(database, organization, after + 1);
        long written = after;
        try (Stream<RecordedEvent> events =
                store.stream(organization, EventFilter.all().after(after).upTo(last))) {
            for (Iterator<RecordedEvent> each = events.iterator(); each.hasNext(); ) {
                RecordedEvent event = each.next();
                while (seal != null && seal.to() < event.position()) {
                    seal = write(seal, database, out);
                }
                out.write(DumpLine.of(event));
                written = event.position();
            }
        }
        while (seal != null && seal.to() <= last) {
            seal = write(seal, database, out);
        }
        return written;
    }

    /** The seal behind it. */
    private static @Nullable Seal write(Seal seal, DataSource database, Writer out) throws IOException {
        out.write(DumpLine.of(seal));
        return seal(database, seal.organization(), seal.to() + 1);
    }

    private static long sealed(DataSource database, OrganizationId organization) {
        try {
            return OrganizationTransaction.run(database, organization, transaction -> {
                Seal last = Seals.last(transaction, organization);
                return last == null ? 0L : last.to();
            });
        } catch (SQLException e) {
            throw unreadable(organization, e);
        }
    }

    private static @Nullable Seal seal(DataSource database, OrganizationId organization, long from) {
        try {
            return OrganizationTransaction.run(
                            database,
                            organization,
                            transaction -> Optional.ofNullable(Seals.from(transaction, organization, from)))
                    .orElse(null);
        } catch (SQLException e) {
            throw unreadable(organization, e);
        }
    }

    private static EventStoreException unreadable(OrganizationId organization, SQLException e) {
        return new EventStoreException(
                "cannot read the seals of organisation " + organization + ": " + e.getMessage(), e);
    }
}
