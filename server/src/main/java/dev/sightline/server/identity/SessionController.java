package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.identity.SessionAnswers.AccessGranted;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.CountedAs;
import dev.sightline.server.platform.FieldProblem;
import dev.sightline.server.platform.Open;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.platform.RequiresSignIn;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Signing in, carrying on, signing out. */
@RestController
@RequestMapping(SessionAnswers.PATH)
@Tag(name = "Session")
class SessionController {
    private static final int LONGEST = 254;

    private final Credentials credentials;
    private final SignInGuard guard;
    private final KnownDevices devices;
    private final Sessions sessions;
    private final SessionAnswers answers;
    private final SignInAudit refusals;
    private final Identities identities;
    private final Organizations organizations;
    private final Platform platform;
    private final SecondFactors factors;
    private final SignInChallenges challenges;

    SessionController(
            Credentials credentials,
            SignInGuard guard,
            KnownDevices devices,
            Sessions sessions,
            SessionAnswers answers,
            SignInAudit refusals,
            Identities identities,
            Organizations organizations,
            Platform platform,
            SecondFactors factors,
            SignInChallenges challenges) {
        this.credentials = credentials;
        this.guard = guard;
        this.devices = devices;
        this.sessions = sessions;
        this.answers = answers;
        this.refusals = refusals;
        this.identities = identities;
        this.organizations = organizations;
        this.platform = platform;
        this.factors = factors;
        this.challenges = challenges;
    }

    /** @param organization slug; needed only where one e-mail has accounts in several organisations */
    record SignIn(
            @Nullable String email,
            @Nullable String password,
            @Nullable String organization) {
        @Override
        public String toString() {
            return "SignIn";
        }
    }

    /**
     * @param permissions what screens may offer, such as {@code start_sync}; the server refuses the rest
     * @param visiting whether a platform administrator has entered the organisation: show it
     * @param suspended whether the organisation lets nobody do anything
     * @param organizations those that one may switch to, this one among them
     */
    record SessionAnswer(
            UUID accountId,
            String email,
            Role role,
            List<String> permissions,
            boolean visiting,
            boolean suspended,
            OrganizationAnswer organization,
            List<OrganizationAnswer> organizations) {}

    record OrganizationAnswer(String slug, String name) {
        static OrganizationAnswer of(Organization organization) {
            return new OrganizationAnswer(organization.slug(), organization.name());
        }
    }

    /**
     * @param challenge goes with the code to {@code second-step}, and opens nothing else
     * @param expiresIn seconds
     */
    record CodeAsked(String challenge, long expiresIn) {
        @Override
        public String toString() {
            return "CodeAsked";
        }
    }

    record OrganizationWish(@Nullable String organization) {}

    @PostMapping
    @Open("this is where one signs in")
    @CountedAs(RateLimits.Kind.SIGN_IN)
    @Operation(summary = "Sign in with e-mail and password; 202 where a code is asked for as well")
    @ApiResponse(
            responseCode = "200",
            description = "signed in",
            content = @Content(schema = @Schema(implementation = AccessGranted.class)))
    @ApiResponse(
            responseCode = "202",
            description = "the password is right; the second step follows",
            content = @Content(schema = @Schema(implementation = CodeAsked.class)))
    ResponseEntity<?> signIn(@RequestBody SignIn body, Caller caller, HttpServletRequest request) {
        SessionAnswers.refuseOtherSites(request);
        List<FieldProblem> problems = new ArrayList<>();
        String email = required(body.email, "email", LONGEST, problems);
        String password = required(body.password, "password", Passwords.MAX_LENGTH, problems);
        String organization = body.organization;
        if (organization != null && !organization.matches("[a-z0-9-]{1,63}")) {
            problems.add(new FieldProblem("organization", "invalid_value", "organization must be a short name."));
        }
        if (!problems.isEmpty()) {
            throw Refused.fields(problems);
        }
        String address = request.getRemoteAddr();
        KnownDevice device =
                devices.find(SessionCookies.DEVICE.of(request), email).orElse(null);
        guard.attempt(email, address, device).ifPresent(wait -> {
            refusals.locked(email, caller, wait);
            throw Refused.later(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "too_many_attempts",
                    "There were too many attempts to sign in. Wait a little and try again.",
                    wait);
        });
        Account account = credentials
                .check(email, new Secret(password), organization)
                .orElseThrow(() -> wrong(email, caller, "wrong_password"));
        guard.succeeded(email, address, device);
        if (factors.state(account.email()).isPresent()) {
            return ResponseEntity.accepted()
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .body(new CodeAsked(challenges.begin(account).text(), SignInChallenges.LIFE.toSeconds()));
        }
        return answers.granted(
                sessions.begin(account, caller).orElseThrow(() -> wrong(email, caller, "archived")),
                email,
                device,
                request);
    }

    private Refused wrong(String email, Caller caller, String reason) {
        refusals.refused(email, caller, reason);
        return Refused.of(HttpStatus.UNAUTHORIZED, "wrong_credentials", "The e-mail or the password is not right.");
    }

    @PostMapping("/refresh")
    @Open("the cookie says who asks, and the access token may have expired")
    @Operation(
            summary = "Trade the refresh cookie for a new access token and a new cookie; 204 where there is no cookie")
    ResponseEntity<AccessGranted> refresh(Caller caller, HttpServletRequest request) {
        SessionAnswers.refuseOtherSites(request);
        String cookie = SessionCookies.REFRESH.of(request);
        if (cookie == null || cookie.isEmpty()) {
            // A first visit is nothing that went wrong.
            return ResponseEntity.noContent()
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build();
        }
        Optional<Sessions.Granted> granted =
                RefreshToken.parse(cookie).flatMap(token -> sessions.refresh(token, caller));
        return answers.granted(
                granted.orElseThrow(() ->
                        Refused.of(HttpStatus.UNAUTHORIZED, "session_over", "The session is over. Sign in again.")),
                request);
    }

    @GetMapping
    @RequiresSignIn
    @Operation(summary = "Who is signed in, and what they may do")
    SessionAnswer session(SignedIn signedIn) {
        return new SessionAnswer(
                signedIn.accountId(),
                signedIn.email(),
                signedIn.role(),
                signedIn.permissions().stream().map(Permission::word).sorted().toList(),
                signedIn.visiting(),
                signedIn.suspended(),
                OrganizationAnswer.of(organizations.get(signedIn.organization())),
                open(signedIn).stream()
                        .map(each -> OrganizationAnswer.of(organizations.get(each)))
                        .toList());
    }

    private List<OrganizationId> open(SignedIn signedIn) {
        if (signedIn.session() == null) {
            return List.of();
        }
        return sessions.staysAtHome(signedIn)
                ? List.of(signedIn.organization())
                : identities.accounts(signedIn.email()).stream()
                        .filter(Account::open)
                        .map(Account::organization)
                        .toList();
    }

    @PostMapping("/organization")
    @RequiresSignIn
    @Operation(
            summary = "Go on in another of one's organisations: a new token and a new cookie; the session before ends")
    ResponseEntity<AccessGranted> switchTo(
            SignedIn signedIn, Caller caller, @RequestBody OrganizationWish wish, HttpServletRequest request) {
        String slug = leaving(signedIn, wish, request);
        Account account = credentials
                .account(signedIn.email(), slug)
                .orElseThrow(() -> Refused.notFound("organisation of yours"));
        Sessions.Granted granted = sessions.goOn(
                        account, signedIn, caller.as(account.id().toString(), account.email()))
                .orElseThrow(() -> Refused.notFound("organisation of yours"));
        sessions.leave(signedIn, caller);
        return answers.granted(granted, request);
    }

    @PostMapping("/visit")
    @Requires(Permission.MANAGE_ORGANIZATIONS)
    @Operation(summary = "Enter an organisation, for its administrators to see; leave by switching back")
    ResponseEntity<AccessGranted> visit(
            SignedIn signedIn, Caller caller, @RequestBody OrganizationWish wish, HttpServletRequest request) {
        String slug = leaving(signedIn, wish, request);
        return answers.granted(platform.enter(signedIn, slug, caller), request);
    }

    /** Where somebody goes whose session this is: the access token alone, which others may have seen, does not begin another one. */
    private String leaving(SignedIn signedIn, OrganizationWish wish, HttpServletRequest request) {
        SessionAnswers.refuseOtherSites(request);
        signedIn.requireSession();
        String slug = wish.organization();
        if (slug == null || slug.isEmpty()) {
            throw Refused.field("organization", "missing", "organization is required.");
        }
        sessions.requireElsewhereToo(signedIn);
        if (RefreshToken.parse(SessionCookies.REFRESH.of(request))
                .filter(token -> sessions.carriedBy(token, signedIn))
                .isEmpty()) {
            throw Refused.of(HttpStatus.UNAUTHORIZED, "session_over", "The session is over. Sign in again.");
        }
        return slug;
    }

    @DeleteMapping
    @Open("the cookie says which session ends, and the access token may have expired")
    @Operation(summary = "Sign out")
    ResponseEntity<Void> signOut(Caller caller, HttpServletRequest request) {
        SessionAnswers.refuseOtherSites(request);
        RefreshToken.parse(SessionCookies.REFRESH.of(request)).ifPresent(token -> sessions.end(token, caller));
        return ResponseEntity.noContent()
                .header(HttpHeaders.SET_COOKIE, SessionCookies.REFRESH.set("", Duration.ZERO, request))
                .headers(SessionAnswers.LEFT_BEHIND)
                .build();
    }

    private static String required(@Nullable String value, String field, int longest, List<FieldProblem> problems) {
        if (value == null || value.isBlank()) {
            problems.add(new FieldProblem(field, "missing", field + " is required."));
        } else if (value.length() > longest || value.indexOf('\0') >= 0 || !Passwords.isText(value)) {
            problems.add(new FieldProblem(field, "invalid_value", field + " is not of the right form."));
        }
        return value == null ? "" : value;
    }
}
