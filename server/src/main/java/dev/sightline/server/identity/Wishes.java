package dev.sightline.server.identity;

import dev.sightline.server.platform.EmailAddress;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** The fields of requests that people send before they are in, and the refusals that these share. Stateless. */
final class Wishes {
    private Wishes() {}

    /** @throws Refused 400 where it is none */
    static String email(@Nullable String value) {
        String email = text(value, "email", 254).strip();
        if (!EmailAddress.isOne(email)) {
            throw Refused.field("email", "invalid_value", "email must be an e-mail address.");
        }
        return email;
    }

    /** @throws Refused 400 where it is missing, too long or holds what the database cannot */
    static String text(@Nullable String value, String field, int longest) {
        if (value == null || value.isBlank()) {
            throw Refused.field(field, "missing", field + " is required.");
        }
        if (value.length() > longest || value.indexOf('\0') >= 0) {
            throw Refused.field(field, "invalid_value", field + " is not of the right form.");
        }
        return value;
    }

    static Secret password(@Nullable String value, String field) {
        return new Secret(text(value, field, Passwords.MAX_LENGTH));
    }

    /** One line of what somebody is called. */
    static String name(@Nullable String value) {
        String name = text(value, "name", 100).strip();
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw Refused.field("name", "invalid_value", "name must be one line.");
        }
        return name;
    }

    static Refused notAPassword(String field, AccountRefused refused) {
        return Refused.field(field, "invalid_password", field + ": " + refused.getMessage() + ".");
    }

    /** Alike for a link that never was, was used, was revoked or is too old. */
    static Refused linkOver() {
        return Refused.of(HttpStatus.GONE, "link_over", "This link has been used, or is too old. Ask for a new one.");
    }

    static Refused tooMany(Duration wait) {
        return Refused.later(
                HttpStatus.TOO_MANY_REQUESTS,
                "too_many_attempts",
                "There were too many attempts. Wait a little and try again.",
                wait);
    }
}
