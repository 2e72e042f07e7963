package dev.sightline.server.odoo.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.ServerTest;
import dev.sightline.server.WebhookSignature;
import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.connections.Webhooks;
import dev.sightline.server.odoo.jobs.Sources;
import dev.sightline.server.platform.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Who may knock: secret, signature, age, and never twice. */
class WebhookDoorIT extends ServerTest {
    private static final String KEY = "a-signing-key-of-enough-length";
    private static final byte[] BODY = "{\"_model\": \"crm.lead\", \"_id\": 4}".getBytes(StandardCharsets.UTF_8);

    private static final String SECRET = "the-secret-of-the-address";

    @Autowired
    private Webhooks webhooks;

    @Autowired
    private Sources sources;

    private WebhookDoor door;
    private OrganizationId organization;

    @BeforeEach
    void doors() {
        organization = organization().id();
        // Nothing answers there, and nothing is asked: no sync runs by itself here.
        sources.connect(organization, new Endpoint(URI.create("http://127.0.0.1:9"), "acme", "me", "key"));
        door = open(SECRET, KEY);
    }

    @AfterEach
    void disconnected() {
        sources.disconnect(organization);
    }

    private WebhookDoor open(String secret, String key) {
        return new WebhookDoor(new Secret(secret), new Secret(key), webhooks, sources, transactions, clock);
    }

    private boolean accepts(@Nullable String timestamp, @Nullable String signature, byte[] body) {
        return door.accepts(organization, new Secret(KEY), timestamp, signature, body);
    }

    @Test
    void onlyTheSecretOpens() {
        assertThat(door.knows(organization, SECRET)).contains(new Secret(KEY));
        assertThat(door.knows(organization, "the-secret-of-the-addres")).isEmpty();
        assertThat(door.knows(organization, "")).isEmpty();
        assertThat(door.knows(null, SECRET)).isEmpty();
        assertThat(open("", "").knows(organization, "")).isEmpty();
    }

    @Test
    void theSecretOfTheSettingsIsForThoseThatReadTheirOdoo() {
        assertThat(door.knows(organization().id(), SECRET)).isEmpty();
    }

    @Test
    void whoHasAnAddressOfTheirOwnIsLetInByThatAlone() {
        Webhooks.Made first = webhooks.make(organization, false, TEST);
        assertThat(door.knows(organization, SECRET)).isEmpty();
        assertThat(door.knows(organization, first.secret().value())).contains(new Secret(""));

        Webhooks.Made second = webhooks.make(organization, true, TEST);
        assertThat(door.knows(organization, first.secret().value())).isEmpty();
        assertThat(door.knows(organization, second.secret().value())).contains(second.hmacKey());
        assertThat(second.hmacKey().isSet()).isTrue();

        OrganizationId other = organization().id();
        webhooks.make(other, false, TEST);
        assertThat(door.knows(other, second.secret().value())).isEmpty();

        webhooks.remove(organization, TEST);
        assertThat(door.knows(organization, second.secret().value())).isEmpty();
        assertThat(door.knows(organization, SECRET)).isPresent();
    }

    @Test
    void withoutAKeyNoSignatureIsAsked() {
        assertThat(door.accepts(organization, new Secret(""), null, null, BODY)).isTrue();
    }

    @Test
    void aRightSignatureIsTakenOnce() throws Exception {
        String now = seconds(Duration.ZERO);
        assertThat(accepts(now, WebhookSignature.of(now, BODY, KEY), BODY)).isTrue();
        assertThat(accepts(now, WebhookSignature.of(now, BODY, KEY), BODY)).isFalse();
    }

    @Test
    void oldForeignAndChangedOnesAreRefused() throws Exception {
        String now = seconds(Duration.ZERO);
        String old = seconds(Duration.ofMinutes(-6));
        String early = seconds(Duration.ofMinutes(6));
        assertThat(accepts(old, WebhookSignature.of(old, BODY, KEY), BODY)).isFalse();
        assertThat(accepts(early, WebhookSignature.of(early, BODY, KEY), BODY)).isFalse();
        assertThat(accepts(now, WebhookSignature.of(now, BODY, "another key"), BODY))
                .isFalse();
        assertThat(accepts(now, WebhookSignature.of(now, BODY, KEY), new byte[] {'{', '}'}))
                .isFalse();
        assertThat(accepts(now, null, BODY)).isFalse();
        assertThat(accepts(null, WebhookSignature.of(now, BODY, KEY), BODY)).isFalse();
        assertThat(accepts("soon", "sha256=zz", BODY)).isFalse();
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
