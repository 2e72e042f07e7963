package dev.sightline.server.identity.oidc;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.ProviderSessions;
import dev.sightline.server.identity.oidc.SignInFailed.Why;
import dev.sightline.server.platform.AnyQueryParameters;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.CountedAs;
import dev.sightline.server.platform.EmailAddress;
import dev.sightline.server.platform.Open;
import dev.sightline.server.platform.PathIds;
import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Signing in at a provider of one's organisation. */
@RestController
@RequestMapping(RedirectUri.PATH)
@Tag(name = "Session")
class ProviderSignInController {
    private static final Logger log = LoggerFactory.getLogger(ProviderSignInController.class);
    /** A path of ours: neither another host's nor one that a browser would take for that. */
    private static final Pattern OURS = Pattern.compile("/(?![/\\\\])[\\x21-\\x5b\\x5d-\\x7e]{0,500}");

    private static final int LONGEST = 4000;

    private final Providers providers;
    private final Domains domains;
    private final Attempts attempts;
    private final ProviderClient client;
    private final Links links;
    private final ProviderSessions sessions;
    private final Organizations organizations;

    ProviderSignInController(
            Providers providers,
            Domains domains,
            Attempts attempts,
            ProviderClient client,
            Links links,
            ProviderSessions sessions,
            Organizations organizations) {
        this.providers = providers;
        this.domains = domains;
        this.attempts = attempts;
        this.client = client;
        this.links = links;
        this.sessions = sessions;
        this.organizations = organizations;
    }

    /**
     * @param name on the button: "Continue with …"
     * @param organization slug of the organisation whose provider it is
     */
    record OfferedProvider(UUID id, Provider.Kind kind, String name, String organization, String organizationName) {}

    record OfferedProviders(List<OfferedProvider> items) {}

    /**
     * @param organization slug, as the provider is offered
     * @param email that the person has typed; the provider may fill it in
     * @param to the page to go on to
     */
    record ProviderSignIn(
            @Nullable String organization,
            @Nullable String provider,
            @Nullable String email,
            @Nullable String to) {}

    /** @param authorizationUrl where the browser goes now */
    record ProviderSignInBegun(String authorizationUrl) {}

    @GetMapping
    @Open("this is where one signs in")
    @Operation(
            summary =
                    "Where people with an e-mail of this domain sign in, whoever they are; without an e-mail, those of the only organisation there is")
    OfferedProviders offered(@RequestParam(required = false) @Nullable String email) {
        Optional<Organization> organization;
        String domain = "";
        if (email == null || email.isEmpty()) {
            List<Organization> all = organizations.all();
            organization = all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
        } else {
            domain = email.substring(email.lastIndexOf('@') + 1).strip().toLowerCase(Locale.ROOT);
            organization = domain.length() > LONGEST
                    ? Optional.empty()
                    : domains.organization(domain).flatMap(organizations::find);
        }
        String wanted = domain;
        return new OfferedProviders(organization.stream()
                .flatMap(found -> providers.all(found.id()).stream()
                        .filter(Provider::enabled)
                        .filter(provider -> wanted.isEmpty() || provider.vouchesFor(wanted))
                        .map(provider -> new OfferedProvider(
                                provider.id(), provider.kind(), provider.name(), found.slug(), found.name())))
                .toList());
    }

    @PostMapping
    @Open("this is where one signs in")
    @CountedAs(RateLimits.Kind.SIGN_IN)
    @Operation(summary = "Begin to sign in at a provider; the answer says where the browser goes")
    ResponseEntity<ProviderSignInBegun> begin(@RequestBody ProviderSignIn wish, HttpServletRequest request) {
        ProviderSessions.refuseOtherSites(request);
        String slug = wish.organization();
        if (slug == null || wish.provider() == null) {
            throw Refused.field("provider", "missing", "organization and provider are required.");
        }
        UUID id = PathIds.uuid(wish.provider(), "provider");
        Provider provider = (slug.matches("[a-z0-9-]{1,63}")
                        ? organizations.bySlug(slug)
                        : Optional.<Organization>empty())
                .flatMap(organization -> providers.find(organization.id(), id))
                .filter(Provider::enabled)
                .orElseThrow(() -> Refused.notFound("provider"));
        String target = wish.to() != null && OURS.matcher(wish.to()).matches() ? wish.to() : "/";
        Attempts.Begun attempt = attempts.begin(provider, RedirectUri.of(slug, request), target);
        URI place;
        try {
            place = client.authorization(
                    provider, attempt, wish.email() != null && EmailAddress.isOne(wish.email()) ? wish.email() : null);
        } catch (SignInFailed e) {
            log.warn("nobody can sign in by {}: {}", provider.name(), e.getMessage());
            throw Refused.of(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "provider_unreachable",
                    provider.name() + " cannot be reached. Try again, or sign in with your password.");
        }
        return ResponseEntity.ok()
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(
                        HttpHeaders.SET_COOKIE,
                        ProviderSessions.setAttempt(attempt.browser().word(), Attempts.LIFETIME, request))
                .body(new ProviderSignInBegun(place.toString()));
    }

    @GetMapping("/{organization}")
    @CountedAs(RateLimits.Kind.SIGN_IN)
    @Open("the provider sends browsers here; what they bring says who they are")
    @AnyQueryParameters("OAuth 2.0 4.1.2: those that are not known are to be ignored")
    @Operation(summary = "Where providers send browsers back to; goes on to a page, signed in or told why not")
    ResponseEntity<Void> back(
            @PathVariable String organization,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String code,
            @RequestParam(required = false) @Nullable String iss,
            @RequestParam(required = false) @Nullable String error,
            Caller caller,
            HttpServletRequest request) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.SET_COOKIE, ProviderSessions.setAttempt("", Duration.ZERO, request));
        try {
            Attempts.Open attempt = attempts.take(
                            state, ProviderSessions.attempt(request), RedirectUri.of(organization, request))
                    .orElseThrow(() -> new SignInFailed(Why.LOST, "there is no such attempt in this browser"));
            String session = finish(attempt, code, iss, error, caller, request);
            return answer.header(HttpHeaders.SET_COOKIE, session)
                    .header(HttpHeaders.LOCATION, attempt.target())
                    .build();
        } catch (SignInFailed e) {
            log.warn("a sign-in by a provider came to nothing: {}", e.getMessage());
            return answer.header(
                            HttpHeaders.LOCATION,
                            "/sign-in?problem=" + e.why().name().toLowerCase(Locale.ROOT))
                    .build();
        }
    }

    /** @return the cookie of the session that begins */
    private String finish(
            Attempts.Open attempt,
            @Nullable String code,
            @Nullable String from,
            @Nullable String error,
            Caller caller,
            HttpServletRequest request) {
        OrganizationId organization = attempt.organization();
        Provider provider = providers
                .find(organization, attempt.provider())
                .filter(Provider::enabled)
                .orElseThrow(() -> new SignInFailed(Why.LOST, "the provider is there no more"));
        if (error != null || code == null || code.isEmpty() || code.length() > LONGEST) {
            throw new SignInFailed(
                    Why.CANCELLED,
                    provider.name() + " answers "
                            + (error == null ? "without a code" : error.replaceAll("[^a-z_]", "?")));
        }
        Vouched person = client.redeem(provider, providers.secret(provider).value(), code, from, attempt);
        Account account = links.account(provider, person, caller);
        return sessions.begin(account, provider.id(), provider.name(), caller, request)
                .orElseThrow(() -> links.refused(provider, caller, account.email(), Why.NOT_OPEN, "archived"));
    }
}
