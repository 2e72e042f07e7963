package dev.sightline.server.operations;

import dev.sightline.eventstore.seal.Sealer;
import dev.sightline.server.platform.SightlineSettings;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Seals every minute what the logs have gained, and once more when the server ends. It runs while the server serves. */
@Component
class LogSealing implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(LogSealing.class);
    private static final long EVERY_SECONDS = 60;
    private static final long GOODBYE_SECONDS = 10;

    private final Sealer sealer;
    private final boolean background;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("log-sealing").factory());

    LogSealing(
            DataSource database,
            SightlineSettings settings,
            Clock clock,
            @Value("${sightline.background:true}") boolean background) {
        this.sealer = new Sealer(database, SealKey.load(settings), clock);
        this.background = background;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        if (background) {
            timer.scheduleWithFixedDelay(this::seal, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void seal() {
        try {
            sealer.sealAll();
        } catch (Throwable e) {
            // Tried again in a minute; what is not sealed yet is sealed then. An Error too: it would end the sealing
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
