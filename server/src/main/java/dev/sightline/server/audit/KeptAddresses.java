package dev.sightline.server.audit;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.PersonalCopies;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The audit log says who did what, also of somebody who is forgotten; that is counted. */
@Component
class KeptAddresses implements PersonalCopies {
    @Override
    public long kept(JdbcClient jdbc, OrganizationId organization, Set<String> addresses) {
        return jdbc.sql("""
                        SELECT count(*) FROM audit_view
                        WHERE organization_id = :organization
                          AND (lower(actor_email) = ANY (:addresses) OR lower(subject_name) = ANY (:addresses))
                        """)
                .param("organization", organization.value())
                .param("addresses", addresses.toArray(String[]::new))
                .query(Long.class)
                .single();
    }
}
