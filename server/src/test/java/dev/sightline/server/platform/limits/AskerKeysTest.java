package dev.sightline.server.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.platform.RateLimits.Kind;
import java.util.HashSet;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class AskerKeysTest {
    private final AskerKeys keys = keys(1);

    @Test
    void serversWithTheSameSecretCallAnAskerTheSame() {
        Asker asker = new Asker(Kind.SIGN_IN, "198.51.100.7");

        assertThat(keys.of(asker)).isEqualTo(keys(1).of(asker)).startsWith("sightline:limits:sign_in:");
        assertThat(keys.of(asker)).isNotEqualTo(keys(2).of(asker));
        assertThat(keys.of(asker)).hasSize("sightline:limits:sign_in:".length() + 22);
    }

    @Test
    void noTwoAskersShareAKeyAndNoneCanBeReadFromIt() {
        Set<String> all = new HashSet<>();
        for (Kind kind : Kind.values()) {
            for (String who : new String[] {"198.51.100.7", "198.51.100.8", "7/1f0e", "device 1f0e", ""}) {
                String key = keys.of(new Asker(kind, who));
                all.add(key);
                assertThat(who.isEmpty() || !key.contains(who)).as(key).isTrue();
            }
        }
        assertThat(all).hasSize(Kind.values().length * 5);
    }

    private static AskerKeys keys(int seed) {
        byte[] secret = new byte[32];
        secret[0] = (byte) seed;
        return new AskerKeys(new SecretKeySpec(secret, "HmacSHA256"));
    }
}
