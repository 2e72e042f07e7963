package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which organisation's log has come how far: at once by NOTIFY, on one connection of its own, and in any case by
 * looking at the heads every now and then, which also finds new organisations. A lost connection costs no event: the
 * looking goes on, and the connection is made anew. Now and then everybody is woken whether or not there is news, for what
 * nobody has told, or heard, of.
 */
final class Wakeups {
    static final String CHANNEL = "sightline_events";

    private static final Logger LOG = LoggerFactory.getLogger(Wakeups.class);
    private static final int LISTEN_MILLIS = 200;
    private static final int ROUNDS_BETWEEN_CHECKS = 50;
    private static final int POLLS_BETWEEN_WAKING_ALL = 300;

    private final DataSource database;
    private final EngineSettings settings;
    private final Look firstLook;
    private final ObjLongConsumer<OrganizationId> heard;
    private final Runnable lost;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    /** What is looked at besides. */
    @FunctionalInterface
    interface Look {
        void at(Connection connection) throws SQLException;
    }

    /**
     * @param firstLook each time before the heads
     * @param lost is told each time that the database did not answer, perhaps as it went down and lost what it had in memory
     */
    Wakeups(
            DataSource database,
            EngineSettings settings,
            Look firstLook,
            ObjLongConsumer<OrganizationId> heard,
            Runnable lost) {
        this.database = database;
        this.settings = settings;
        this.firstLook = firstLook;
        this.heard = heard;
        this.lost = lost;
    }

    /** Once the transaction is committed, wakes all who work for the organisation, in every process, wherever they believe to be. */
    static void tellAll(Connection transaction, OrganizationId organization) throws SQLException {
        try (PreparedStatement notify = transaction.prepareStatement("SELECT pg_notify(?, ?)")) {
            notify.setString(1, CHANNEL);
            notify.setString(2, organization + ":" + Long.MAX_VALUE);
            notify.execute();
        }
    }

    void start() {
        threads.add(Thread.ofVirtual().name("projection-poll").start(this::poll));
        if (settings.listening()) {
            threads.add(Thread.ofVirtual().name("projection-listen").start(this::listen));
        }
    }

    void stop() {
        stopped.countDown();
    }

    /** Those to wait for after {@link #stop}: they give their connections back. */
    List<Thread> threads() {
        return threads;
    }

    private void poll() {
        boolean worked = true;
        int polls = 0;
        do {
            try {
                lookAtHeads(++polls % POLLS_BETWEEN_WAKING_ALL == 0);
                worked = true;
            } catch (Throwable e) {
                // An Error too: nobody would look in this thread's place.
                if (worked) {
                    LOG.warn("the heads of the log cannot be read; trying on: {}", e.getMessage());
                }
                worked = false;
                lost.run();
            }
        } while (!stoppedWithin(settings.pollEvery().toMillis()));
    }

    /**
     * One thread at a time, as what looks besides remembers what it saw.
     *
     * @param wakingAll those too who are at their heads
     */
    private synchronized void lookAtHeads(boolean wakingAll) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            firstLook.at(connection);
            try (Statement statement = connection.createStatement();
                    ResultSet heads =
                            statement.executeQuery("SELECT organization_id, last_position FROM event_log_heads")) {
                while (heads.next()) {
                    heard.accept(new OrganizationId(heads.getInt(1)), wakingAll ? Long.MAX_VALUE : heads.getLong(2));
                }
            }
        }
    }

    private void listen() {
        long wait = settings.firstRetry().toMillis();
        do {
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(true);
                try (Statement statement = connection.createStatement()) {
                    statement.execute("LISTEN " + CHANNEL);
                    wait = settings.firstRetry().toMillis();
                    lookAtHeads(true); // what was notified while nobody listened
                    hear(connection, statement);
                    statement.execute("UNLISTEN *"); // the pool gives the connection to others
                }
            } catch (Throwable e) {
                // An Error too, as in poll().
                lost.run();
                LOG.info("no notifications from the database, polling meanwhile: {}", e.getMessage());
                wait = Math.min(2 * wait, settings.longestRetry().toMillis());
            }
        } while (!stoppedWithin(Math.max(1, wait)));
    }

    private void hear(Connection connection, Statement statement) throws SQLException {
        for (int round = 1; stopped.getCount() > 0; round++) {
            PGNotification[] notifications = notifications(connection, statement);
            if (notifications != null) {
                for (PGNotification notification : notifications) {
                    hear(notification.getParameter());
                }
            } else if (round % ROUNDS_BETWEEN_CHECKS == 0) {
                statement.execute("SELECT 1"); // a connection that died silently shows it here
            }
        }
    }

    private static PGNotification[] notifications(Connection connection, Statement statement) throws SQLException {
        try {
            return connection.unwrap(PGConnection.class).getNotifications(LISTEN_MILLIS);
        } catch (SQLException e) {
            // A pool does not see what happens behind an unwrapped connection. A statement shows it that this one is
            // dead,
            // else an append would be given it next.
            try {
                statement.execute("SELECT 1");
            } catch (SQLException dead) {
                e.addSuppressed(dead);
            }
            throw e;
        }
    }

    private void hear(String message) {
        int colon = message.indexOf(':');
        try {
            heard.accept(
                    new OrganizationId(Integer.parseInt(message.substring(0, colon))),
                    Long.parseLong(message.substring(colon + 1)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            LOG.debug("somebody else's message on {}: {}", CHANNEL, message);
        }
    }

    private boolean stoppedWithin(long millis) {
        try {
            return stopped.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
