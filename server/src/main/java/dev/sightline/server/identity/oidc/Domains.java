package dev.sightline.server.identity.oidc;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.Refused;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Which organisation's people have e-mail addresses of a domain. Thread-safe. */
@Component
class Domains {
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    Domains(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @param domain in lower case */
    Optional<OrganizationId> organization(String domain) {
        return transaction.execute(status -> {
            // Row-level security shows the one row that this names.
            jdbc.sql("SELECT set_config('sightline.sign_in_domain', ?, true)")
                    .param(domain)
                    .query(String.class)
                    .single();
            return jdbc.sql("SELECT organization_id FROM sign_in_domains WHERE domain = ?")
                    .param(domain)
                    .query(Integer.class)
                    .optional()
                    .map(OrganizationId::new);
        });
    }

    /** Holds the organisation's domains to those that its providers name; in the transaction that is under way. */
    void keep(JdbcClient within, OrganizationId organization) {
        within.sql("""
                        DELETE FROM sign_in_domains d
                        WHERE d.organization_id = :organization AND NOT EXISTS (
                            SELECT FROM sign_in_providers p WHERE p.organization_id = :organization AND d.domain = ANY (p.domains))
                        """).param("organization", organization.value()).update();
        within.sql("""
                        INSERT INTO sign_in_domains (organization_id, domain)
                        SELECT DISTINCT p.organization_id, d.domain
                        FROM sign_in_providers p CROSS JOIN LATERAL unnest(p.domains) AS d (domain)
                        WHERE p.organization_id = :organization
                        ORDER BY d.domain
                        ON CONFLICT (organization_id, domain) DO NOTHING
                        """).param("organization", organization.value()).update();
    }

    /** @throws Refused 409 where {@code work} would take another organisation's domain */
    <T> T claiming(Supplier<T> work) {
        try {
            return work.get();
        } catch (DuplicateKeyException e) {
            throw Refused.of(
                    HttpStatus.CONFLICT,
                    "domain_taken",
                    "Another organisation lets people of one of these domains in already. If it is yours, ask whoever runs Sightline"
                            + " for you.");
        }
    }
}
