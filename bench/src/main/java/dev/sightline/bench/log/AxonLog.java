package dev.sightline.bench.log;

import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.StreamAppend;
import jakarta.persistence.EntityManagerFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.axonframework.conversion.json.JacksonConverter;
import org.axonframework.eventsourcing.eventstore.AggregateBasedConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.eventsourcing.eventstore.jpa.AggregateBasedJpaEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jpa.AggregateEventEntry;
import org.axonframework.eventsourcing.eventstore.jpa.SQLStateResolver;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventhandling.conversion.DelegatingEventConverter;
import org.axonframework.messaging.eventhandling.conversion.EventConverter;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.jpa.TokenEntry;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.Tag;
import org.hibernate.cfg.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Axon Framework's event store on its JPA engine: tables of its own, payloads as {@code bytea}, the same JSON in them. Used
 * at the lowest door there is, the engine itself, without the command bus and units of work that an application has around it.
 * Thread-safe.
 */
final class AxonLog implements AutoCloseable {
    /** What of our events has no column in Axon's table. */
    static final String STREAM = "stream";

    private static final String SOURCE = "source";
    private static final String SOURCE_EVENT_ID = "source_event_id";
    private static final String CORRELATION_ID = "correlation_id";

    private final HikariDataSource pool;
    private final EntityManagerFactory factory;
    final AxonTuning tuning;
    final AxonTransactions transactions;
    final JacksonConverter converter = new JacksonConverter();
    final AggregateBasedJpaEventStorageEngine engine;

    AxonLog(LogDatabase database, int connections, AxonTuning tuning) {
        this.tuning = tuning;
        this.pool = database.pool(connections);
        pool.setJdbcUrl(database.url() + tuning.jdbcOptions());
        pool.setAutoCommit(false);
        this.factory = factory(pool, tuning);
        this.transactions = new AxonTransactions(factory);
        EventConverter events = new DelegatingEventConverter(converter);
        this.engine = new AggregateBasedJpaEventStorageEngine(
                transactions,
                transactions,
                events,
                config -> config.batchSize(tuning.readAtOnce())
                        .persistenceExceptionResolver(new SQLStateResolver("23505")));
    }

    private static EntityManagerFactory factory(HikariDataSource pool, AxonTuning tuning) {
        Configuration configuration =
                new Configuration().addAnnotatedClass(AggregateEventEntry.class).addAnnotatedClass(TokenEntry.class);
        configuration.getProperties().put("hibernate.connection.datasource", pool);
        configuration
                .setProperty("hibernate.connection.provider_disables_autocommit", "true")
                .setProperty("hibernate.dialect", ByteaDialect.class.getName())
                // The name of Axon's sequence has hyphens in it.
                .setProperty("hibernate.globally_quoted_identifiers", "true")
                .setProperty("hibernate.hbm2ddl.auto", "create");
        tuning.hibernate().forEach(configuration::setProperty);
        if (!tuning.mapping().isEmpty()) {
            configuration.addResource(tuning.mapping());
        }
        return configuration.buildSessionFactory();
    }

    /** All events of all streams in one transaction, or none; a version that is taken is refused by a unique index. */
    void append(List<StreamAppend> appends) {
        List<TaggedEventMessage<?>> events = new ArrayList<>();
        @Nullable ConsistencyMarker marker = null;
        for (StreamAppend append : appends) {
            long version = SampleEvents.versionBefore(append);
            if (version > 0) {
                // Axon counts an aggregate's events from 0.
                ConsistencyMarker known =
                        new AggregateBasedConsistencyMarker(append.stream().toString(), version - 1);
                marker = marker == null ? known : marker.upperBound(known);
            }
            Set<Tag> tags =
                    Set.of(Tag.of(append.stream().category(), append.stream().toString()));
            append.events()
                    .forEach(event -> events.add(new GenericTaggedEventMessage<>(
                            message(append.stream().toString(), event), tags)));
        }
        AppendCondition fromNothing = AppendCondition.withCriteria(EventCriteria.havingAnyTag());
        engine.appendEvents(marker == null ? fromNothing : fromNothing.withMarker(marker), null, events)
                .join()
                .commit(null)
                .join();
    }

    private static EventMessage message(String stream, NewEvent event) {
        return new GenericEventMessage(
                event.id().toString(),
                new MessageType(event.type(), Integer.toString(event.schemaVersion())),
                event.data().getBytes(StandardCharsets.UTF_8),
                Map.of(
                        STREAM, stream,
                        SOURCE, event.origin().source(),
                        SOURCE_EVENT_ID, String.valueOf(event.origin().sourceEventId()),
                        CORRELATION_ID, String.valueOf(event.origin().correlationId())),
                event.occurredAt());
    }

    @Override
    public void close() {
        engine.close();
        factory.close();
        pool.close();
    }
}
