package dev.sightline.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerProcess;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server with an embedded PostgreSQL does last, when somebody stops it. */
class StoppedServerIT {
    @TempDir
    private Path home;

    private ServerProcess.Ended run(String input, String... words) throws Exception {
        return ServerProcess.run(Map.of("SIGHTLINE_HOME", home.toString()), input, words);
    }

    @Test
    void it_seals_what_is_not_sealed_yet_before_its_database_goes() throws Exception {
        ServerProcess.Ended added =
                run("correct horse battery", "user", "add", "admin@example.com", "--role", "ADMIN", "--password-stdin");
        assertThat(added.exitCode()).as(added.err()).isZero();
        Path dump = home.resolve("log.txt");
        ServerProcess.serve(Map.of("SIGHTLINE_HOME", home.toString())).close();

        ServerProcess.Ended dumped = run("", "dump", dump.toString());
        assertThat(dumped.exitCode()).as(dumped.err()).isZero();
        ServerProcess.Ended verified = run(
                "",
                "verify",
                dump.toString(),
                "--key",
                home.resolve("keys").resolve("seal.pub.pem").toString());
        assertThat(verified.exitCode()).as(verified.err()).isZero();
        assertThat(verified.out()).startsWith("Sound up to position").doesNotContain("not sealed yet");
    }
}
