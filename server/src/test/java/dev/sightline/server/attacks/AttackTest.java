package dev.sightline.server.attacks;

import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Role;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An attack on a server that somebody else is using: throughout each test they are answered. */
abstract class AttackTest extends ServerTest {
    private Probe probe;
    private int expected = 2;

    @BeforeEach
    void somebodyElseAsks() {
        String token = signIn(account(organization(), Role.CEO));
        probe = new Probe(
                elsewhere(nextNumber()),
                List.of(
                        HttpRequest.newBuilder(address("/livez")),
                        HttpRequest.newBuilder(address("/api/v2/session")).header("Authorization", "Bearer " + token)));
    }

    /** Of an attack that takes its time. */
    protected void expectAnswersMeanwhile(int atLeast) {
        expected = atLeast;
    }

    @AfterEach
    void somebodyElseWasAnswered() throws InterruptedException {
        probe.end(expected);
    }
}
