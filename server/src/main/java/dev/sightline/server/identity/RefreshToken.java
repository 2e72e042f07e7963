package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * 256 random bits behind the number of the organisation ({@code 7.x8J…}), so that its row can be found under row-level
 * security. Its text form here does not show them.
 */
record RefreshToken(OrganizationId organization, String text) {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})\\." + RandomWord.FORM);

    static RefreshToken random(OrganizationId organization) {
        return new RefreshToken(organization, organization + "." + RandomWord.next());
    }

    static Optional<RefreshToken> parse(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new RefreshToken(new OrganizationId(Integer.parseInt(matcher.group(1))), text))
                : Optional.empty();
    }

    /** What the database keeps. */
    byte[] hash() {
        return RandomWord.hash(text);
    }

    @Override
    public String toString() {
        return "RefreshToken[" + organization + "]";
    }
}
