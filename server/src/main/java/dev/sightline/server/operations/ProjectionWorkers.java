package dev.sightline.server.operations;

import dev.sightline.catalog.EventCodec;
import dev.sightline.eventstore.projection.AsOf;
import dev.sightline.eventstore.projection.Editions;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.server.platform.OwnerDatabase;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The engine that keeps the views up to date. It runs while the server serves, not while a verb does. */
@Configuration(proxyBeanMethods = false)
class ProjectionWorkers {
    /** With the two that the engine itself needs, half of the pool's default of ten: requests keep the other half. */
    private static final int CONCURRENCY = 3;

    private static final EngineSettings SETTINGS =
            EngineSettings.defaults().withConcurrency(CONCURRENCY).withKnownEvents(EventCodec.versions());

    @Bean(destroyMethod = "close")
    ProjectionEngine projectionEngine(DataSource dataSource, Projections projections, Clock clock) {
        return new ProjectionEngine(dataSource, projections.all(), SETTINGS, clock);
    }

    @Bean
    Editions editions(OwnerDatabase owner, DataSource dataSource, Projections projections, Clock clock) {
        return new Editions(owner.connections(), dataSource, projections.all(), SETTINGS, clock);
    }

    @Bean
    AsOf asOf(DataSource dataSource) {
        return new AsOf(dataSource, SETTINGS);
    }

    @Bean
    SmartLifecycle projectionLifecycle(
            ObjectProvider<ProjectionEngine> engine, @Value("${sightline.background:true}") boolean background) {
        return new Lifecycle(engine, background);
    }

    private static final class Lifecycle implements SmartLifecycle {
        private final ObjectProvider<ProjectionEngine> engine;
        private final boolean background;
        private volatile boolean running;

        Lifecycle(ObjectProvider<ProjectionEngine> engine, boolean background) {
            this.engine = engine;
            this.background = background;
        }

        @Override
        public void start() {
            engine.getObject().start();
            running = true;
        }

        @Override
        public void stop() {
            engine.getObject().close();
            running = false;
        }

        @Override
        public boolean isAutoStartup() {
            return background;
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }
}
