package dev.sightline.server.identity;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Predicate;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.util.ConcurrentLruCache;

/**
 * Checks a token's signature once and not at each of the requests that carry it: the check is a good part of what a small
 * request costs. Only good tokens are remembered, to the letter, and none beyond its time or that of the key that signed it: whoever
 * has stolen a key could else have a token of his remembered for as long as he likes. Whether the session goes on is
 * asked of the database each time anyway ({@link SignedInTokens}). Thread-safe.
 */
final class RememberedTokens implements JwtDecoder {
    /** Some kilobytes each. */
    private static final int MOST = 1_000;

    private final JwtDecoder decoder;
    private final InstantSource clock;
    private final Predicate<String> keyVerifies;
    private final ConcurrentLruCache<String, Jwt> good;

    /** @param keyVerifies whether tokens of the key of this id are still good; asked at every request */
    RememberedTokens(JwtDecoder decoder, InstantSource clock, Predicate<String> keyVerifies) {
        this.decoder = decoder;
        this.clock = clock;
        this.keyVerifies = keyVerifies;
        // What the decoder refuses it throws, and nothing is kept.
        this.good = new ConcurrentLruCache<>(MOST, decoder::decode);
    }

    @Override
    public Jwt decode(String token) {
        Jwt remembered = good.get(token);
        Instant expiry = remembered.getExpiresAt();
        if (expiry != null
                && clock.instant().isBefore(expiry)
                && remembered.getHeaders().get("kid") instanceof String key
                && keyVerifies.test(key)) {
            return remembered;
        }
        good.remove(token);
        return decoder.decode(token);
    }
}
