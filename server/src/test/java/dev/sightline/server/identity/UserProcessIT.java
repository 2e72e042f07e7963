package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code user} at the terminal: before there is a server, beside one that runs, and after it. */
class UserProcessIT {
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    private Path home;

    private ServerProcess.Ended user(String input, String... words) throws Exception {
        String[] all = new String[words.length + 1];
        all[0] = "user";
        System.arraycopy(words, 0, all, 1, words.length);
        return ServerProcess.run(Map.of("SIGHTLINE_HOME", home.toString()), input, all);
    }

    private static int signIn(ServerProcess server, String email) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/api/v2/session"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("""
                            {"email": "%s", "password": "%s"}""".formatted(email, PASSWORD)))
                    .build();
            return http.send(request, BodyHandlers.ofString()).statusCode();
        }
    }

    @Test
    void accountsAreKeptWithAndWithoutAServer() throws Exception {
        ServerProcess.Ended before = user(PASSWORD, "add", "first@example.com", "--role", "ADMIN", "--password-stdin");
        assertThat(before.err()).isEmpty();
        assertThat(before.exitCode()).isZero();

        try (ServerProcess server = ServerProcess.serve(Map.of("SIGHTLINE_HOME", home.toString()))) {
            assertThat(signIn(server, "first@example.com")).isEqualTo(200);

            ServerProcess.Ended beside =
                    user(PASSWORD, "add", "second@example.com", "--role", "CEO", "--password-stdin");
            assertThat(beside.err()).isEmpty();
            assertThat(beside.exitCode()).isZero();
            assertThat(signIn(server, "second@example.com")).isEqualTo(200);

            assertThat(user("", "disable", "first@example.com").exitCode()).isZero();
            assertThat(signIn(server, "first@example.com")).isEqualTo(401);
        }

        ServerProcess.Ended after = user("", "list");
        assertThat(after.err()).isEmpty();
        assertThat(after.out())
                .containsPattern("first@example.com +ADMIN +disabled")
                .containsPattern("second@example.com +CEO +active");
        ServerProcess.Ended wrong = user("", "frob");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err())
                .startsWith("sightline: 'user frob' is not known")
                .contains("user add EMAIL");
    }
}
