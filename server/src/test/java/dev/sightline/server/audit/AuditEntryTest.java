package dev.sightline.server.audit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.Caller;
import org.junit.jupiter.api.Test;

class AuditEntryTest {
    @Test
    void texts_are_cut_to_what_a_row_can_bear() {
        Caller caller = new Caller("1", "e".repeat(5000), "a".repeat(5000), "🙂".repeat(5000), "r\0");
        assertThat(caller.email()).hasSize(300);
        assertThat(caller.address()).hasSize(100);
        assertThat(requireNonNull(caller.userAgent()).codePoints()).hasSize(150).allMatch(point -> point == 0x1F642);
        assertThat(caller.requestId()).isEqualTo("r?");
        AuditEntry entry = AuditEntry.of("session.signed_in", caller)
                .detail("d".repeat(5000))
                .on("k", "i".repeat(5000), null);
        assertThat(entry.detail()).hasSize(1000);
        assertThat(entry.subjectId()).hasSize(300);
    }

    @Test
    void an_action_is_an_area_and_what_happened() {
        for (String wrong : new String[] {"", "signed in", "Session.signed_in", "session.signed_in.twice", "session"}) {
            assertThatThrownBy(() -> AuditEntry.of(wrong, Caller.program("test")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
