package dev.sightline.server.identity;

import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.RequiresSignIn;
import dev.sightline.server.platform.Secret;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.util.encoders.Base32;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** One's own second step. Each change asks for the password: a page left open, or a stolen token, must not lock the owner out. */
@RestController
@RequestMapping("/api/v2/second-factor")
@Tag(name = "Session")
class SecondFactorController {
    private final SecondFactors factors;
    private final Identities identities;
    private final Passwords passwords;
    private final SignInGuard guard;
    private final KnownDevices devices;
    private final SignInAudit refusals;
    private final Accounts accounts;
    private final Sessions sessions;

    SecondFactorController(
            SecondFactors factors,
            Identities identities,
            Passwords passwords,
            SignInGuard guard,
            KnownDevices devices,
            SignInAudit refusals,
            Accounts accounts,
            Sessions sessions) {
        this.sessions = sessions;
        this.factors = factors;
        this.identities = identities;
        this.passwords = passwords;
        this.guard = guard;
        this.devices = devices;
        this.refusals = refusals;
        this.accounts = accounts;
    }

    /**
     * @param possible whether one has signed in with a password, which it is the second step after
     * @param since null where it is off
     */
    record SecondFactorAnswer(boolean possible, @Nullable Instant since, int recoveryCodes) {}

    record PasswordProof(@Nullable String password) {
        @Override
        public String toString() {
            return "PasswordProof";
        }
    }

    /**
     * @param secret for typing, in Base32
     * @param uri for a QR code, {@code otpauth://totp/…}
     */
    record Enrolment(String secret, String uri) {
        @Override
        public String toString() {
            return "Enrolment";
        }
    }

    record CodeProof(@Nullable String code) {
        @Override
        public String toString() {
            return "CodeProof";
        }
    }

    /** Shown this once. */
    record RecoveryCodes(List<String> recoveryCodes) {
        @Override
        public String toString() {
            return "RecoveryCodes";
        }
    }

    @GetMapping
    @RequiresSignIn
    @Operation(
            summary =
                    "Whether signing in takes a second step; for who has come by a provider, as if there were no password")
    SecondFactorAnswer state(SignedIn signedIn) {
        signedIn.requireSession();
        if (sessions.byProvider(signedIn)) {
            return new SecondFactorAnswer(false, null, 0);
        }
        Optional<SecondFactors.State> state = factors.state(signedIn.email());
        return new SecondFactorAnswer(
                identities.passwordHash(signedIn.email()).isPresent(),
                state.map(SecondFactors.State::since).orElse(null),
                state.map(SecondFactors.State::recoveryCodes).orElse(0));
    }

    @PostMapping("/enrolment")
    @RequiresSignIn
    @Operation(summary = "Begin: a secret for an authenticator app; nothing is asked for until a code confirms it")
    Enrolment begin(SignedIn signedIn, Caller caller, @RequestBody PasswordProof proof, HttpServletRequest request) {
        prove(signedIn, caller, proof, request);
        byte[] secret = factors.begin(signedIn.email(), signedIn.organization())
                .orElseThrow(() -> Refused.of(
                        HttpStatus.CONFLICT, "already_on", "The second step is on already. Turn it off first."));
        String text = Base32.toBase32String(secret);
        String uri = "otpauth://totp/Sightline:%s?secret=%s&issuer=Sightline&algorithm=SHA1&digits=6&period=30"
                .formatted(encoded(signedIn.email()), text);
        return new Enrolment(text, uri);
    }

    @PostMapping("/confirmation")
    @RequiresSignIn
    @Operation(summary = "Turn it on, with a code of the app; answers the recovery codes, once")
    RecoveryCodes confirm(SignedIn signedIn, Caller caller, @RequestBody CodeProof proof, HttpServletRequest request) {
        signedIn.requireSession();
        sessions.requirePassword(signedIn);
        String code = Wishes.text(proof.code(), "code", 60);
        Guarded guarded = slow(signedIn, caller, request);
        List<String> codes = factors.confirm(signedIn.email(), code)
                .orElseThrow(() -> Refused.field(
                        "code", "wrong_code", "This is not the code that the app shows now. Try the next one."));
        guard.succeeded(signedIn.email(), guarded.address(), guarded.device());
        accounts.recordEverywhere("second_factor.turned_on", signedIn.email(), caller);
        return new RecoveryCodes(codes);
    }

    @PostMapping("/recovery-codes")
    @RequiresSignIn
    @Operation(summary = "Other recovery codes; those before are good no more")
    RecoveryCodes renew(
            SignedIn signedIn, Caller caller, @RequestBody PasswordProof proof, HttpServletRequest request) {
        prove(signedIn, caller, proof, request);
        List<String> codes = factors.renewCodes(signedIn.email())
                .orElseThrow(() -> Refused.of(HttpStatus.CONFLICT, "not_on", "The second step is not on."));
        accounts.recordEverywhere("second_factor.codes_renewed", signedIn.email(), caller);
        return new RecoveryCodes(codes);
    }

    @PostMapping("/removal")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @RequiresSignIn
    @Operation(summary = "Turn it off")
    void remove(SignedIn signedIn, Caller caller, @RequestBody PasswordProof proof, HttpServletRequest request) {
        prove(signedIn, caller, proof, request);
        if (factors.remove(signedIn.email())) {
            accounts.recordEverywhere("second_factor.turned_off", signedIn.email(), caller);
        }
    }

    private void prove(SignedIn signedIn, Caller caller, PasswordProof proof, HttpServletRequest request) {
        signedIn.requireSession();
        sessions.requirePassword(signedIn);
        Secret password = Wishes.password(proof.password(), "password");
        Guarded guarded = slow(signedIn, caller, request);
        String hash = identities
                .passwordHash(signedIn.email())
                .orElseThrow(() -> Refused.of(
                        HttpStatus.CONFLICT,
                        "no_password",
                        "You do not sign in with a password here. The second step is your provider's to ask for."));
        if (!passwords.matches(password, hash)) {
            refusals.refused(signedIn.email(), caller, "wrong_password");
            throw Refused.field("password", "wrong_password", "This is not your password.");
        }
        guard.succeeded(signedIn.email(), guarded.address(), guarded.device());
    }

    /** What an attempt was counted by. */
    private record Guarded(String address, @Nullable KnownDevice device) {}

    /** Whoever finds a page left open must not guess faster than at the door. */
    private Guarded slow(SignedIn signedIn, Caller caller, HttpServletRequest request) {
        Guarded guarded = new Guarded(
                caller.address() == null ? "" : caller.address(),
                devices.find(SessionCookies.DEVICE.of(request), signedIn.email())
                        .orElse(null));
        guard.attempt(signedIn.email(), guarded.address(), guarded.device()).ifPresent(wait -> {
            throw Wishes.tooMany(wait);
        });
        return guarded;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
