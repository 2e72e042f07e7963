package dev.sightline.server.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Somebody else, who goes on asking for something light while a server is attacked: each question is answered with 200, and within
 * {@link #PATIENCE}. Begins at once; {@link #end} says what came of it.
 */
final class Probe {
    /** Far longer than any of the answers takes, on a busy machine too; whoever waits longer has gone. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration PAUSE = Duration.ofMillis(20);
    /** Of each of the questions, however short the attack was. */
    private static final int ROUNDS = 2;

    private final HttpClient client;
    private final List<HttpRequest> questions;
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean over;

    /** @param client of an address of its own; closed at the end */
    Probe(HttpClient client, List<HttpRequest.Builder> questions) {
        this.client = client;
        this.questions =
                questions.stream().map(each -> each.timeout(PATIENCE).build()).toList();
        this.thread = Thread.ofPlatform().name("probe").start(this::ask);
    }

    private void ask() {
        for (int asked = 0; wrong.isEmpty() && (!over || asked < ROUNDS * questions.size()); asked++) {
            HttpRequest question = questions.get(asked % questions.size());
            try {
                int status = client.send(question, BodyHandlers.discarding()).statusCode();
                if (status == 200) {
                    answered.incrementAndGet();
                } else {
                    wrong.add(question.uri() + ": " + status);
                }
            } catch (IOException e) {
                wrong.add(question.uri() + ": " + e);
            } catch (InterruptedException e) {
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Waits for the last answer; fails where one did not come. */
    void end(int atLeast) throws InterruptedException {
        over = true;
        thread.join();
        client.close();
        assertThat(wrong).as("somebody else, meanwhile").isEmpty();
        assertThat(answered.get()).as("answers to somebody else, meanwhile").isGreaterThanOrEqualTo(atLeast);
    }
}
