package dev.sightline.server.identity;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who has a second step at signing in. Thread-safe. */
@Component
public class FindSecondSteps {
    private final JdbcClient jdbc;

    FindSecondSteps(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Since when it is asked for, by e-mail in lower case; who signs in with one step is left out. One round trip.
     *
     * @param emails in whatever case
     */
    public Map<String, Instant> on(Collection<String> emails) {
        Map<String, Instant> on = new HashMap<>();
        begun(emails).forEach((email, since) -> since.ifPresent(at -> on.put(email, at)));
        return on;
    }

    /** As {@link #on}, with those that were begun and never confirmed, which are empty. */
    Map<String, Optional<Instant>> begun(Collection<String> emails) {
        Map<String, Optional<Instant>> begun = new HashMap<>();
        jdbc.sql("SELECT email, confirmed_at FROM second_factors_of(CAST(:emails AS text[]))")
                .param(
                        "emails",
                        emails.stream()
                                .map(each -> each.toLowerCase(Locale.ROOT))
                                .distinct()
                                .toArray(String[]::new))
                .query(row -> {
                    OffsetDateTime confirmed = row.getObject("confirmed_at", OffsetDateTime.class);
                    begun.put(
                            row.getString("email"),
                            Optional.ofNullable(confirmed).map(OffsetDateTime::toInstant));
                });
        return begun;
    }
}
