package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.server.platform.EnclosedSecrets;
import dev.sightline.server.platform.Renewals;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The secrets of authenticator apps. They are people's and no organisation's: those of an organisation are those of whoever has an
 * account in it, so who has several is met several times. Thread-safe.
 */
@Component
class EnclosedSecondFactors implements EnclosedSecrets {
    private static final int STEP = 500;

    private final OrganizationTransactions transactions;
    private final Identities identities;
    private final FindSecondSteps steps;
    private final SecretBox box;
    private final JdbcClient jdbc;

    EnclosedSecondFactors(
            OrganizationTransactions transactions,
            Identities identities,
            FindSecondSteps steps,
            SecretBox box,
            JdbcClient jdbc) {
        this.transactions = transactions;
        this.identities = identities;
        this.steps = steps;
        this.box = box;
        this.jdbc = jdbc;
    }

    private record Row(UUID identity, OrganizationId enclosedFor, byte[] envelope) {}

    @Override
    public String what() {
        return "second steps of people";
    }

    @Override
    public void reenclose(OrganizationId organization, Renewals renewals) {
        List<String> emails = emails(organization, "");
        while (!emails.isEmpty()) {
            steps.begun(emails).keySet().forEach(email -> renew(email, renewals));
            emails = emails(organization, emails.getLast());
        }
    }

    private List<String> emails(OrganizationId organization, String after) {
        return transactions.read(
                organization,
                client -> client.sql("""
                        SELECT DISTINCT lower(email) AS email FROM accounts
                        WHERE organization_id = :organization AND lower(email) > :after ORDER BY email LIMIT :limit
                        """)
                        .param("organization", organization.value())
                        .param("after", after)
                        .param("limit", STEP)
                        .query(String.class)
                        .list());
    }

    private void renew(String email, Renewals renewals) {
        identities.as(email, key -> {
            // Locked, as whoever signs in may change the row.
            jdbc.sql("""
                            SELECT f.identity_id, f.enclosed_for, f.secret FROM second_factors f JOIN identities i USING (identity_id)
                            WHERE i.email_key = ? FOR UPDATE OF f
                            """)
                    .param(key)
                    .query((row, number) -> new Row(
                            row.getObject("identity_id", UUID.class),
                            new OrganizationId(row.getInt("enclosed_for")),
                            row.getBytes("secret")))
                    .optional()
                    .ifPresent(row -> renewals.renew(
                                    box, row.enclosedFor, SecondFactors.purpose(row.identity), row.envelope)
                            .ifPresent(fresh -> jdbc.sql("""
                                            UPDATE second_factors SET secret = :fresh WHERE identity_id = :identity
                                            """)
                                    .param("fresh", fresh)
                                    .param("identity", row.identity)
                                    .update()));
            return true;
        });
    }
}
