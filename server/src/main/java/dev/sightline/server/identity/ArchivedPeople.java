package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;

/** Ends the sessions of people whom the source has archived. Stateless. */
public final class ArchivedPeople {
    private ArchivedPeople() {}

    /**
     * Ends the sessions of the accounts of these people, in the caller's transaction. That an account gets in no more is not
     * decided here but looked up with each request; this sees to it that an old session does not come back with the person.
     *
     * @param people person ids; {@code emails}: their addresses in lower case, for accounts that follow an e-mail
     * @param until sessions that began later are of a time when they were back
     */
    public static void endSessions(
            Connection transaction,
            OrganizationId organization,
            Collection<String> people,
            Collection<String> emails,
            Instant until)
            throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE sessions s SET ended_at = ?, end_reason = 'archived'
                FROM accounts a
                WHERE s.organization_id = ? AND s.ended_at IS NULL AND s.started_at <= ?
                    AND a.organization_id = s.organization_id AND a.account_id = s.account_id
                    AND (a.person_id = ANY (?) OR a.person_id IS NULL AND lower(a.email) = ANY (?))
                """)) {
            update.setObject(1, until.atOffset(ZoneOffset.UTC));
            update.setInt(2, organization.value());
            update.setObject(3, until.atOffset(ZoneOffset.UTC));
            update.setArray(4, transaction.createArrayOf("text", people.toArray()));
            update.setArray(5, transaction.createArrayOf("text", emails.toArray()));
            update.executeUpdate();
        }
    }
}
