package dev.sightline.server.identity;

import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.CountedAs;
import dev.sightline.server.platform.PathIds;
import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.RequiresSignIn;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.Organizations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Where one is signed in, signing out there and everywhere, and one's password. */
@RestController
@RequestMapping("/api/v2/sessions")
@Tag(name = "Session")
class OwnSessionsController {
    private static final String MINE = "session of yours";

    private final OwnSessions sessions;
    private final SignInGuard guard;
    private final KnownDevices devices;
    private final SignInAudit refusals;
    private final Organizations organizations;

    OwnSessionsController(
            OwnSessions sessions,
            SignInGuard guard,
            KnownDevices devices,
            SignInAudit refusals,
            Organizations organizations) {
        this.sessions = sessions;
        this.guard = guard;
        this.devices = devices;
        this.refusals = refusals;
        this.organizations = organizations;
    }

    /** @param current whether it is the one that asks */
    record SessionItem(
            UUID id,
            boolean current,
            String organization,
            Instant startedAt,
            Instant lastUsedAt,
            @Nullable String address,
            @Nullable String userAgent) {}

    record SessionsAnswer(List<SessionItem> items) {}

    record PasswordWish(
            @Nullable String currentPassword, @Nullable String newPassword) {
        @Override
        public String toString() {
            return "PasswordWish";
        }
    }

    @GetMapping
    @RequiresSignIn
    @Operation(summary = "Where one is signed in, last used first")
    SessionsAnswer list(SignedIn signedIn) {
        UUID here = signedIn.requireSession();
        return new SessionsAnswer(sessions.all(signedIn).stream()
                .map(session -> new SessionItem(
                        session.id(),
                        session.id().equals(here),
                        organizations.get(session.account().organization()).slug(),
                        session.startedAt(),
                        session.lastUsedAt(),
                        session.address(),
                        session.userAgent()))
                .toList());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @RequiresSignIn
    @Operation(summary = "Sign out there; its access token is refused at once")
    void end(SignedIn signedIn, Caller caller, @PathVariable String id) {
        signedIn.requireSession();
        if (!sessions.end(signedIn, PathIds.uuid(id, MINE), caller)) {
            throw Refused.notFound(MINE);
        }
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @RequiresSignIn
    @Operation(summary = "Sign out everywhere, here too")
    ResponseEntity<Void> endAll(SignedIn signedIn, Caller caller) {
        signedIn.requireSession();
        sessions.endAll(signedIn, caller);
        return ResponseEntity.noContent().headers(SessionAnswers.LEFT_BEHIND).build();
    }

    @PutMapping("/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @RequiresSignIn
    @CountedAs(RateLimits.Kind.SIGN_IN)
    @Operation(summary = "Another password; signs out everywhere else")
    void changePassword(SignedIn signedIn, Caller caller, @RequestBody PasswordWish wish, HttpServletRequest request) {
        signedIn.requireSession();
        Secret current = password(wish.currentPassword(), "current_password");
        Secret fresh = password(wish.newPassword(), "new_password");
        String address = caller.address() == null ? "" : caller.address();
        KnownDevice device = devices.find(SessionCookies.DEVICE.of(request), signedIn.email())
                .orElse(null);
        // Whoever finds a page left open must not guess faster than at the door.
        guard.attempt(signedIn.email(), address, device).ifPresent(wait -> {
            throw Refused.later(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "too_many_attempts",
                    "There were too many attempts. Wait a little and try again.",
                    wait);
        });
        try {
            if (!sessions.changePassword(signedIn, current, fresh, caller)) {
                refusals.refused(signedIn.email(), caller, "wrong_password");
                throw Refused.field("current_password", "wrong_password", "This is not your password.");
            }
        } catch (AccountRefused e) {
            throw Refused.field("new_password", "invalid_password", "new_password: " + e.getMessage() + ".");
        }
        guard.succeeded(signedIn.email(), address, device);
    }

    private static Secret password(@Nullable String value, String field) {
        if (value == null || value.isEmpty()) {
            throw Refused.field(field, "missing", field + " is required.");
        }
        if (value.length() > Passwords.MAX_LENGTH || value.indexOf('\0') >= 0 || !Passwords.isText(value)) {
            throw Refused.field(field, "invalid_value", field + " is not of the right form.");
        }
        return new Secret(value);
    }
}
