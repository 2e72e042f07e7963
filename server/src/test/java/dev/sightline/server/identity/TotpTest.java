package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @CsvSource({
        "59, 94287082",
        "1111111109, 07081804",
        "1111111111, 14050471",
        "1234567890, 89005924",
        "2000000000, 69279037",
        "20000000000, 65353130"
    })
    void agrees_with_the_vectors_of_rfc_6238(long second, String code) {
        assertThat(Totp.code(SECRET, Totp.step(Instant.ofEpochSecond(second)), 8))
                .isEqualTo(code);
    }

    @Test
    void agrees_with_the_vectors_of_rfc_4226() {
        assertThat(IntStream.range(0, 10).mapToObj(step -> Totp.code(SECRET, step, 6)))
                .containsExactly(
                        "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
                        "520489");
    }

    @Test
    void takes_the_code_of_now_and_of_half_a_minute_before_and_after() {
        Instant now = Instant.ofEpochSecond(1_000_000);
        long step = Totp.step(now);
        for (long near = step - 1; near <= step + 1; near++) {
            assertThat(Totp.match(SECRET, Totp.code(SECRET, near, 6), now, 0)).hasValue(near);
        }
        assertThat(Totp.match(SECRET, Totp.code(SECRET, step - 2, 6), now, 0)).isEmpty();
        assertThat(Totp.match(SECRET, Totp.code(SECRET, step + 2, 6), now, 0)).isEmpty();
    }

    @Test
    void takes_no_code_twice_nor_one_before_it() {
        Instant now = Instant.ofEpochSecond(1_000_000);
        long step = Totp.step(now);
        assertThat(Totp.match(SECRET, Totp.code(SECRET, step, 6), now, step)).isEmpty();
        assertThat(Totp.match(SECRET, Totp.code(SECRET, step - 1, 6), now, step))
                .isEmpty();
        assertThat(Totp.match(SECRET, Totp.code(SECRET, step + 1, 6), now, step))
                .hasValue(step + 1);
    }

    @Test
    void recovery_codes_are_taken_however_they_are_typed() {
        String code = RecoveryCode.next();
        assertThat(code).matches("([a-km-np-z2-9]{4}-){3}[a-km-np-z2-9]{4}");
        assertThat(RecoveryCode.hash(code.toUpperCase(java.util.Locale.ROOT).replace("-", " ")))
                .isEqualTo(RecoveryCode.hash(code));
        assertThat(RecoveryCode.next()).isNotEqualTo(code);
    }
}
