package dev.sightline.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners how far logs have come, behind the appends' backs. PostgreSQL lets only one transaction that notifies commit at
 * a time, in the whole cluster: a thousand organisations would queue for each other's flushes to disk. So appends say it here, and
 * what was said meanwhile goes out in one transaction, which need not be flushed.
 *
 * <p>What is lost with the process was only to save waiting: whoever listens also looks from time to time. There is a thread
 * while there is something to tell. Thread-safe.
 */
final class Announcements {
    /** Is notified of {@code organisation:position}. */
    static final String CHANNEL = "sightline_events";

    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
    /** Between two transactions, so that a flood of appends makes no flood of these. */
    private static final Duration PAUSE = Duration.ofMillis(1);

    private static final String NOTIFY = """
            SELECT set_config('synchronous_commit', 'off', true), pg_notify(?, said) FROM unnest(?::text[]) AS said
            """;

    private final DataSource database;
    private final ReentrantLock mutex = new ReentrantLock();
    private Map<OrganizationId, Long> waiting = new HashMap<>();
    private boolean telling;

    Announcements(DataSource database) {
        this.database = database;
    }

    static String text(OrganizationId organization, long position) {
        return organization + ":" + position;
    }

    /** The organisation's log has come to the position: committed. Returns at once. */
    void tell(OrganizationId organization, long position) {
        mutex.lock();
        try {
            waiting.merge(organization, position, Math::max);
            if (telling) {
                return;
            }
            telling = true;
        } finally {
            mutex.unlock();
        }
        Thread.ofVirtual().name("announcements").start(this::tellAll);
    }

    private void tellAll() {
        Map<OrganizationId, Long> taken = take();
        while (!taken.isEmpty()) {
            try {
                tell(taken);
            } catch (SQLException | RuntimeException e) {
                LOG.debug("listeners were not told of {} logs: {}", taken.size(), e.toString());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            taken = take();
        }
    }

    /** Empty: this thread's work is done, and the next to tell starts another. */
    private Map<OrganizationId, Long> take() {
        mutex.lock();
        try {
            Map<OrganizationId, Long> taken = waiting;
            waiting = new HashMap<>();
            telling = !taken.isEmpty();
            return taken;
        } finally {
            mutex.unlock();
        }
    }

    private void tell(Map<OrganizationId, Long> positions) throws SQLException {
        String[] said = positions.entrySet().stream()
                .map(entry -> text(entry.getKey(), entry.getValue()))
                .toArray(String[]::new);
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            try (PreparedStatement notify = connection.prepareStatement(NOTIFY)) {
                notify.setString(1, CHANNEL);
                notify.setArray(2, connection.createArrayOf("text", said));
                notify.execute();
            }
        }
    }
}
