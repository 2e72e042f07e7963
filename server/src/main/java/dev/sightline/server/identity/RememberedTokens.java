package dev.sightline.server.identity;

import java.time.Instant;
import java.time.InstantSource;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.util.ConcurrentLruCache;

/**
 * Checks a token's signature once and not at each of the requests that carry it: the check is a good part of what a small
 * request costs. Only good tokens are remembered, to the letter, and none beyond its time; whether its session goes on is
 * asked of the database each time anyway ({@link SignedInTokens}). Thread-safe.
 */
final class RememberedTokens implements JwtDecoder {
    /** Some kilobytes each. */
    private static final int MOST = 1_000;

    private final JwtDecoder decoder;
    private final InstantSource clock;
    private final ConcurrentLruCache<String, Jwt> good;

    RememberedTokens(JwtDecoder decoder, InstantSource clock) {
        this.decoder = decoder;
        this.clock = clock;
        // What the decoder refuses it throws, and nothing is kept.
        this.good = new ConcurrentLruCache<>(MOST, decoder::decode);
    }

    @Override
    public Jwt decode(String token) {
        Jwt remembered = good.get(token);
        Instant expiry = remembered.getExpiresAt();
        if (expiry != null && clock.instant().isBefore(expiry)) {
            return remembered;
        }
        good.remove(token);
        return decoder.decode(token);
    }
}
