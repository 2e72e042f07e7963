package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import org.junit.jupiter.api.Test;

class SessionIT extends ServerTest {

    @Test
    void signs_in_and_is_let_in() {
        Account account = account(organization(), Role.SALES_REP);
        String token = signIn(account);
        assertThat(get("/api/v2/nothing-here", token).status()).isEqualTo(404);
        assertThat(get("/api/v2/nothing-here", null).status()).isEqualTo(401);
    }
}
