package dev.sightline.server.identity;

import dev.sightline.server.mail.Outbox;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.CountedAs;
import dev.sightline.server.platform.Open;
import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.Secret;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** For those who have forgotten their password. Tokens come in bodies, so that no log has them. */
@RestController
@RequestMapping("/api/v2/password-resets")
@Tag(name = "Password reset")
class PasswordResetController {
    private final PasswordResets resets;
    private final SignInGuard guard;
    private final Outbox outbox;

    PasswordResetController(PasswordResets resets, SignInGuard guard, Outbox outbox) {
        this.resets = resets;
        this.guard = guard;
        this.outbox = outbox;
    }

    /** @param mail whether links are sent; where not, an administrator hands one on */
    record ResetAnswer(boolean mail) {}

    record ResetWish(@Nullable String email) {}

    record ResetLink(@Nullable String token) {
        @Override
        public String toString() {
            return "ResetLink";
        }
    }

    record ResetAccount(String email) {}

    record NewPassword(@Nullable String token, @Nullable String password) {
        @Override
        public String toString() {
            return "NewPassword";
        }
    }

    @GetMapping
    @Open("whoever has forgotten their password is not signed in")
    @Operation(summary = "Whether links to set a password anew are sent by mail")
    ResetAnswer means() {
        return new ResetAnswer(outbox.sends());
    }

    @PostMapping
    @CountedAs(RateLimits.Kind.SIGN_IN)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Open("whoever has forgotten their password is not signed in")
    @Operation(summary = "Send a link to set the password anew; answers alike whether the e-mail is known or not")
    ResetAnswer ask(Caller caller, @RequestBody ResetWish wish) {
        String email = Wishes.email(wish.email());
        String address = caller.address() == null ? "" : caller.address();
        guard.attemptReset(email, address).ifPresent(wait -> {
            throw Wishes.tooMany(wait);
        });
        resets.ask(email, caller);
        return new ResetAnswer(outbox.sends());
    }

    @PostMapping("/look")
    @CountedAs(RateLimits.Kind.SIGN_IN)
    @Open("the link is the key")
    @Operation(summary = "Whose password a link sets; 410 where it is over")
    ResetAccount look(@RequestBody ResetLink link) {
        return LinkToken.parse(link.token())
                .flatMap(resets::find)
                .map(account -> new ResetAccount(account.email()))
                .orElseThrow(Wishes::linkOver);
    }

    @PostMapping("/redemption")
    @CountedAs(RateLimits.Kind.SIGN_IN)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Open("the link is the key")
    @Operation(summary = "Set the password by a link; signs out everywhere")
    void redeem(Caller caller, @RequestBody NewPassword wish) {
        LinkToken link = LinkToken.parse(wish.token()).orElseThrow(Wishes::linkOver);
        Secret password = Wishes.password(wish.password(), "password");
        try {
            if (!resets.redeem(link, password, caller)) {
                throw Wishes.linkOver();
            }
        } catch (AccountRefused e) {
            throw Wishes.notAPassword("password", e);
        }
    }
}
