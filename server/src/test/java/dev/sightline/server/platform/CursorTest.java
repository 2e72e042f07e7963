package dev.sightline.server.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static final String LIST = "opportunities:-expected_revenue";

    @Test
    void gives_back_what_was_put_in() {
        Instant instant = Instant.parse("2026-11-21T04:00:00.123456Z");
        String text =
                Cursor.close(LIST, new BigDecimal("1E+3"), 42L, "odoo-6 é", null, instant, LocalDate.of(2026, 2, 28));
        Cursor cursor = Cursor.open(LIST, 6, text);
        assertThat(cursor.decimal(0)).isEqualByComparingTo("1000");
        assertThat(cursor.number(1)).isEqualTo(42);
        assertThat(cursor.text(2)).isEqualTo("odoo-6 é");
        assertThat(cursor.text(3)).isNull();
        assertThat(cursor.decimal(3)).isNull();
        assertThat(cursor.instant(4)).isEqualTo(instant);
        assertThat(cursor.day(5)).isEqualTo("2026-02-28");
    }

    @Test
    void is_good_for_its_own_list_and_order_only() {
        String text = Cursor.close(LIST, "a");
        refused(() -> Cursor.open("opportunities:name", 1, text));
        refused(() -> Cursor.open(LIST, 2, text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "!!!", "AAAA", "null", "0", "-1", "9999999999999999", "../../etc/passwd", "e30"})
    void refuses_what_it_did_not_make(String text) {
        refused(() -> Cursor.open(LIST, 1, text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "1E999999999", "-1E-999999999", "NaN", "1e19"})
    void refuses_values_that_are_not_what_they_should_be(String value) {
        Cursor cursor = Cursor.open(LIST, 1, Cursor.close(LIST, value));
        refused(() -> cursor.decimal(0));
        refused(() -> cursor.number(0));
        refused(() -> cursor.instant(0));
        refused(() -> cursor.day(0));
    }

    @Test
    void refuses_times_that_the_database_cannot_hold() {
        refused(() -> Cursor.open(LIST, 1, Cursor.close(LIST, Instant.MAX)).instant(0));
        refused(() -> Cursor.open(LIST, 1, Cursor.close(LIST, LocalDate.MIN)).day(0));
        refused(() -> Cursor.open(LIST, 1, Cursor.close(LIST, "a\0b")));
    }

    @Test
    void any_bytes_are_a_cursor_or_refused() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Base64.getUrlDecoder().decode(Cursor.close(LIST, "abc", 7));
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            String text = Base64.getUrlEncoder().encodeToString(bytes);
            try {
                Cursor.open(LIST, 2, text).number(1);
            } catch (Refused expected) {
                assertThat(expected.code()).as("seed %d", seed).isEqualTo("invalid_cursor");
            }
        }
    }

    private static void refused(ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo("invalid_cursor"));
    }
}
