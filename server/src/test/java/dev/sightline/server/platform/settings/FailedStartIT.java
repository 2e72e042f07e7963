package dev.sightline.server.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sightline.eventstore.testkit.TestDatabase;
import dev.sightline.server.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is said on the terminal, where a real process does not start or the database turns it away. */
class FailedStartIT {
    @AutoClose
    private final TestDatabase database = TestDatabase.fresh("empty", connection -> {});

    @TempDir
    private Path home;

    private ServerProcess.Ended start(Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of("SIGHTLINE_HOME", home.toString(), "SIGHTLINE_PORT", "0"));
        all.putAll(settings);
        return ServerProcess.run(all, "", "serve");
    }

    @Test
    void aWrongSettingIsOneLineAndNothingIsBegun() throws Exception {
        ServerProcess.Ended ended = start(Map.of("SIGHTLINE_SYNC_INTERVAL", "often"));

        assertThat(ended.exitCode()).isOne();
        assertThat(ended.err())
                .isEqualTo("sightline: cannot start: SIGHTLINE_SYNC_INTERVAL must be a length of time, such as 30s, 5m"
                        + " or 1h, not 'often'.\n");
        assertThat(ended.out()).isEmpty();
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void aPortThatIsTakenIsOneLine() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ServerProcess.Ended ended = start(Map.of(
                    "SIGHTLINE_PORT", Integer.toString(other.getLocalPort()),
                    "SIGHTLINE_DATABASE_URL", database.jdbcUrl(),
                    "SIGHTLINE_DATABASE_USER", database.user(),
                    "SIGHTLINE_DATABASE_PASSWORD", database.password()));

            assertThat(ended.exitCode()).isOne();
            assertThat(ended.err())
                    .isEqualTo("sightline: cannot start: port " + other.getLocalPort()
                            + " is taken by another program: end that one, or set SIGHTLINE_PORT.\n");
        }
    }

    @Test
    void whatTheDatabaseRefusesIsSaidWithTheSettingThatMendsIt() {
        JdbcClient.create(database.owner())
                .sql("DROP ROLE IF EXISTS poor; CREATE ROLE poor LOGIN PASSWORD 'poor'")
                .update();

        assertThat(refusal(database.jdbcUrl(), database.user(), "wrong"))
                .isEqualTo("SIGHTLINE_DATABASE_USER and SIGHTLINE_DATABASE_PASSWORD must be what the database knows: "
                        + "FATAL: password authentication failed for user \"sightline\"");
        assertThat(refusal(database.jdbcUrl() + "_gone", database.user(), database.password()))
                .startsWith("SIGHTLINE_DATABASE_URL must name a database that exists; make it with CREATE DATABASE: ");
        assertThat(refusal("jdbc:postgresql://127.0.0.1:1/sightline", database.user(), database.password()))
                .startsWith("SIGHTLINE_DATABASE_URL must lead to a PostgreSQL that answers: ");
        assertThat(refusal(database.jdbcUrl(), "poor", "poor"))
                .startsWith("SIGHTLINE_DATABASE_USER must own the database and may create roles: ");
    }

    /** Migrates as the start does. */
    private static String refusal(String url, String user, String password) {
        Throwable refused = catchThrowable(() -> Flyway.configure()
                .dataSource(url, user, password)
                .locations("classpath:dev/sightline/eventstore/db", "classpath:db/migration")
                .load()
                .migrate());
        String line = FailedStart.explain(refused);
        assertThat(line).as(String.valueOf(refused)).isNotNull().hasLineCount(1).doesNotContain("Exception");
        return String.valueOf(line);
    }

    @Test
    void aFolderThatIsInUseIsOneLine() throws IOException, InterruptedException {
        Map<String, String> settings = Map.of("SIGHTLINE_HOME", home.toString(), "SIGHTLINE_PORT", "0");
        try (ServerProcess first = ServerProcess.serve(settings)) {
            assertThat(first.url()).startsWith("http://127.0.0.1:");

            ServerProcess.Ended second = ServerProcess.run(settings, "", "serve");

            assertThat(second.exitCode()).isOne();
            assertThat(second.err())
                    .startsWith("sightline: cannot start: ")
                    .hasLineCount(1)
                    .contains(home.toString());
        }
    }
}
