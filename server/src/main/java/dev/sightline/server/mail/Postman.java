package dev.sightline.server.mail;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.mail.WaitingLetters.Taken;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Takes letters from the outbox to the mail server, outside of any transaction, while the server serves. */
@Component
class Postman implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(Postman.class);
    private static final long EVERY_MILLIS = 2000;

    private final Outbox outbox;
    private final WaitingLetters waiting;
    private final MailServer server;
    private final Clock clock;
    private final boolean background;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("postman").factory());

    Postman(
            Outbox outbox,
            WaitingLetters waiting,
            MailServer server,
            Clock clock,
            @Value("${sightline.background:true}") boolean background) {
        this.outbox = outbox;
        this.waiting = waiting;
        this.server = server;
        this.clock = clock;
        this.background = background;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        if (background && outbox.sends()) {
            timer.scheduleWithFixedDelay(this::round, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Sends all that is due. */
    void round() {
        try {
            for (OrganizationId organization : waiting.organizations()) {
                Optional<Taken> next = waiting.take(organization);
                while (next.isPresent()) {
                    carry(next.get());
                    next = waiting.take(organization);
                }
            }
        } catch (RuntimeException e) {
            // The next round tries again; a scheduler that throws would never run again.
            log.error("the outbox could not be emptied", e);
        }
    }

    private void carry(Taken taken) {
        Letter letter = taken.letter();
        if (letter == null) {
            log.error("mail {} does not open with any of the master keys; it is given up", taken.id());
            waiting.giveUp(taken, "does not open");
            return;
        }
        if (!letter.goodUntil().isAfter(clock.instant())) {
            waiting.giveUp(taken, "too late");
            return;
        }
        try {
            server.send(taken.id(), letter);
        } catch (MailServer.NotTaken e) {
            log.warn("mail {} was not taken, try {}: {}", taken.id(), taken.attempt(), e.getMessage());
            if (e.forGood()) {
                waiting.giveUp(taken, String.valueOf(e.getMessage()));
            } else {
                waiting.tryAgain(taken, letter.goodUntil(), String.valueOf(e.getMessage()));
            }
            return;
        }
        waiting.sent(taken);
    }

    @Override
    public void destroy() throws InterruptedException {
        timer.shutdown();
        // What is under way is noted as sent, so that it is not sent twice.
        if (!timer.awaitTermination(5, TimeUnit.SECONDS)) {
            timer.shutdownNow();
        }
    }
}
