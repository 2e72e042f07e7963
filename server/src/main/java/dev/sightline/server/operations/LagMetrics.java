package dev.sightline.server.operations;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/** Gauges that are read when they are asked for: projection lag, parked events, age of the last sync, the source's state. */
@Component
class LagMetrics implements MultiCollector, InitializingBean {
    private final LagReader lags;
    private final PrometheusRegistry registry;

    LagMetrics(LagReader lags, PrometheusRegistry registry) {
        this.lags = lags;
        this.registry = registry;
    }

    @Override
    public void afterPropertiesSet() {
        registry.register(this);
    }

    @Override
    public MetricSnapshots collect() {
        GaugeSnapshot.Builder lag =
                gauge("sightline_projection_lag_events", "Events that a projection is behind the log");
        GaugeSnapshot.Builder parked = gauge("sightline_parked_events", "Events that wait in the parking lots");
        GaugeSnapshot.Builder age = gauge("sightline_sync_age_seconds", "Since the last successful sync");
        GaugeSnapshot.Builder up = gauge("sightline_source_up", "1 while the source answers, else 0");
        for (LagReader.Lag one : lags.read()) {
            String slug = one.organization().slug();
            one.behind()
                    .forEach((projection, events) ->
                            lag.dataPoint(point(Labels.of("organization", slug, "projection", projection), events)));
            Labels labels = Labels.of("organization", slug);
            parked.dataPoint(point(labels, one.parked()));
            one.syncAge().ifPresent(duration -> age.dataPoint(point(labels, duration.toMillis() / 1000.0)));
            up.dataPoint(point(labels, one.sourceUp() ? 1 : 0));
        }
        return MetricSnapshots.of(lag.build(), parked.build(), age.build(), up.build());
    }

    private static GaugeSnapshot.Builder gauge(String name, String help) {
        return GaugeSnapshot.builder().name(name).help(help);
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(value)
                .build();
    }
}
