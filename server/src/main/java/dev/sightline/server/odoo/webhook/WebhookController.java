package dev.sightline.server.odoo.webhook;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.odoo.sync.SyncModel;
import dev.sightline.server.odoo.sync.SyncRun.Hint;
import dev.sightline.server.platform.Open;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where Odoo's automation rules send "this record changed". The body is a hint: only model and id are looked at, and the
 * record is read again over the connector's own access. {@code integration} is the organisation's slug.
 */
@RestController
@Tag(name = "Webhooks")
class WebhookController {
    private static final int MAX_BODY = 256 * 1024;

    private final WebhookDoor door;
    private final Hints hints;
    private final Organizations organizations;
    private final JsonMapper json;

    WebhookController(WebhookDoor door, Organizations organizations, Hints hints, JsonMapper json) {
        this.door = door;
        this.hints = hints;
        this.organizations = organizations;
        this.json = json;
    }

    @Open("the address and the signature say who sends")
    @PostMapping("/webhooks/odoo/{integration}/{secret}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "A record changed in Odoo; answered at once, read a moment later")
    void changed(
            @PathVariable String integration,
            @PathVariable String secret,
            @RequestHeader(value = "X-Sightline-Timestamp", required = false) @Nullable String timestamp,
            @RequestHeader(value = "X-Sightline-Signature", required = false) @Nullable String signature,
            @RequestBody(required = false) byte @Nullable [] body) {
        // A wrong secret and an unknown integration look the same from outside, and take as long.
        Optional<Organization> organization = organizations.bySlug(integration);
        Optional<Secret> key = door.knows(organization.map(Organization::id).orElse(null), secret);
        if (organization.isEmpty() || key.isEmpty()) {
            throw Refused.notFound("address");
        }
        if (!organization.get().active()) {
            throw Refused.of(
                    HttpStatus.FORBIDDEN, "organization_suspended", "The organisation is suspended; nothing is read.");
        }
        OrganizationId id = organization.get().id();
        byte[] content = body == null ? new byte[0] : body;
        if (content.length > MAX_BODY) {
            throw Refused.of(HttpStatus.CONTENT_TOO_LARGE, "body_too_large", "A webhook's body has at most 256 KB.");
        }
        if (!door.accepts(id, key.get(), timestamp, signature, content)) {
            throw Refused.of(
                    HttpStatus.UNAUTHORIZED,
                    "wrong_signature",
                    "The signature is missing, wrong, older than five minutes, or was used before.");
        }
        hints.add(id, hint(content));
    }

    private Hint hint(byte[] content) {
        JsonNode body;
        try {
            body = json.readTree(content);
        } catch (JacksonException e) {
            throw Refused.of(HttpStatus.BAD_REQUEST, "malformed_body", "The body is not JSON.");
        }
        JsonNode model = body.path("_model");
        JsonNode id = body.path("_id");
        if (!model.isString() || SyncModel.named(model.stringValue()) == null) {
            throw Refused.field(
                    "_model", "unknown_model", "_model must name a model that is synced, such as crm.lead.");
        }
        if (!id.isIntegralNumber() || !id.canConvertToLong() || id.longValue() <= 0) {
            throw Refused.field("_id", "invalid_id", "_id must be the record's number.");
        }
        return new Hint(model.stringValue(), id.longValue());
    }
}
