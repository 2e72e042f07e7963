package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.SightlineSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Sessions of people who have signed in at a provider of their organisation. Such a session counts within that organisation alone: what
 * one organisation's provider says of somebody must open nothing of theirs in another. Thread-safe.
 */
@Component
public class ProviderSessions {
    private final Sessions sessions;
    private final SightlineSettings.Token settings;
    private final Clock clock;

    ProviderSessions(Sessions sessions, SightlineSettings settings, Clock clock) {
        this.sessions = sessions;
        this.settings = settings.token();
        this.clock = clock;
    }

    /**
     * Begins one.
     *
     * @return the {@code Set-Cookie} that it goes on by; empty where the person behind the account has left
     */
    public Optional<String> begin(
            Account account, UUID provider, String providerName, Caller caller, HttpServletRequest request) {
        return sessions.begin(account, caller, provider, "by " + providerName)
                .map(granted ->
                        SessionCookies.REFRESH.set(granted.refresh().text(), settings.refreshLifetime(), request));
    }

    /** Ends those of the provider that go on; in the transaction that is under way. */
    public void end(JdbcClient jdbc, OrganizationId organization, UUID provider, String reason) {
        jdbc.sql("""
                        UPDATE sessions SET ended_at = :now, end_reason = :reason
                        WHERE organization_id = :organization AND provider_id = :provider AND ended_at IS NULL
                        """)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("reason", reason)
                .param("organization", organization.value())
                .param("provider", provider)
                .update();
    }

    /** The word of the sign-in that the request's browser has under way; null where it has none. */
    public static @Nullable String attempt(HttpServletRequest request) {
        return SessionCookies.ATTEMPT.of(request);
    }

    /** The {@code Set-Cookie} by which a browser keeps it. */
    public static String setAttempt(String word, Duration lifetime, HttpServletRequest request) {
        return SessionCookies.ATTEMPT.set(word, lifetime, request);
    }

    /**
     * Takes requests of our own pages only.
     *
     * @throws dev.sightline.server.platform.Refused 403 for a request that another site's page sends
     */
    public static void refuseOtherSites(HttpServletRequest request) {
        SessionAnswers.refuseOtherSites(request);
    }
}
