package dev.sightline.server.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.RawConnection;
import dev.sightline.server.identity.Role;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ways out of the folder of the screens' files, and out of the ids of the API. Sent as they stand: clients would tidy them up. */
class PathTraversalIT extends AttackTest {
    /** What is beside the files of the screens: settings, migrations, classes, and what every machine has. */
    private static final List<String> WANTED = List.of(
            "application.yaml",
            "db/migration/V011__accounts.sql",
            "META-INF/MANIFEST.MF",
            "WEB-INF/web.xml",
            "etc/passwd");

    private static final List<String> WAYS = List.of(
            "/../",
            "/../../../../../../",
            "/%2e%2e/",
            "/%2e%2e%2f",
            "/..%2f",
            "/..%5c",
            "/%5c..%5c",
            "/..;/",
            "/..;x=y/",
            "/....//",
            "/%252e%252e/",
            "/%252e%252e%252f",
            "/%c0%ae%c0%ae/",
            "/%c0%ae%c0%ae%c0%af",
            "/%uff0e%uff0e/",
            "/%00/../",
            "/./../",
            "//",
            "///",
            "/file:/",
            "/file:///",
            "/classpath:/",
            "/jar:file:/",
            "/static/../");

    @Test
    void no_file_but_the_screens_own_is_given_out() throws IOException {
        for (String folder : List.of("", "/assets", "/assets/x", "/.well-known", "/api/v2", "/webhooks/odoo/x")) {
            for (String way : WAYS) {
                for (String wanted : WANTED) {
                    String path = folder + way + wanted;
                    String answer = ask(path, "");
                    int status = RawConnection.status(answer);
                    if (status == 200) {
                        // Taken for the address of a screen.
                        assertThat(answer).as(path).contains("<title>Sightline under test");
                    } else {
                        assertThat(status).as(path).isIn(400, 401, 404, 405);
                    }
                    assertThat(answer)
                            .as(path)
                            .doesNotContain("CREATE TABLE", "SIGHTLINE_", "root:", "Manifest-Version", "<web-app");
                }
            }
        }
    }

    @Test
    void an_id_is_an_id_and_no_way_elsewhere() throws IOException {
        String token = signIn(account(organization(), Role.ADMIN));
        for (String list : List.of("opportunities", "accounts", "members", "api-keys", "sync/jobs", "sessions")) {
            for (String way : WAYS) {
                // To a list that the same person may read: were it followed, it would answer 200.
                String path = "/api/v2/" + list + "/x" + way + "v2/session";
                String answer = ask(path, "Authorization: Bearer " + token + "\r\n");
                assertThat(RawConnection.status(answer)).as(path).isIn(400, 404, 405);
                assertThat(answer).as(path).contains("application/problem+json").doesNotContain("account_id");
            }
        }
    }

    private String ask(String path, String headers) throws IOException {
        try (RawConnection connection = RawConnection.to(address("/"))) {
            return connection
                    .send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "Connection: close\r\n\r\n")
                    .all();
        }
    }
}
