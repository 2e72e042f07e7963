package dev.sightline.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.postgresql.PGStatement;

/** Events through a server-side cursor: any number of them, one page in memory. Confined to one thread. */
final class EventCursor extends AbstractSpliterator<RecordedEvent> {
    private final OrganizationId organization;
    private final Connection connection;
    private final PreparedStatement query;
    private final ResultSet rows;
    private long lastPosition;

    private EventCursor(OrganizationId organization, Connection connection, PreparedStatement query, ResultSet rows) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE);
        this.organization = organization;
        this.connection = connection;
        this.query = query;
        this.rows = rows;
    }

    static Stream<RecordedEvent> open(DataSource database, OrganizationId organization, EventFilter filter, int page)
            throws SQLException {
        Connection connection = database.getConnection();
        try {
            connection.setAutoCommit(false); // or the driver would fetch everything at once
            OrganizationTransaction.enter(connection, organization);
            PreparedStatement query = LogReader.query(connection, organization, filter, Long.MAX_VALUE);
            query.setFetchSize(page);
            // In binary from the first page on; the driver would wait until the statement was run some times.
            query.unwrap(PGStatement.class).setPrepareThreshold(-1);
            EventCursor cursor = new EventCursor(organization, connection, query, query.executeQuery());
            return StreamSupport.stream(cursor, false).onClose(cursor::close);
        } catch (SQLException | RuntimeException e) {
            try (connection) {
                OrganizationTransaction.rollBack(connection, e);
            }
            throw e;
        }
    }

    @Override
    public boolean tryAdvance(Consumer<? super RecordedEvent> action) {
        try {
            if (!rows.next()) {
                return false;
            }
            RecordedEvent event = LogReader.event(organization, rows);
            lastPosition = event.position();
            action.accept(event);
            return true;
        } catch (SQLException e) {
            throw new EventStoreException(
                    "reading organisation " + organization + " broke off after position " + lastPosition + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private void close() {
        try (connection;
                query) {
            connection.rollback();
        } catch (SQLException e) {
            throw new EventStoreException("a cursor of organisation " + organization + " cannot be closed", e);
        }
    }
}
