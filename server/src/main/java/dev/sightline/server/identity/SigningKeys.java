package dev.sightline.server.identity;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.sightline.server.platform.SightlineSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The key that signs access tokens, and those that did so until lately: they verify as long as tokens of theirs may be about. A key
 * that another process has put in place is taken up within seconds, and at once where a token names one that is not known. Thread-safe.
 */
@Component
class SigningKeys implements JWKSource<SecurityContext> {
    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);
    private static final Duration LOOKED_EVERY = Duration.ofSeconds(5);
    /** A server that has not looked yet signs with the old key for a moment. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final SightlineSettings settings;
    private final Clock clock;
    private volatile Known known;

    SigningKeys(SightlineSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.known = load();
    }

    /**
     * @param file whose content the key is of
     * @param version of the file
     */
    private record Known(RSAKey current, List<Retired> retired, Path file, Object version, Instant looked) {}

    private record Retired(RSAKey key, Instant until) {}

    /** The one that signs. */
    RSAKey current() {
        Duration since = Duration.between(known.looked, clock.instant());
        // A clock that was set back must not keep an old key in force.
        if (since.isNegative() || since.compareTo(LOOKED_EVERY) > 0) {
            look();
        }
        return known.current;
    }

    /** All that verify, the one that signs first. */
    List<RSAKey> verifying() {
        List<RSAKey> keys = new ArrayList<>();
        keys.add(current());
        Instant now = clock.instant();
        known.retired.stream().filter(key -> key.until.isAfter(now)).forEach(key -> keys.add(key.key));
        return keys;
    }

    /** Whether tokens of the key of this id are good; cheap enough for every request. */
    boolean verifies(String id) {
        if (id.equals(current().getKeyID())) {
            return true;
        }
        Instant now = clock.instant();
        return known.retired.stream().anyMatch(key -> key.until.isAfter(now) && id.equals(key.key.getKeyID()));
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        List<JWK> fitting = selector.select(new JWKSet(List.copyOf(verifying())));
        if (fitting.isEmpty()) {
            look();
            fitting = selector.select(new JWKSet(List.copyOf(verifying())));
        }
        return fitting;
    }

    private void look() {
        try {
            Known before = known;
            if (before.version.equals(version(before.file))) {
                known = new Known(before.current, before.retired, before.file, before.version, clock.instant());
            } else {
                known = load();
                log.info("access tokens are signed with the key {} now", known.current.getKeyID());
            }
        } catch (IOException | RuntimeException e) {
            // The key that there is goes on.
            log.warn("the signing key cannot be looked at: {}", e.getMessage());
        }
    }

    private Known load() {
        RSAKey current = SigningKey.load(settings);
        Path file = SigningKey.file(settings);
        List<Retired> retired = new ArrayList<>();
        Duration life = settings.token().accessLifetime().plus(MARGIN);
        try {
            for (SigningKey.RetiredFile old : SigningKey.retired(file)) {
                Instant until = old.at().plus(life);
                if (until.isAfter(clock.instant())) {
                    retired.add(new Retired(SigningKey.read(old.file(), "sightline.token.key-file"), until));
                }
            }
            return new Known(current, List.copyOf(retired), file, version(file), clock.instant());
        } catch (IOException e) {
            throw new UncheckedIOException("the keys beside " + file + " cannot be listed", e);
        }
    }

    /**
     * Another inode is another version, too: two keys may have come within one tick of the file system's clock. So is another set of
     * old keys beside: whoever removes a stolen one ends its tokens.
     */
    private static Object version(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return List.of(
                attributes.lastModifiedTime(),
                attributes.size(),
                String.valueOf(attributes.fileKey()),
                Set.copyOf(SigningKey.retired(file)));
    }
}
