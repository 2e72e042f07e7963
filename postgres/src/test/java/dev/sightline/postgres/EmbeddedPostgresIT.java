package dev.sightline.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {

    @Test
    void keeps_data_and_password_between_starts(@TempDir Path folder) throws Exception {
        String password;
        try (EmbeddedPostgres first = EmbeddedPostgres.in(folder).start()) {
            password = first.password();
            execute(first, "CREATE TABLE kept (name text); INSERT INTO kept VALUES ('Zoë')");
        }
        assertThat(Files.getPosixFilePermissions(folder.resolve("password")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (EmbeddedPostgres second = EmbeddedPostgres.in(folder).start()) {
            assertThat(second.password()).isEqualTo(password);
            assertThat(value(second, "SELECT upper(name) FROM kept")).isEqualTo("ZOË");
            assertThat(value(second, "SHOW fsync")).isEqualTo("on");
        }
    }

    @Test
    void refuses_a_wrong_password(@TempDir Path folder) {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.in(folder).start()) {
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "guess"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void recovers_after_a_crash(@TempDir Path folder) throws Exception {
        EmbeddedPostgres first = EmbeddedPostgres.in(folder).start();
        execute(first, "CREATE TABLE kept AS SELECT 'here' AS name");
        first.crash();
        try (EmbeddedPostgres second = EmbeddedPostgres.in(folder).start()) {
            assertThat(value(second, "SELECT name FROM kept")).isEqualTo("here");
        }
    }

    @Test
    void refuses_a_folder_in_use(@TempDir Path folder) {
        try (EmbeddedPostgres first = EmbeddedPostgres.in(folder).start()) {
            assertThat(first.isRunning()).isTrue();
            assertThatThrownBy(() -> EmbeddedPostgres.in(folder).start())
                    .isInstanceOf(EmbeddedPostgresException.class)
                    .hasMessageContaining("in use by another running Sightline");
        }
    }

    @Test
    void says_that_a_given_port_is_taken(@TempDir Path folder) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedPostgres.in(folder)
                            .port(taken.getLocalPort())
                            .start())
                    .isInstanceOf(EmbeddedPostgresException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " is already in use");
        }
    }

    @Test
    void says_which_setting_is_wrong(@TempDir Path folder) {
        assertThatThrownBy(() -> EmbeddedPostgres.in(folder)
                        .option("shared_buffers", "a lot")
                        .start())
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("invalid value for parameter \"shared_buffers\"");
    }

    @Test
    void two_processes_may_unpack_at_once(@TempDir Path cache) throws Exception {
        List<Thread> unpackers = java.util.stream.IntStream.range(0, 2)
                .mapToObj(i -> Thread.ofPlatform().start(() -> Binaries.unpackInto(cache)))
                .toList();
        for (Thread unpacker : unpackers) {
            unpacker.join(Duration.ofMinutes(2));
        }
        try (var folders = Files.list(cache)) {
            assertThat(folders).hasSize(1);
        }
        assertThat(Binaries.unpackInto(cache).resolve("bin/postgres")).isExecutable();
    }

    /** A JVM killed with SIGKILL runs no shutdown hook: the kernel stops the server, or else the next start does. */
    @Test
    void a_killed_process_leaves_no_server_in_the_way(@TempDir Path folder) throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var output = process.inputReader()) {
            assertThat(output.readLine()).startsWith("jdbc:postgresql://127.0.0.1:");
        }
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.in(folder).start()) {
            assertThat(value(postgres, "SELECT name FROM kept")).isEqualTo("here");
        }
    }

    /** The process to be killed. */
    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            EmbeddedPostgres postgres =
                    EmbeddedPostgres.in(Path.of(arguments[0])).start();
            execute(postgres, "CREATE TABLE kept AS SELECT 'here' AS name");
            System.out.println(postgres.jdbcUrl());
            Thread.currentThread().join();
        }
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String value(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }
}
