package dev.sightline.server.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {

    @Test
    void is_the_first_fifty_where_nothing_is_asked_for() {
        assertThat(Page.parse(null, null)).isEqualTo(new Page(50, null));
        assertThat(Page.parse("200", "abc")).isEqualTo(new Page(200, "abc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "201", "-1", "+5", "", " 5", "5.0", "1e2", "99999999999999999999", "٣", "ten"})
    void refuses_absurd_sizes(String limit) {
        assertThatThrownBy(() -> Page.parse(limit, null))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo("invalid_limit"));
    }

    @Test
    void refuses_a_cursor_of_any_length() {
        assertThatThrownBy(() -> Page.parse(null, "A".repeat(5000))).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> Page.parse(null, "")).isInstanceOf(Refused.class);
    }

    @Test
    void amounts_leave_without_idle_zeros() {
        assertThat(Money.plain(new BigDecimal("1500.0000"))).hasToString("1500");
        assertThat(Money.plain(new BigDecimal("0.00005"))).hasToString("0");
        assertThat(Money.plain(new BigDecimal("2.50000"))).hasToString("2.5");
        assertThat(Money.plain(new BigDecimal("1E+6"))).hasToString("1000000");
    }
}
