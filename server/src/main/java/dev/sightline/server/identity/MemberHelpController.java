package dev.sightline.server.identity;

import dev.sightline.server.mail.Outbox;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.PathIds;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Requires;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What administrators do for people who cannot get in any more. */
@RestController
@RequestMapping("/api/v2/members/{id}")
@Tag(name = "Members")
class MemberHelpController {
    private final MemberHelp help;
    private final PasswordResets resets;
    private final SecondFactors factors;
    private final Accounts accounts;
    private final Outbox outbox;

    MemberHelpController(
            MemberHelp help, PasswordResets resets, SecondFactors factors, Accounts accounts, Outbox outbox) {
        this.help = help;
        this.resets = resets;
        this.factors = factors;
        this.accounts = accounts;
        this.outbox = outbox;
    }

    /**
     * @param mailed whether it is on its way to the person
     * @param path of the page that the link opens, where it is not mailed: to be handed on, and shown this once
     */
    record LinkAnswer(boolean mailed, @Nullable String path, Instant expiresAt) {
        @Override
        public String toString() {
            return "LinkAnswer";
        }
    }

    @PostMapping("/password-reset")
    @Requires(Permission.MANAGE_MEMBERS)
    @Operation(summary = "Mail somebody a link to set their password anew, or get one to hand on where no mail is sent")
    LinkAnswer reset(SignedIn signedIn, Caller caller, @PathVariable String id) {
        Account account = help.helped(signedIn, PathIds.uuid(id, "account"), caller);
        PasswordResets.Offered offered = resets.offer(account, signedIn.visiting(), caller);
        boolean mailed = outbox.sends();
        return new LinkAnswer(mailed, mailed ? null : offered.link().behind(PasswordResets.PAGE), offered.expiresAt());
    }

    @DeleteMapping("/second-factor")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Requires(Permission.MANAGE_MEMBERS)
    @Operation(
            summary =
                    "Take the second step off somebody who has lost it: they are signed out everywhere, and sign in with their"
                            + " password alone")
    void takeOff(SignedIn signedIn, Caller caller, @PathVariable String id) {
        Account account = help.helped(signedIn, PathIds.uuid(id, "account"), caller);
        if (!factors.takeOff(account.email())) {
            throw Refused.of(HttpStatus.CONFLICT, "not_on", "This person signs in with their password alone.");
        }
        accounts.recordEverywhere("second_factor.taken_off", account.email(), caller);
    }
}
