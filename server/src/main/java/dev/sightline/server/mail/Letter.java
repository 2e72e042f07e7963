package dev.sightline.server.mail;

import dev.sightline.server.platform.EmailAddress;
import java.time.Instant;

/**
 * A mail of plain text. Its text form shows neither whom it is to nor what it says. Immutable.
 *
 * @param subject one line; what would break it becomes blanks
 * @param goodUntil after that it is of no use, and not sent any more
 */
public record Letter(String to, String subject, String text, Instant goodUntil) {
    public Letter {
        if (!EmailAddress.isOne(to)) {
            throw new IllegalArgumentException("a letter is to one e-mail address");
        }
        subject = subject.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    @Override
    public String toString() {
        return "Letter";
    }
}
