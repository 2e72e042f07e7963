package dev.sightline.server.identity;

import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.FieldProblem;
import dev.sightline.server.platform.PathIds;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Requires;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Keys for services, for administrators. A key is sent as a bearer token. */
@RestController
@RequestMapping("/api/v2/api-keys")
@Tag(name = "API keys")
class ApiKeysController {
    private static final int LONGEST_NAME = 80;
    private static final Duration USUAL_LIFE = Duration.ofDays(90);
    private static final Duration LONGEST_LIFE = Duration.ofDays(366);

    private final ApiKeys keys;
    private final Clock clock;

    ApiKeysController(ApiKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * @param scope {@code READ_ONLY}: all records of the organisation; {@code INGEST}: publish events
     * @param expiresAt at most 366 days from now; in 90 days where it is not given
     */
    record KeyWish(
            @Nullable String name,
            ApiKey.@Nullable Scope scope,
            @Nullable Instant expiresAt) {}

    record KeysAnswer(List<ApiKey> items) {}

    /** @param key shown this once */
    record KeyMade(ApiKey known, String key) {
        @Override
        public String toString() {
            return "KeyMade[" + known.id() + "]";
        }
    }

    @GetMapping
    @Requires(Permission.MANAGE_API_KEYS)
    @Operation(summary = "The keys there are, those in force first")
    KeysAnswer list(SignedIn signedIn) {
        return new KeysAnswer(keys.all(signedIn.organization()));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Requires(Permission.MANAGE_API_KEYS)
    @Operation(summary = "Make a key; it is shown in this answer and never again")
    KeyMade make(SignedIn signedIn, Caller caller, @RequestBody KeyWish wish) {
        signedIn.refuseVisitor("make keys");
        Instant now = clock.instant();
        Instant expires = wish.expiresAt() == null ? now.plus(USUAL_LIFE) : wish.expiresAt();
        List<FieldProblem> problems = new ArrayList<>();
        String name = wish.name() == null ? "" : wish.name().strip();
        if (name.isEmpty()) {
            problems.add(new FieldProblem("name", "missing", "name is required."));
        } else if (name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            problems.add(new FieldProblem(
                    "name", "invalid_value", "name must be one line of at most " + LONGEST_NAME + " characters."));
        }
        ApiKey.Scope scope = wish.scope();
        if (scope == null) {
            problems.add(new FieldProblem("scope", "missing", "scope is required."));
        }
        if (!expires.isAfter(now) || expires.isAfter(now.plus(LONGEST_LIFE))) {
            problems.add(new FieldProblem(
                    "expires_at",
                    "invalid_value",
                    "expires_at must be in the future, at most " + LONGEST_LIFE.toDays() + " days from now."));
        }
        if (scope == null || !problems.isEmpty()) {
            throw Refused.fields(problems);
        }
        ApiKeys.Made made = keys.make(signedIn.organization(), name, scope, expires, caller);
        return new KeyMade(made.known(), made.key());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Requires(Permission.MANAGE_API_KEYS)
    @Operation(summary = "Revoke a key; its next request is refused")
    void revoke(SignedIn signedIn, Caller caller, @PathVariable String id) {
        if (!keys.revoke(signedIn.organization(), PathIds.uuid(id, "key"), caller)) {
            throw Refused.notFound("key");
        }
    }
}
