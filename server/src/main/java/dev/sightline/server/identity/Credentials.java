package dev.sightline.server.identity;

import dev.sightline.server.platform.Secret;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Finds the account that an e-mail and a password belong to, before the organisation is known. Thread-safe. */
@Component
class Credentials {
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Passwords passwords;

    Credentials(JdbcClient jdbc, PlatformTransactionManager transactions, Passwords passwords) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setReadOnly(true);
        this.passwords = passwords;
    }

    /**
     * Takes as long for an e-mail that nobody has as for a wrong password.
     *
     * @param organization slug; null: the first organisation in which both fit
     */
    Optional<Account> check(String email, Secret password, @Nullable String organization) {
        List<Candidate> candidates = candidates(email.strip().toLowerCase(Locale.ROOT), organization);
        if (candidates.isEmpty()) {
            passwords.matchesNobody(password);
            return Optional.empty();
        }
        for (Candidate candidate : candidates) {
            if (candidate.hash == null) {
                passwords.matchesNobody(password);
            } else if (passwords.matches(password, candidate.hash) && candidate.account.open()) {
                return Optional.of(candidate.account);
            }
        }
        return Optional.empty();
    }

    /** The accounts of the e-mail, in whatever organisation. */
    List<Account> accountsOf(String email) {
        return candidates(email.strip().toLowerCase(Locale.ROOT), null).stream()
                .map(Candidate::account)
                .toList();
    }

    private List<Candidate> candidates(String email, @Nullable String organization) {
        List<Candidate> found = transaction.execute(status -> {
            // Row-level security shows the accounts of this one e-mail, in every organisation.
            jdbc.sql("SELECT set_config('sightline.sign_in', ?, true)")
                    .param(email)
                    .query(String.class)
                    .single();
            return jdbc.sql("""
                            SELECT a.organization_id, account_id, email, role, status, person_id, a.created_at,
                                password_hash
                            FROM accounts a JOIN organizations o USING (organization_id)
                            WHERE lower(email) = :email AND (:slug::text IS NULL OR o.slug = :slug)
                            ORDER BY organization_id
                            """)
                    .param("email", email)
                    .param("slug", organization)
                    .query((row, number) -> new Candidate(Accounts.map(row, number), row.getString("password_hash")))
                    .list();
        });
        return found == null ? List.of() : found;
    }

    private record Candidate(Account account, @Nullable String hash) {}
}
