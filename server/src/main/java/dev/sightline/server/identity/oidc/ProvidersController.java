package dev.sightline.server.identity.oidc;

import dev.sightline.server.identity.SignedIn;
import dev.sightline.server.identity.oidc.CheckProvider.Checked;
import dev.sightline.server.identity.oidc.ProviderForm.ProviderWish;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.OutboundAddresses;
import dev.sightline.server.platform.PathIds;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.Organizations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The organisation's sign-in providers, for administrators. No answer holds a secret. */
@RestController
@RequestMapping("/api/v2/sign-in-providers")
@Tag(name = "Sign-in providers")
class ProvidersController {
    private static final String PROVIDER = "provider";

    private final Providers providers;
    private final Links links;
    private final CheckProvider checks;
    private final OutboundAddresses addresses;
    private final Organizations organizations;

    ProvidersController(
            Providers providers,
            Links links,
            CheckProvider checks,
            OutboundAddresses addresses,
            Organizations organizations) {
        this.providers = providers;
        this.links = links;
        this.checks = checks;
        this.addresses = addresses;
        this.organizations = organizations;
    }

    record ProviderItem(
            UUID id,
            Provider.Kind kind,
            String name,
            String issuer,
            List<String> tenants,
            List<String> domains,
            String clientId,
            boolean enabled,
            Instant secretChangedAt) {
        static ProviderItem of(Provider provider) {
            return new ProviderItem(
                    provider.id(),
                    provider.kind(),
                    provider.name(),
                    provider.issuer(),
                    provider.tenants(),
                    provider.domains(),
                    provider.clientId(),
                    provider.enabled(),
                    provider.secretChangedAt());
        }
    }

    /** @param redirectUri what the provider has to be told that people may come back to */
    record ProvidersAnswer(List<ProviderItem> items, String redirectUri) {}

    @GetMapping
    @Requires(Permission.MANAGE_SETTINGS)
    @Operation(summary = "The providers there are, by name")
    ProvidersAnswer list(SignedIn signedIn, HttpServletRequest request) {
        return new ProvidersAnswer(
                providers.all(signedIn.organization()).stream()
                        .map(ProviderItem::of)
                        .toList(),
                RedirectUri.of(organizations.get(signedIn.organization()).slug(), request));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Requires(Permission.MANAGE_SETTINGS)
    @Operation(summary = "Add a provider; people of its domains may sign in by it from then on")
    ProviderItem create(SignedIn signedIn, Caller caller, @RequestBody ProviderWish wish) {
        signedIn.refuseVisitor("add sign-in providers");
        ProviderForm form = ProviderForm.read(wish, null, addresses);
        Secret secret = ProviderForm.secret(wish);
        if (secret == null) {
            throw Refused.field("client_secret", "missing", "client_secret is required.");
        }
        return ProviderItem.of(providers.create(signedIn.organization(), form, secret, caller));
    }

    @PutMapping("/{id}")
    @Requires(Permission.MANAGE_SETTINGS)
    @Operation(
            summary =
                    "Change a provider. The secret may be left out where issuer and client are unchanged; one that is disabled, or lets fewer in, signs out whoever came in by it")
    ProviderItem change(SignedIn signedIn, Caller caller, @PathVariable String id, @RequestBody ProviderWish wish) {
        signedIn.refuseVisitor("change sign-in providers");
        Provider known = find(signedIn, id);
        ProviderForm form = ProviderForm.read(wish, known.kind(), addresses);
        return ProviderItem.of(
                providers.change(signedIn.organization(), known.id(), form, ProviderForm.secret(wish), caller));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Requires(Permission.MANAGE_SETTINGS)
    @Operation(summary = "Remove a provider; whoever came in by it is signed out")
    void remove(SignedIn signedIn, Caller caller, @PathVariable String id) {
        providers.remove(signedIn.organization(), PathIds.uuid(id, PROVIDER), caller);
    }

    @PostMapping("/{id}/check")
    @Requires(Permission.MANAGE_SETTINGS)
    @Operation(summary = "Whether the provider answers as one, in words")
    Checked check(SignedIn signedIn, @PathVariable String id) {
        return checks.check(find(signedIn, id));
    }

    @DeleteMapping("/links/{account}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Requires(Permission.MANAGE_MEMBERS)
    @Operation(summary = "Untie an account from the providers: whoever next signs in there with its e-mail becomes it")
    void unlink(SignedIn signedIn, Caller caller, @PathVariable String account) {
        links.unlink(signedIn.organization(), PathIds.uuid(account, "account"), caller);
    }

    private Provider find(SignedIn signedIn, String id) {
        return providers
                .find(signedIn.organization(), PathIds.uuid(id, PROVIDER))
                .orElseThrow(() -> Refused.notFound(PROVIDER));
    }
}
