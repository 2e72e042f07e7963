package dev.sightline.server.mail;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.eventstore.secret.UnreadableSecret;
import dev.sightline.server.platform.PersonalCopies;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The letters of the outbox that are to be sent, and what became of them. Thread-safe, on any number of servers. */
@Component
class WaitingLetters implements PersonalCopies {
    /** For how long a letter that one server has taken is left alone by others. Longer than any try takes. */
    static final Duration TAKEN = Duration.ofMinutes(5);
    /** For how long it is known what became of a letter. */
    static final Duration REMEMBERED = Duration.ofDays(30);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(30);

    private final OrganizationTransactions transactions;
    private final JdbcClient jdbc;
    private final SecretBox box;
    private final Clock clock;

    WaitingLetters(OrganizationTransactions transactions, JdbcClient jdbc, SecretBox box, Clock clock) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.box = box;
        this.clock = clock;
    }

    /**
     * @param letter null where it does not open, because the master key that it was enclosed with is gone
     * @param attempt 1 for the first
     */
    record Taken(
            OrganizationId organization, UUID id, @Nullable Letter letter, int attempt) {}

    /** Organisations with a letter that is due. */
    List<OrganizationId> organizations() {
        return jdbc
                .sql("SELECT organizations_with_mail_due(:now)")
                .param("now", now())
                .query(Integer.class)
                .list()
                .stream()
                .map(OrganizationId::new)
                .toList();
    }

    /** The one that is due the longest, for the caller alone to send; committed before it is sent. */
    Optional<Taken> take(OrganizationId organization) {
        return transactions.write(
                organization,
                client -> client.sql("""
                        UPDATE mail_outbox SET attempts = attempts + 1, next_attempt_at = :taken
                        WHERE organization_id = :organization AND mail_id = (
                            SELECT mail_id FROM mail_outbox
                            WHERE organization_id = :organization AND next_attempt_at <= :now
                            ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING mail_id, recipient, subject, body, good_until, attempts
                        """)
                        .param("organization", organization.value())
                        .param("now", now())
                        .param("taken", at(clock.instant().plus(TAKEN)))
                        .query((row, number) -> {
                            UUID id = row.getObject("mail_id", UUID.class);
                            return new Taken(organization, id, letter(organization, id, row), row.getInt("attempts"));
                        })
                        .optional());
    }

    private @Nullable Letter letter(OrganizationId organization, UUID id, ResultSet row) throws SQLException {
        try {
            byte[] text = box.open(organization, Outbox.purpose(id), row.getBytes("body"));
            return new Letter(
                    row.getString("recipient"),
                    row.getString("subject"),
                    new String(text, StandardCharsets.UTF_8),
                    row.getObject("good_until", OffsetDateTime.class).toInstant());
        } catch (UnreadableSecret e) {
            return null;
        }
    }

    void sent(Taken taken) {
        done(taken, "sent_at", null);
    }

    void giveUp(Taken taken, String problem) {
        done(taken, "given_up_at", problem);
    }

    /** Waits longer each time; gives up where the letter would come too late. */
    void tryAgain(Taken taken, Instant goodUntil, String problem) {
        Instant next = clock.instant().plus(waitAfter(taken.attempt));
        if (next.isAfter(goodUntil)) {
            giveUp(taken, problem);
            return;
        }
        transactions.write(
                taken.organization,
                client -> client.sql("""
                        UPDATE mail_outbox SET next_attempt_at = :next, problem = :problem
                        WHERE organization_id = :organization AND mail_id = :id AND body IS NOT NULL
                        """)
                        .param("next", at(next))
                        .param("problem", problem)
                        .param("organization", taken.organization.value())
                        .param("id", taken.id)
                        .update());
    }

    static Duration waitAfter(int attempt) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(attempt - 1, 10));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private void done(Taken taken, String column, @Nullable String problem) {
        transactions.write(taken.organization, client -> {
            client.sql("""
                            UPDATE mail_outbox SET %s = :now, body = NULL, next_attempt_at = NULL, problem = :problem
                            WHERE organization_id = :organization AND mail_id = :id
                            """.formatted(column))
                    .param("now", now())
                    .param("problem", problem)
                    .param("organization", taken.organization.value())
                    .param("id", taken.id)
                    .update();
            return client.sql("""
                            DELETE FROM mail_outbox
                            WHERE organization_id = :organization AND body IS NULL AND created_at < :old
                            """)
                    .param("organization", taken.organization.value())
                    .param("old", at(clock.instant().minus(REMEMBERED)))
                    .update();
        });
    }

    @Override
    public void erase(JdbcClient client, OrganizationId organization, Set<String> addresses) {
        client.sql("""
                        DELETE FROM mail_outbox WHERE organization_id = :organization AND lower(recipient) = ANY (:addresses)
                        """)
                .param("organization", organization.value())
                .param("addresses", addresses.toArray(String[]::new))
                .update();
    }

    private OffsetDateTime now() {
        return at(clock.instant());
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
