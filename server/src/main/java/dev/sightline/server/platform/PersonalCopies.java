package dev.sightline.server.platform;

import dev.sightline.eventstore.OrganizationId;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A place outside of the event log and its views where personal data lies: a bean of the room that owns it, so that forgetting somebody
 * reaches it. Thread-safe.
 */
public interface PersonalCopies {

    /**
     * Erases, in the transaction in which somebody is forgotten, what is found by their addresses. Brief.
     *
     * @param addresses e-mail addresses and logins in lower case; not kept anywhere
     */
    default void erase(JdbcClient jdbc, OrganizationId organization, Set<String> addresses) {}

    /**
     * Erases what may take long, in transactions of its own; called again after it was killed in the middle, and does no harm then.
     *
     * @param forgotten streams that are the people, such as {@code account/odoo-9}
     * @return how many records were changed
     */
    default long clean(OrganizationId organization, Set<String> forgotten) {
        return 0;
    }

    /**
     * How many records keep their address on purpose, so that whoever forgets somebody is told.
     *
     * @param addresses as in {@link #erase}
     */
    default long kept(JdbcClient jdbc, OrganizationId organization, Set<String> addresses) {
        return 0;
    }
}
