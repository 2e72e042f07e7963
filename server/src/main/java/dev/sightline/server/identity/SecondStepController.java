package dev.sightline.server.identity;

import dev.sightline.server.identity.SessionAnswers.AccessGranted;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.CountedAs;
import dev.sightline.server.platform.Open;
import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The second step of signing in, for those who have one. */
@RestController
@RequestMapping(SessionAnswers.PATH + "/second-step")
@Tag(name = "Session")
class SecondStepController {
    private final SignInChallenges challenges;
    private final SecondFactors factors;
    private final SignInGuard guard;
    private final KnownDevices devices;
    private final Sessions sessions;
    private final SessionAnswers answers;
    private final SignInAudit refusals;

    SecondStepController(
            SignInChallenges challenges,
            SecondFactors factors,
            SignInGuard guard,
            KnownDevices devices,
            Sessions sessions,
            SessionAnswers answers,
            SignInAudit refusals) {
        this.challenges = challenges;
        this.factors = factors;
        this.guard = guard;
        this.devices = devices;
        this.sessions = sessions;
        this.answers = answers;
        this.refusals = refusals;
    }

    /** @param code six digits of the app, or a recovery code */
    record SecondStep(@Nullable String challenge, @Nullable String code) {
        @Override
        public String toString() {
            return "SecondStep";
        }
    }

    @PostMapping
    @Open("the password was right, and nobody is signed in yet")
    @CountedAs(RateLimits.Kind.SIGN_IN)
    @Operation(summary = "Sign in with a code, after the password")
    ResponseEntity<AccessGranted> signIn(@RequestBody SecondStep body, Caller caller, HttpServletRequest request) {
        SessionAnswers.refuseOtherSites(request);
        String code = Wishes.text(body.code(), "code", 60);
        LinkToken challenge = LinkToken.parse(body.challenge()).orElseThrow(SecondStepController::over);
        String address = caller.address() == null ? "" : caller.address();
        Account account = challenges.find(challenge).orElseThrow(SecondStepController::over);
        KnownDevice device =
                devices.find(SessionCookies.DEVICE.of(request), account.email()).orElse(null);
        // A word no e-mail has before it: a wrong code is no wrong password.
        String guarded = "code " + account.email();
        guard.attempt(guarded, address, device).ifPresent(wait -> {
            refusals.locked(account.email(), caller, wait);
            throw Wishes.tooMany(wait);
        });
        // Behind the guard: whoever is told to wait has tried nothing.
        if (challenges.attempt(challenge).isEmpty()) {
            throw over();
        }
        switch (factors.check(account.email(), code)) {
            case SecondFactors.Verdict.TooMany(var wait) -> {
                refusals.locked(account.email(), caller, wait);
                throw Wishes.tooMany(wait);
            }
            case SecondFactors.Verdict.Wrong() -> {
                refusals.refused(account.email(), caller, "wrong_code");
                throw Refused.of(
                        HttpStatus.UNAUTHORIZED,
                        "wrong_code",
                        "The code is not right, or was used already. Wait for the next one and try again.");
            }
            case SecondFactors.Verdict.Right ignored -> {
                if (!challenges.use(challenge)) {
                    throw over();
                }
            }
        }
        guard.succeeded(guarded, address, device);
        return answers.granted(
                sessions.begin(account, caller).orElseThrow(SecondStepController::over),
                account.email(),
                device,
                request);
    }

    private static Refused over() {
        return Refused.of(
                HttpStatus.UNAUTHORIZED, "challenge_over", "That took too long, or too many tries. Sign in again.");
    }
}
