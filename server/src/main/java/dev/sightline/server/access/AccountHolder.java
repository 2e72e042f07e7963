package dev.sightline.server.access;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What an account says of the person who has it. Remembered from one request to the next, so that the tables of people are asked by a
 * value instead of by way of the account; whoever uses it asks in the same statement whether it is still so. Immutable.
 *
 * @param email in lower case
 * @param personId whom an administrator named; null where the e-mail address tells, {@link dev.sightline.server.identity.Account#NOBODY} where it is nobody
 */
record AccountHolder(String email, @Nullable String personId) {
    /** Empty where there is no such account, or it is deactivated. */
    static Optional<AccountHolder> read(JdbcClient jdbc, int organization, UUID account) {
        return jdbc.sql("""
                        SELECT lower(email) AS email, person_id FROM accounts
                        WHERE organization_id = :organization AND account_id = :account AND status <> 'DEACTIVATED'
                        """)
                .params(Map.of("organization", organization, "account", account))
                .query((row, number) -> new AccountHolder(row.getString("email"), row.getString("person_id")))
                .optional();
    }
}
