package dev.sightline.server.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.RawConnection;
import dev.sightline.server.identity.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Bodies of 100 MB, announced and not, of every kind; and bodies that never end coming. */
@ExtendWith(OutputCaptureExtension.class)
class LargeBodiesIT extends AttackTest {
    private static final long LARGE = 100L * 1024 * 1024;
    /** Far more than is read before the refusal and what the sockets hold, far less than was to come. */
    private static final long REFUSED_BY = LARGE / 4;

    private static final List<String> TYPES = List.of(
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "text/plain",
            "application/octet-stream",
            "application/x-ndjson");

    @Test
    void one_that_says_how_long_it_is_is_refused_unsent() throws IOException {
        for (String place : List.of("/api/v2/session", "/webhooks/odoo/main/" + WEBHOOK_SECRET, "/api/v2/none", "/")) {
            for (String type : TYPES) {
                for (String more : List.of("", "Expect: 100-continue\r\n", "Content-Encoding: gzip\r\n")) {
                    try (RawConnection connection = RawConnection.to(address("/"))) {
                        String head = connection
                                .send(head(place, type) + more + "Content-Length: " + LARGE + "\r\n\r\n")
                                .head();
                        assertThat(RawConnection.status(head))
                                .as(place + " " + type + " " + more)
                                .isEqualTo(413);
                    }
                }
            }
        }
    }

    @Test
    void one_that_does_not_is_refused_on_the_way() throws Exception {
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> sent = new ArrayList<>();
            for (String place : List.of("/api/v2/session", "/webhooks/odoo/main/" + WEBHOOK_SECRET, "/api/v2/none")) {
                for (String type : TYPES) {
                    sent.add(senders.submit(() -> chunks(place, type)));
                }
            }
            for (Future<Long> each : sent) {
                assertThat(each.get()).isLessThan(REFUSED_BY);
            }
        }
        assertThat(signIn(account(organization(), Role.CEO))).isNotEmpty();
    }

    @Test
    void who_goes_in_the_middle_of_one_fills_no_log(CapturedOutput output) throws IOException {
        for (int i = 0; i < 5; i++) {
            try (RawConnection connection = RawConnection.to(address("/"))) {
                connection.send(head("/api/v2/session", "application/json") + "Content-Length: 500\r\n\r\n{");
            }
        }
        // What is sent after these is looked at after these.
        for (int i = 0; i < 20; i++) {
            assertThat(get("/readyz", null).status()).isEqualTo(200);
        }
        assertThat(output.getAll()).doesNotContain("EOFException", "ErrorPage");
    }

    @Test
    void many_that_never_end_keep_nobody_from_being_answered() throws IOException {
        List<RawConnection> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                RawConnection connection = RawConnection.to(address("/"));
                slow.add(connection);
                connection.send(head("/api/v2/session", "application/json") + "Content-Length: 500\r\n\r\n{");
            }
            String token = signIn(account(organization(), Role.ADMIN));
            for (int i = 0; i < 50; i++) {
                for (RawConnection each : slow.subList(i, i + 5)) {
                    trickle(each);
                }
                assertThat(get("/api/v2/session", token).status()).isEqualTo(200);
            }
            assertThat(get("/readyz", null).status()).isEqualTo(200);
        } finally {
            for (RawConnection each : slow) {
                each.close();
            }
        }
    }

    private static void trickle(RawConnection connection) {
        try {
            connection.send(" ");
        } catch (IOException cutOff) {
            // It was not waited for any longer, on a slow day.
        }
    }

    /** Sends until it is answered or cut off; how much it got rid of. */
    private long chunks(String place, String type) throws IOException {
        byte[] chunk = ("4000\r\n" + "a".repeat(0x4000) + "\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        long sent = 0;
        try (RawConnection connection = RawConnection.to(address("/"))) {
            connection.send(head(place, type) + "Transfer-Encoding: chunked\r\n\r\n");
            try {
                while (sent < LARGE && !connection.answered()) {
                    connection.send(chunk);
                    sent += chunk.length;
                }
            } catch (IOException cutOff) {
                return sent;
            }
            assertThat(RawConnection.status(connection.head()))
                    .as(place + " " + type)
                    .isBetween(400, 431);
            return sent;
        }
    }

    private static String head(String place, String type) {
        return "POST " + place + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: " + type + "\r\n";
    }
}
