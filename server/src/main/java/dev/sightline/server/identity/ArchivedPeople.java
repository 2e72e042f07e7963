package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Ends the sessions of people whom the source has archived. Stateless. */
public final class ArchivedPeople {
    private ArchivedPeople() {}

    /**
     * Somebody whom an event archives or removes.
     *
     * @param addresses in lower case, for accounts that follow an e-mail
     * @param at when the event was recorded
     */
    public record Leaver(String person, Set<String> addresses, Instant at) {
        public Leaver {
            addresses = Set.copyOf(addresses);
        }
    }

    /**
     * Ends the sessions of the accounts of these people, in the caller's transaction. That an account gets in no more is not
     * decided here but looked up with each request; this sees to it that an old session does not come back with the person.
     *
     * <p>Only sessions from before the event, of accounts that were theirs by then: sessions that began later are of a time when they
     * were back, and whose account it became later, did not leave. So doing it again ends nothing that the first time did not, and a
     * projection may do it although it is no row of its own: in a rebuild, in another edition, in a look at the past.
     */
    public static void endSessions(Connection transaction, OrganizationId organization, Collection<Leaver> leavers)
            throws SQLException {
        if (leavers.isEmpty()) {
            return;
        }
        List<String> people = new ArrayList<>();
        List<@Nullable String> addresses = new ArrayList<>();
        List<String> times = new ArrayList<>();
        for (Leaver leaver : leavers) {
            String at = leaver.at().toString();
            people.add(leaver.person());
            addresses.add(null);
            times.add(at);
            for (String address : leaver.addresses()) {
                people.add(leaver.person());
                addresses.add(address);
                times.add(at);
            }
        }
        // Who leaves twice in a batch left when they did so first.
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE sessions s SET ended_at = over.at, end_reason = 'archived'
                FROM (SELECT o.session_id, min(l.at::timestamptz) AS at
                      FROM unnest(?::text[], ?::text[], ?::text[]) AS l(person, address, at)
                      JOIN accounts a
                          ON a.organization_id = ?
                          AND (a.person_id = l.person OR a.person_id IS NULL AND lower(a.email) = l.address)
                          AND (a.tied_at IS NULL OR a.tied_at <= l.at::timestamptz)
                      JOIN sessions o
                          ON o.organization_id = a.organization_id AND o.account_id = a.account_id
                          AND o.ended_at IS NULL AND o.started_at <= l.at::timestamptz
                      GROUP BY o.session_id) AS over
                WHERE s.organization_id = ? AND s.session_id = over.session_id AND s.ended_at IS NULL
                """)) {
            update.setArray(1, transaction.createArrayOf("text", people.toArray()));
            update.setArray(2, transaction.createArrayOf("text", addresses.toArray()));
            update.setArray(3, transaction.createArrayOf("text", times.toArray()));
            update.setInt(4, organization.value());
            update.setInt(5, organization.value());
            update.executeUpdate();
        }
    }
}
