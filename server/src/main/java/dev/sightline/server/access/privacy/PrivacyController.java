package dev.sightline.server.access.privacy;

import dev.sightline.server.access.privacy.ForgetPerson.Forgotten;
import dev.sightline.server.access.privacy.ForgetPerson.Plan;
import dev.sightline.server.identity.SignedIn;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Requires;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The right to be forgotten; for administrators. */
@RestController
@RequestMapping("/api/v2/privacy")
@Tag(name = "Privacy")
class PrivacyController {
    private final ForgetPerson forget;

    PrivacyController(ForgetPerson forget) {
        this.forget = forget;
    }

    /** @param confirm the person's id once more, as it cannot be undone */
    record ForgetWish(@Nullable String reason, @Nullable String confirm) {}

    @GetMapping("/people/{id}/forget")
    @Requires(Permission.ERASE_PEOPLE)
    @Operation(
            summary = "What forgetting a person would mean",
            description =
                    "Which records are the same person, and what would still hold something in clear. Changes nothing.")
    Plan plan(SignedIn signedIn, @PathVariable String id) {
        return forget.plan(signedIn.organization(), id);
    }

    @PostMapping("/people/{id}/forget")
    @Requires(Permission.ERASE_PEOPLE)
    @Operation(
            summary = "Forget a person for good",
            description =
                    "Destroys the keys of everything personal that is recorded of a person (user-KEY, employee-KEY,"
                            + " account-KEY) or of the contact in an opportunity (opportunity-KEY): names read as erased, addresses"
                            + " and numbers as nothing, in every view and at every past date, also after later syncs. Accounts of the"
                            + " person are closed. This cannot be undone, so confirm repeats the id. Asking again changes nothing.")
    Forgotten forget(SignedIn signedIn, Caller caller, @PathVariable String id, @RequestBody ForgetWish wish) {
        forget.requireKnown(signedIn.organization(), id);
        String reason = wish.reason();
        if (reason == null) {
            throw Refused.field("reason", "missing", "reason is required.");
        }
        if (!id.equals(wish.confirm())) {
            throw Refused.field(
                    "confirm", "not_confirmed", "This cannot be undone: confirm must repeat the person's id.");
        }
        return forget.forget(signedIn.organization(), id, reason, caller);
    }
}
