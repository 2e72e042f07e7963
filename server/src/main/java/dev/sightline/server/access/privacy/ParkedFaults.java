package dev.sightline.server.access.privacy;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.PersonalCopies;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What went wrong with parked events: a message may quote anybody, so none stays. Trying them again says it anew. */
@Component
class ParkedFaults implements PersonalCopies {
    @Override
    public void erase(JdbcClient jdbc, OrganizationId organization, Set<String> addresses) {
        jdbc.sql("""
                        UPDATE parked_events SET error_message = 'erased'
                        WHERE organization_id = ? AND error_message IS NOT NULL
                        """).param(organization.value()).update();
    }
}
