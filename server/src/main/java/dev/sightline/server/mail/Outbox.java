package dev.sightline.server.mail;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.server.platform.Ids;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Where letters are put that are to be sent. Thread-safe.
 *
 * <p>A letter is a row of the transaction that puts it there, so it is sent if and only if that one commits; at least once, and twice
 * only where a server is killed between the mail server's word and its own note of it.
 */
public class Outbox {
    private final OrganizationTransactions transactions;
    private final SecretBox box;
    private final boolean sends;
    private final String site;
    private final Ids ids;
    private final Clock clock;

    /**
     * @param sends whether there is a mail server
     * @param site where people open Sightline, without a slash at its end
     */
    Outbox(OrganizationTransactions transactions, SecretBox box, boolean sends, String site, Ids ids, Clock clock) {
        this.transactions = transactions;
        this.box = box;
        this.sends = sends;
        this.site = site;
        this.ids = ids;
        this.clock = clock;
    }

    /** Whether there is a mail server. Where there is none, say so, and hand the link to whoever asks for it. */
    public boolean sends() {
        return sends;
    }

    /** The address of a page for people to open, where there is a mail server. */
    public String page(String path) {
        return site + path;
    }

    /**
     * In the transaction that is under way, or else in one of its own.
     *
     * @return the letter's id, for {@link #deliveries}
     * @throws IllegalStateException where there is no mail server
     */
    public UUID put(OrganizationId organization, Letter letter) {
        if (!sends()) {
            throw new IllegalStateException("there is no mail server to send by");
        }
        UUID id = ids.next();
        // Enclosed: the links in it let people in, and whoever reads a backup must not get in by them.
        byte[] body = box.enclose(organization, purpose(id), letter.text().getBytes(StandardCharsets.UTF_8));
        return transactions.write(organization, jdbc -> {
            jdbc.sql("""
                            INSERT INTO mail_outbox (organization_id, mail_id, recipient, subject, body, created_at, good_until,
                                next_attempt_at)
                            VALUES (:organization, :id, :recipient, :subject, :body, :now, :until, :now)
                            """)
                    .param("organization", organization.value())
                    .param("id", id)
                    .param("recipient", letter.to())
                    .param("subject", letter.subject())
                    .param("body", body)
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .param("until", letter.goodUntil().atOffset(ZoneOffset.UTC))
                    .update();
            return id;
        });
    }

    /** How far letters have come; those that are forgotten are left out. */
    public Map<UUID, Delivery> deliveries(OrganizationId organization, Collection<UUID> letters) {
        if (letters.isEmpty()) {
            return Map.of();
        }
        return transactions.read(organization, jdbc -> {
            Map<UUID, Delivery> found = new HashMap<>();
            jdbc.sql("""
                            SELECT mail_id, sent_at IS NOT NULL AS sent, given_up_at IS NOT NULL AS failed FROM mail_outbox
                            WHERE organization_id = :organization AND mail_id = ANY (CAST(:ids AS uuid[]))
                            """)
                    .param("organization", organization.value())
                    .param("ids", letters.stream().map(UUID::toString).toArray(String[]::new))
                    .query(row -> {
                        found.put(
                                row.getObject("mail_id", UUID.class),
                                row.getBoolean("sent")
                                        ? Delivery.SENT
                                        : row.getBoolean("failed") ? Delivery.FAILED : Delivery.WAITING);
                    });
            return found;
        });
    }

    static String purpose(UUID letter) {
        return "mail/" + letter;
    }
}
