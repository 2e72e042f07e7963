package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * 256 random bits behind the number of the organisation ({@code 7.x8J…}), so that its row can be found under row-level
 * security. Its text form here does not show them.
 */
record RefreshToken(OrganizationId organization, String text) {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})\\.[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    static RefreshToken random(OrganizationId organization) {
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        return new RefreshToken(
                organization,
                organization + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
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

    /** What the database keeps. Unsalted: there is nothing to guess in 256 random bits. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "RefreshToken[" + organization + "]";
    }
}
