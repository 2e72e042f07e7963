package dev.sightline.server.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.secret.MasterKey;
import dev.sightline.eventstore.secret.MasterKeys;
import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.eventstore.testkit.SettableClock;
import dev.sightline.eventstore.testkit.TestDatabase;
import dev.sightline.server.ServerDatabase;
import dev.sightline.server.mail.WaitingLetters.Taken;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.tenancy.OrganizationTransactions;
import dev.sightline.server.tenancy.TestTransactions;
import jakarta.mail.internet.MimeMessage;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** R1: a letter is sent when what it belongs to is committed, whatever is killed; the mail server is a real one. */
class OutboxIT {
    private static final TestDatabase DATABASE = ServerDatabase.fresh();
    private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");

    private final SettableClock clock = SettableClock.at(START);
    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final JdbcClient jdbc = JdbcClient.create(DATABASE.application());
    private final OrganizationTransactions transactions = TestTransactions.on(DATABASE.application());
    private final SecretBox box = box();
    private final Outbox outbox =
            new Outbox(transactions, box, true, "https://sightline.example.com", UUID::randomUUID, clock);
    private final WaitingLetters waiting = new WaitingLetters(transactions, jdbc, box, clock);
    private OrganizationId organization;

    @BeforeEach
    void anOrganization() {
        organization = new OrganizationId(JdbcClient.create(DATABASE.owner())
                .sql("""
                        INSERT INTO organizations (slug, name, currency, zone, fiscal_year_start, created_at)
                        VALUES (:slug, 'Acme', 'EUR', 'UTC', 1, now()) RETURNING organization_id
                        """)
                .param("slug", "o-" + UUID.randomUUID())
                .query(Integer.class)
                .single());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @Test
    void sends_what_is_committed_and_nothing_else() throws Exception {
        UUID id = outbox.put(organization, letter("Grüße\r\nBcc: spy@example.com", START.plusSeconds(3600)));
        try {
            transactions.write(organization, client -> {
                outbox.put(organization, letter("Never", START.plusSeconds(3600)));
                throw new IllegalStateException("it was not to be");
            });
        } catch (IllegalStateException expected) {
            assertThat(expected).hasMessage("it was not to be");
        }
        postman(port()).round();
        MimeMessage[] received = server.getReceivedMessages();
        assertThat(received).hasSize(1);
        assertThat(received[0].getSubject()).isEqualTo("Grüße Bcc: spy@example.com");
        assertThat(received[0].getAllRecipients()).hasSize(1);
        assertThat(received[0].getFrom()[0].toString()).isEqualTo("sightline@example.com");
        assertThat(received[0].getHeader("Message-ID")[0]).isEqualTo("<" + id + "@example.com>");
        assertThat(String.valueOf(received[0].getContent())).contains("https://sightline.example.com/x");
        assertThat(outbox.deliveries(organization, List.of(id))).isEqualTo(Map.of(id, Delivery.SENT));
        postman(port()).round();
        assertThat(server.getReceivedMessages()).hasSize(1);
    }

    @Test
    void a_server_that_is_killed_while_it_sends_leaves_the_letter_to_the_next() {
        outbox.put(organization, letter("Hello", START.plusSeconds(3600)));
        // Taken, and then nothing more is heard of whoever took it.
        assertThat(waiting.take(organization)).isPresent();
        postman(port()).round();
        assertThat(server.getReceivedMessages()).isEmpty();
        clock.advance(WaitingLetters.TAKEN.plusSeconds(1));
        postman(port()).round();
        assertThat(server.getReceivedMessages()).hasSize(1);
    }

    @Test
    void tries_again_later_and_later_while_the_mail_server_is_away() {
        int port = port();
        server.stop();
        UUID id = outbox.put(organization, letter("Hello", START.plusSeconds(3600)));
        postman(port).round();
        assertThat(due()).isFalse();
        clock.advance(Duration.ofSeconds(31));
        assertThat(due()).isTrue();
        postman(port).round();
        clock.advance(Duration.ofSeconds(31));
        assertThat(due()).isFalse();
        clock.advance(Duration.ofSeconds(31));
        assertThat(due()).isTrue();
        server.start();
        postman(port()).round();
        assertThat(server.getReceivedMessages()).hasSize(1);
        assertThat(outbox.deliveries(organization, List.of(id))).containsEntry(id, Delivery.SENT);
        assertThat(WaitingLetters.waitAfter(1)).isEqualTo(Duration.ofSeconds(30));
        assertThat(WaitingLetters.waitAfter(50)).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void gives_up_what_would_come_too_late_and_keeps_no_text_of_it() {
        UUID late = outbox.put(organization, letter("Too late", START.plusSeconds(60)));
        clock.advance(Duration.ofSeconds(61));
        postman(port()).round();
        assertThat(server.getReceivedMessages()).isEmpty();
        assertThat(outbox.deliveries(organization, List.of(late))).containsEntry(late, Delivery.FAILED);

        int port = port();
        server.stop();
        UUID away = outbox.put(organization, letter("Away", clock.instant().plusSeconds(20)));
        postman(port).round();
        assertThat(outbox.deliveries(organization, List.of(away))).containsEntry(away, Delivery.FAILED);
        assertThat(transactions.<Long>read(
                        organization,
                        client -> client.sql("SELECT count(*) FROM mail_outbox WHERE body IS NOT NULL")
                                .query(Long.class)
                                .single()))
                .isZero();
    }

    @Test
    void a_letter_of_a_lost_master_key_does_not_stop_the_others() {
        Outbox lost = new Outbox(transactions, box(), true, "", UUID::randomUUID, clock);
        UUID unreadable = lost.put(organization, letter("Lost", START.plusSeconds(3600)));
        clock.advance(Duration.ofSeconds(1));
        UUID fine = outbox.put(organization, letter("Fine", START.plusSeconds(3600)));
        postman(port()).round();
        assertThat(outbox.deliveries(organization, List.of(unreadable, fine)))
                .isEqualTo(Map.of(unreadable, Delivery.FAILED, fine, Delivery.SENT));
    }

    @Test
    void what_went_to_somebody_who_is_forgotten_is_forgotten() {
        UUID id = outbox.put(organization, letter("Hello", START.plusSeconds(3600)));
        transactions.write(organization, client -> {
            waiting.erase(client, organization, Set.of("me@example.com"));
            return true;
        });
        assertThat(outbox.deliveries(organization, List.of(id))).isEmpty();
    }

    @Test
    void an_insecure_connection_is_refused_where_a_secure_one_is_asked_for() {
        UUID id = outbox.put(organization, letter("Hello", START.plusSeconds(3600)));
        new Postman(outbox, waiting, new MailServer(smtp(port(), "starttls")), clock, false).round();
        assertThat(server.getReceivedMessages()).isEmpty();
        assertThat(outbox.deliveries(organization, List.of(id))).containsEntry(id, Delivery.WAITING);
    }

    @Test
    void its_words_hold_no_secret() {
        assertThat(smtp(25, "none").toString()).doesNotContain("hidden");
        assertThat(letter("Subject", START).toString()).isEqualTo("Letter");
        Taken taken = new Taken(organization, UUID.randomUUID(), letter("Subject", START), 1);
        assertThat(taken.toString()).doesNotContain("example.com");
    }

    private boolean due() {
        return waiting.organizations().contains(organization);
    }

    private Postman postman(int port) {
        SightlineSettings.Smtp open =
                new SightlineSettings.Smtp("127.0.0.1", port, "", new Secret(""), "sightline@example.com", "none");
        return new Postman(outbox, waiting, new MailServer(open), clock, false);
    }

    private int port() {
        return server.getSmtp().getPort();
    }

    private static SightlineSettings.Smtp smtp(int port, String security) {
        return new SightlineSettings.Smtp(
                "127.0.0.1", port, "sightline", new Secret("hidden"), "sightline@example.com", security);
    }

    private static Letter letter(String subject, Instant goodUntil) {
        return new Letter("Me@example.com", subject, "Open https://sightline.example.com/x", goodUntil);
    }

    private static SecretBox box() {
        SecureRandom random = new SecureRandom();
        return new SecretBox(new MasterKeys(MasterKey.ofBase64(MasterKey.generate(random)), List.of()), random);
    }
}
