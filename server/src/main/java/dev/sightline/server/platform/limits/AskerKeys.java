package dev.sightline.server.platform.limits;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * What those who are counted are called in Redis: no address and no account can be read or guessed from it, and installations that share a
 * Redis do not meet, as each has a master key of its own. Thread-safe.
 */
final class AskerKeys {
    private static final String PREFIX = "sightline:limits:";
    private static final int BYTES = 16;

    private final SecretKey secret;

    /** @param secret for HMAC-SHA-256; servers that count together have the same */
    AskerKeys(SecretKey secret) {
        this.secret = secret;
    }

    /** Such as {@code sightline:limits:sign_in:9L6hAIu2M1Zk3oZpd1cS0g}. */
    String of(Asker asker) {
        String kind = asker.kind().name().toLowerCase(Locale.ROOT);
        try {
            Mac mac = Mac.getInstance(secret.getAlgorithm());
            mac.init(secret);
            byte[] hash = mac.doFinal((kind + " " + asker.who()).getBytes(StandardCharsets.UTF_8));
            return PREFIX + kind + ":"
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
