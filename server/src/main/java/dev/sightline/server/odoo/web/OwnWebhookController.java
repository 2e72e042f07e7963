package dev.sightline.server.odoo.web;

import dev.sightline.server.identity.SignedIn;
import dev.sightline.server.odoo.connections.Webhooks;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Requires;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The organisation's own address for webhooks, for its administrators. */
@RestController
@RequestMapping("/api/v2/sync/connection/webhook")
@Tag(name = "Sync")
class OwnWebhookController {
    private final Webhooks webhooks;
    private final WebhookAddresses addresses;

    OwnWebhookController(Webhooks webhooks, WebhookAddresses addresses) {
        this.webhooks = webhooks;
        this.addresses = addresses;
    }

    /** @param signed whether every hook has to be signed; false where it is not said */
    record WebhookWish(@Nullable Boolean signed) {}

    /**
     * What is shown this once.
     *
     * @param hmacKey to sign with; null where hooks need not be signed
     */
    record WebhookMade(String address, @Nullable String hmacKey, Instant setAt) {
        @Override
        public String toString() {
            return "WebhookMade";
        }
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Requires(Permission.CONTROL_SYNC)
    @Operation(summary = "Make an address for webhooks, shown this once; the one before ends at once")
    WebhookMade makeWebhook(
            SignedIn signedIn,
            Caller caller,
            HttpServletRequest request,
            @RequestBody(required = false) @Nullable WebhookWish wish) {
        signedIn.refuseVisitor("make addresses for webhooks");
        boolean signed = wish != null && Boolean.TRUE.equals(wish.signed());
        Webhooks.Made made = webhooks.make(signedIn.organization(), signed, caller);
        return new WebhookMade(
                addresses.full(signedIn.organization(), made.secret(), request),
                made.hmacKey().isSet() ? made.hmacKey().value() : null,
                made.setAt());
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Requires(Permission.CONTROL_SYNC)
    @Operation(summary = "Remove the organisation's own address for webhooks; it ends at once")
    void removeWebhook(SignedIn signedIn, Caller caller) {
        webhooks.remove(signedIn.organization(), caller);
    }
}
