package dev.sightline.server.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Role;
import dev.sightline.server.platform.OwnerDatabase;
import dev.sightline.server.tenancy.Organization;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What nobody foresaw is logged with the request that met it, and without what stood in its address. */
@ExtendWith(OutputCaptureExtension.class)
class LogLinesIT extends ServerTest {
    @Autowired
    private OwnerDatabase owner;

    @Test
    void a_webhook_that_the_database_fails_leaves_no_secret_behind(CapturedOutput output) {
        Organization organization = organization();
        String secret = "secret-in-the-address-" + UUID.randomUUID();
        String request = UUID.randomUUID().toString();

        Response failed = without(
                "odoo_webhooks",
                () -> post(
                        "/webhooks/odoo/" + organization.slug() + "/" + secret, "{}", null, "X-Request-Id", request));

        assertThat(failed.status()).isEqualTo(500);
        assertThat(line(output, request))
                .contains("[" + request + "] ", "ERROR", "POST /webhooks/odoo/{integration}/{secret} failed");
        assertThat(output.getAll()).doesNotContain(secret);
    }

    @Test
    void an_export_that_fails_in_another_thread_is_of_the_request_that_asked_for_it(CapturedOutput output) {
        Organization organization = organization();
        String platform = signIn(account(organizations.own(), Role.SUPER_ADMIN));
        String request = UUID.randomUUID().toString();

        without(
                "api_keys",
                () -> get(
                        "/api/v2/organizations/" + organization.slug() + "/export", platform, "X-Request-Id", request));

        assertThat(line(output, request)).contains("GET /api/v2/organizations/{slug}/export failed");
    }

    private static String line(CapturedOutput output, String request) {
        return output.getAll()
                .lines()
                .filter(line -> line.contains(request))
                .filter(line -> line.contains(" failed"))
                .findFirst()
                .orElse("no line of " + request);
    }

    private Response without(String table, Supplier<Response> ask) {
        JdbcClient database = JdbcClient.create(owner.connections());
        database.sql("ALTER TABLE " + table + " RENAME TO taken_away").update();
        try {
            return ask.get();
        } finally {
            database.sql("ALTER TABLE taken_away RENAME TO " + table).update();
        }
    }
}
