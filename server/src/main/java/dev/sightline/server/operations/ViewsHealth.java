package dev.sightline.server.operations;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/**
 * Part {@code views} of readiness: how many events each projection is behind (the worst organisation), and how old the
 * data are. Details only: views that lag, or an Odoo that is down, do not make a server that can answer unready.
 */
@Component("viewsHealthIndicator")
class ViewsHealth extends AbstractHealthIndicator {
    private final LagReader lags;

    ViewsHealth(LagReader lags) {
        super("the views' checkpoints cannot be read");
        this.lags = lags;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Map<String, Long> behind = new LinkedHashMap<>();
        long oldest = -1;
        for (LagReader.Lag lag : lags.read()) {
            lag.behind().forEach((projection, events) -> behind.merge(projection, events, Math::max));
            OptionalLong age =
                    lag.syncAge().stream().mapToLong(Duration::toSeconds).max();
            oldest = Math.max(oldest, age.orElse(-1));
        }
        health.up().withDetail("projection_lag_events", behind);
        if (oldest >= 0) {
            health.withDetail("sync_age_seconds", oldest);
        }
    }
}
