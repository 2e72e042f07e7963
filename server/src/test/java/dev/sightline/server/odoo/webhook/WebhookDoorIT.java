package dev.sightline.server.odoo.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.ServerTest;
import dev.sightline.server.WebhookSignature;
import dev.sightline.server.platform.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may knock: secret, signature, age, and never twice. */
class WebhookDoorIT extends ServerTest {
    private static final String KEY = "a-signing-key-of-enough-length";
    private static final byte[] BODY = "{\"_model\": \"crm.lead\", \"_id\": 4}".getBytes(StandardCharsets.UTF_8);

    private WebhookDoor door;
    private OrganizationId organization;

    @BeforeEach
    void doors() {
        organization = organization().id();
        door = open(KEY);
    }

    private WebhookDoor open(String key) {
        return new WebhookDoor(new Secret("the-secret-of-the-address"), new Secret(key), transactions, clock);
    }

    @Test
    void onlyTheSecretOpens() {
        assertThat(door.knows("the-secret-of-the-address")).isTrue();
        assertThat(door.knows("the-secret-of-the-addres")).isFalse();
        assertThat(door.knows("")).isFalse();
        assertThat(new WebhookDoor(new Secret(""), new Secret(""), transactions, clock).knows(""))
                .isFalse();
    }

    @Test
    void withoutAKeyNoSignatureIsAsked() {
        assertThat(open("").accepts(organization, null, null, BODY)).isTrue();
    }

    @Test
    void aRightSignatureIsTakenOnce() throws Exception {
        String now = seconds(Duration.ZERO);
        assertThat(door.accepts(organization, now, WebhookSignature.of(now, BODY, KEY), BODY))
                .isTrue();
        assertThat(door.accepts(organization, now, WebhookSignature.of(now, BODY, KEY), BODY))
                .isFalse();
    }

    @Test
    void oldForeignAndChangedOnesAreRefused() throws Exception {
        String now = seconds(Duration.ZERO);
        String old = seconds(Duration.ofMinutes(-6));
        String early = seconds(Duration.ofMinutes(6));
        assertThat(door.accepts(organization, old, WebhookSignature.of(old, BODY, KEY), BODY))
                .isFalse();
        assertThat(door.accepts(organization, early, WebhookSignature.of(early, BODY, KEY), BODY))
                .isFalse();
        assertThat(door.accepts(organization, now, WebhookSignature.of(now, BODY, "another key"), BODY))
                .isFalse();
        assertThat(door.accepts(organization, now, WebhookSignature.of(now, BODY, KEY), new byte[] {'{', '}'}))
                .isFalse();
        assertThat(door.accepts(organization, now, null, BODY)).isFalse();
        assertThat(door.accepts(organization, null, WebhookSignature.of(now, BODY, KEY), BODY))
                .isFalse();
        assertThat(door.accepts(organization, "soon", "sha256=zz", BODY)).isFalse();
    }

    @Test
    void aWrongAddressIsNotThere() {
        Response response = post("/webhooks/odoo/main/wrong-secret", "{}", null);
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.code()).isEqualTo("not_found");
    }

    private String seconds(Duration ahead) {
        return Long.toString(clock.instant().plus(ahead).getEpochSecond());
    }
}
