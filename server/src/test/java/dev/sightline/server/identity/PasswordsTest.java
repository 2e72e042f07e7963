package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.server.platform.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
    private final Passwords passwords = new Passwords();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password123",
                "P@ssw0rd123",
                "1234567890",
                "qwertyuiop",
                "aaaaaaaaaaaa",
                "sightline2026",
                "iloveyou123"
            })
    void common_ones_are_refused_also_dressed_up(String common) {
        assertThatThrownBy(() -> passwords.hash(new Secret(common)))
                .isInstanceOf(AccountRefused.class)
                .hasMessageContaining("easy to guess")
                .hasMessageNotContaining(common);
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "\ud800 half a character"})
    void what_is_too_short_or_no_text_is_refused(String wrong) {
        assertThatThrownBy(() -> passwords.hash(new Secret(wrong))).isInstanceOf(AccountRefused.class);
    }

    @Test
    void some_words_that_do_not_belong_together_are_taken_and_long_ones_soon() {
        String hash = passwords.hash(new Secret("correct horse battery"));
        assertThat(passwords.matches(new Secret("correct horse battery"), hash)).isTrue();
        assertThat(passwords.matches(new Secret("correct horse batterz"), hash)).isFalse();
        String longest = "lamp river ".repeat(Passwords.MAX_LENGTH / 11);
        assertThat(passwords.matches(new Secret(longest), passwords.hash(new Secret(longest))))
                .isTrue();
    }
}
