package dev.sightline.server.operations;

import dev.sightline.eventstore.seal.Sealer;
import dev.sightline.server.platform.SightlineSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Seals every minute what the logs have gained, and once more when the server ends. It runs while the server serves. */
@Component
class LogSealing implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(LogSealing.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final long GOODBYE_SECONDS = 10;

    private final Sealer sealer;
    private final boolean background;
    private final Duration every;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("log-sealing").factory());

    @Autowired
    LogSealing(
            DataSource database,
            SightlineSettings settings,
            Clock clock,
            @Value("${sightline.background:true}") boolean background) {
        this(new Sealer(database, SealKey.load(settings), clock), background, EVERY);
    }

    /** @param every from the end of one sealing to the start of the next, and before the first */
    LogSealing(Sealer sealer, boolean background, Duration every) {
        this.sealer = sealer;
        this.background = background;
        this.every = every;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        if (background) {
            timer.scheduleWithFixedDelay(this::seal, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void seal() {
        try {
            sealer.sealAll();
        } catch (Throwable e) {
            // Tried again the next time; what is not sealed yet is sealed then. An Error too: it would end the sealing
            // unnoticed.
            log.warn("the event log could not be sealed: {}", e.getMessage());
        }
    }

    @Override
    public void destroy() throws InterruptedException {
        timer.shutdown();
        if (background && timer.awaitTermination(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
            seal();
        }
    }
}
