package dev.sightline.server.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import org.junit.jupiter.api.Test;

class ScreenFilesIT extends ServerTest {

    @Test
    void screens_are_answered_with_the_index() {
        for (String path : new String[] {"/", "/index.html", "/opportunities", "/opportunities/odoo-6", "/sign-in"}) {
            Response response = get(path, null);
            assertThat(response.status()).as(path).isEqualTo(200);
            assertThat(response.text()).as(path).contains("Sightline under test");
            assertThat(response.header("Cache-Control")).as(path).isEqualTo("no-cache");
            assertThat(response.header("Content-Type")).startsWith("text/html");
        }
    }

    @Test
    void hashed_files_may_be_kept() {
        Response response = get("/assets/app-1a2b3c4d.js", null);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Cache-Control")).isEqualTo("max-age=31536000, public, immutable");
        assertThat(response.header("Content-Type")).contains("javascript");
    }

    @Test
    void what_is_not_there_is_not_the_index() {
        for (String path : new String[] {
            "/assets/gone-00000000.js",
            "/favicon.xyz",
            "/webhooks/x",
            "/..%2fapplication.yaml",
            "/application.yaml",
            "/.well-known/x",
            "/metrics/x"
        }) {
            Response response = get(path, null);
            assertThat(response.status()).as(path).isBetween(400, 404);
            assertThat(response.text()).as(path).doesNotContain("<title>Sightline under test");
        }
    }
}
