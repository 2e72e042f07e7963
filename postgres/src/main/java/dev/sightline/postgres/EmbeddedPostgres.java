package dev.sightline.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running PostgreSQL 18 of this process's own, on 127.0.0.1 only, with a password (SCRAM) and UTF-8. It stops with
 * {@link #close()}, and where the machine allows ({@code setpriv}) also when this process is killed. Thread-safe.
 *
 * <pre>{@code
 * try (var postgres = EmbeddedPostgres.in(Path.of(".sightline/postgres")).start()) {
 *     DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
 * }
 * }</pre>
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** The database and the user that a new data folder begins with. */
    public static final String NAME = "sightline";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final int START_ATTEMPTS = 50;
    private static final Duration RETRY_WAIT = Duration.ofMillis(100);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

    private final DataFolder folder;
    private final String password;
    private final int port;
    private final Process process;
    private final CountDownLatch end;
    private final boolean temporary;
    private final Thread shutdown = new Thread(this::stop, "postgres-shutdown");

    private EmbeddedPostgres(
            DataFolder folder, String password, int port, Process process, CountDownLatch end, boolean temporary) {
        this.folder = folder;
        this.password = password;
        this.port = port;
        this.process = process;
        this.end = end;
        this.temporary = temporary;
    }

    /** A server whose data stay in {@code folder}; made at first use. */
    public static Builder in(Path folder) {
        return new Builder(folder.toAbsolutePath().normalize(), false);
    }

    /** A server in a new folder that {@link #close()} deletes, without fsync: for tests. */
    public static Builder temporary() {
        try {
            return new Builder(Files.createTempDirectory("sightline-postgres-"), true).withoutDurability();
        } catch (IOException e) {
            throw new EmbeddedPostgresException("no temporary folder: " + e, e);
        }
    }

    /** How to start. Not thread-safe. */
    public static final class Builder {
        private final Path root;
        private final boolean temporary;
        private final Map<String, String> options = new LinkedHashMap<>();
        private int port;
        private @Nullable Path cache;
        private boolean shutdownHook = true;

        private Builder(Path root, boolean temporary) {
            this.root = root;
            this.temporary = temporary;
        }

        /** A fixed port; 0 (default) for a free one. */
        public Builder port(int wanted) {
            this.port = wanted;
            return this;
        }

        /** A setting of postgresql.conf, such as {@code shared_buffers} = {@code 256MB}. */
        public Builder option(String name, String value) {
            if (!name.matches("[a-z][a-z0-9_.]*")) {
                throw new IllegalArgumentException("'" + name + "' is no name of a PostgreSQL setting");
            }
            options.put(name, value);
            return this;
        }

        /** Where the binaries are unpacked; default {@code ~/.cache/sightline}, else the temporary folder. */
        public Builder cacheFolder(Path folder) {
            this.cache = folder;
            return this;
        }

        /**
         * Leaves the end to whoever calls {@link EmbeddedPostgres#close}: hooks run beside each other, and one of this class would take
         * the database from those who still write at theirs.
         */
        public Builder withoutShutdownHook() {
            this.shutdownHook = false;
            return this;
        }

        /** Faster, and loses data when the machine or the database dies: for tests only. */
        public Builder withoutDurability() {
            return option("fsync", "off").option("synchronous_commit", "off").option("full_page_writes", "off");
        }

        /** With fsync again, for tests that kill the server. */
        public Builder withDurability() {
            return option("fsync", "on").option("synchronous_commit", "on").option("full_page_writes", "on");
        }

        /**
         * Starts and waits until connections are accepted.
         *
         * @throws EmbeddedPostgresException with a readable reason
         */
        public EmbeddedPostgres start() {
            Path binaries = Binaries.unpackInto(cache == null ? defaultCache() : cache);
            DataFolder folder = DataFolder.open(root);
            try {
                return launch(binaries, folder);
            } catch (RuntimeException e) {
                folder.close();
                throw e;
            }
        }

        private EmbeddedPostgres launch(Path binaries, DataFolder folder) {
            folder.stopOrphan();
            List<String> asNobody = Launch.asNobody();
            String password = folder.password();
            if (!folder.isInitialised()) {
                initialise(binaries, folder, asNobody);
            }
            List<String> prefix = new ArrayList<>(asNobody);
            prefix.addAll(Launch.endingWithThread());
            for (int attempt = 1; ; attempt++) {
                int chosen = port == 0 ? freePort() : port;
                EmbeddedPostgres postgres = spawn(binaries, folder, prefix, password, chosen);
                try {
                    postgres.awaitReady();
                    postgres.ensureDatabase();
                    if (shutdownHook) {
                        Runtime.getRuntime().addShutdownHook(postgres.shutdown);
                    }
                    return postgres;
                } catch (RuntimeException e) {
                    postgres.halt();
                    String log = Launch.tail(folder.log());
                    boolean taken = log.contains("could not bind");
                    if (taken && port != 0) {
                        throw new EmbeddedPostgresException("port " + port + " is already in use", e);
                    }
                    // A free port may be taken between looking and binding; the children of a killed server need a
                    // moment.
                    boolean passes = taken || log.contains("pre-existing shared memory block");
                    if (!passes || attempt == START_ATTEMPTS) {
                        throw e;
                    }
                    LockSupport.parkNanos(RETRY_WAIT.toNanos());
                }
            }
        }

        private EmbeddedPostgres spawn(
                Path binaries, DataFolder folder, List<String> prefix, String password, int chosen) {
            List<String> command = new ArrayList<>(prefix);
            command.add(binaries.resolve("bin/postgres").toString());
            command.addAll(List.of("-D", folder.data().toString(), "-p", Integer.toString(chosen)));
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("listen_addresses", "127.0.0.1");
            settings.put("unix_socket_directories", "");
            settings.put("max_connections", "200");
            settings.put("shared_buffers", "128MB");
            settings.putAll(options);
            settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
            CountDownLatch end = new CountDownLatch(1);
            Process process = Launch.fromLastingThread(command, folder.log().toFile(), end);
            return new EmbeddedPostgres(folder, password, chosen, process, end, temporary);
        }

        private static void initialise(Path binaries, DataFolder folder, List<String> asNobody) {
            try {
                Binaries.deleteTree(folder.data()); // an initdb that was killed half-way
            } catch (IOException e) {
                throw new EmbeddedPostgresException("the data folder cannot be cleared: " + e, e);
            }
            List<String> command = new ArrayList<>(asNobody);
            command.addAll(List.of(
                    binaries.resolve("bin/initdb").toString(),
                    "-D",
                    folder.data().toString(),
                    "-U",
                    NAME,
                    "-A",
                    "scram-sha-256",
                    "--pwfile=" + folder.passwordFile(),
                    "-E",
                    "UTF-8",
                    // The same order and case rules on every machine, whatever its C library.
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8"));
            Path output = folder.scratch("initdb.log");
            Launch.run(command, output, "preparing a new PostgreSQL in " + folder.data());
        }

        private static Path defaultCache() {
            Path home = Path.of(System.getProperty("user.home", "/nonexistent"));
            return Files.isWritable(home)
                    ? home.resolve(".cache/sightline")
                    : Path.of(System.getProperty("java.io.tmpdir"), "sightline-" + System.getProperty("user.name"));
        }

        private static int freePort() {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                throw new EmbeddedPostgresException("no free port: " + e, e);
            }
        }
    }

    public int port() {
        return port;
    }

    /** The address of database {@link #NAME}. */
    public String jdbcUrl() {
        return jdbcUrl(NAME);
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** The superuser of this server. */
    public String user() {
        return NAME;
    }

    public String password() {
        return password;
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** Kills the server as a power cut would (SIGKILL): for durability tests. The data folder is kept and free again. */
    public synchronized void crash() {
        process.destroyForcibly();
        DataFolder.ended(process.toHandle(), STOP_PATIENCE);
        end.countDown();
        folder.close();
    }

    /** Stops the server cleanly, waiting for open transactions to be rolled back. Does nothing when it is stopped. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdown);
        } catch (IllegalStateException e) {
            LOG.trace("already shutting down", e);
        }
        stop();
    }

    private synchronized void stop() {
        halt();
        folder.close();
        if (temporary) {
            try {
                folder.delete();
            } catch (IOException e) {
                LOG.warn("the temporary PostgreSQL leaves files behind: {}", e.toString());
            }
        }
    }

    private void halt() {
        if (process.isAlive()) {
            DataFolder.signal(process.toHandle(), "INT");
            if (!DataFolder.ended(process.toHandle(), STOP_PATIENCE)) {
                LOG.warn("PostgreSQL on port {} did not stop within {} and is killed", port, STOP_PATIENCE);
                process.destroyForcibly();
            }
        }
        end.countDown();
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (!folder.isReady(process.pid())) {
            try {
                if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
                    throw new EmbeddedPostgresException(
                            "PostgreSQL ended while starting: " + Launch.tail(folder.log()));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EmbeddedPostgresException("interrupted while PostgreSQL was starting", e);
            }
            if (System.nanoTime() > deadline) {
                throw new EmbeddedPostgresException("PostgreSQL was not ready after " + START_PATIENCE.toSeconds()
                        + " s: " + Launch.tail(folder.log()));
            }
        }
    }

    private void ensureDatabase() {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), NAME, password);
                Statement statement = connection.createStatement()) {
            try (var found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + NAME);
        } catch (SQLException e) {
            throw new EmbeddedPostgresException(
                    "PostgreSQL started but does not let its owner in: " + e.getMessage(), e);
        }
    }
}
