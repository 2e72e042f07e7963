package dev.sightline.bench.log;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.axonframework.eventsourcing.eventstore.StorageEngineBackedEventStore;
import org.axonframework.messaging.core.Context.ResourceKey;
import org.axonframework.messaging.core.EmptyApplicationContext;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.core.unitofwork.SimpleUnitOfWorkFactory;
import org.axonframework.messaging.core.unitofwork.TransactionalUnitOfWorkFactory;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.SimpleEventBus;
import org.axonframework.messaging.eventhandling.SimpleEventHandlingComponent;
import org.axonframework.messaging.eventhandling.processing.streaming.pooled.PooledStreamingEventProcessor;
import org.axonframework.messaging.eventhandling.processing.streaming.pooled.PooledStreamingEventProcessorConfiguration;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.jpa.JpaTokenStore;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.jpa.JpaTokenStoreConfiguration;
import org.axonframework.messaging.eventstreaming.StreamableEventSource;
import org.hibernate.Session;

/**
 * Axon's own processor replays an {@link AxonLog} into {@code stream_tally}: a pooled streaming one with its token in the
 * database, rows and token in one transaction. Confined to one thread.
 */
final class AxonReplay {
    private static final ResourceKey<StreamTally.Sums> SUMS = ResourceKey.withLabel("sums");
    private static final int FEWEST_WORKERS = 4;

    private final AxonLog log;
    private final Set<String> types;
    private int replays;

    AxonReplay(AxonLog log, Set<String> types) {
        this.log = log;
        this.types = types;
    }

    /**
     * Replays everything, by a processor of a new name, and answers the seconds from its start to the last row.
     *
     * @param organization under which the rows are written; without rows before
     * @param events how many there are
     * @param segments the processor's parallel parts
     */
    double run(int organization, long events, int segments, long patienceSeconds) throws InterruptedException {
        AtomicLong left = new AtomicLong(events);
        CountDownLatch done = new CountDownLatch(1);
        SimpleEventHandlingComponent component = new SimpleEventHandlingComponent();
        Set<QualifiedName> names = types.stream().map(QualifiedName::new).collect(Collectors.toSet());
        component.subscribe(names, (event, context) -> {
            handle(organization, event, context, left, done);
            return MessageStream.empty();
        });
        ScheduledExecutorService coordinator = new ScheduledThreadPoolExecutor(1);
        ScheduledExecutorService workers = new ScheduledThreadPoolExecutor(Math.max(FEWEST_WORKERS, segments));
        PooledStreamingEventProcessor processor = new PooledStreamingEventProcessor(
                "tally-" + organization + "-" + ++replays,
                java.util.List.of(component),
                configuration(coordinator, workers, segments));
        long start = System.nanoTime();
        try {
            processor.start().join();
            if (!done.await(patienceSeconds, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Axon's replay left " + left + " of " + events + " events");
            }
            return (System.nanoTime() - start) / 1e9;
        } finally {
            processor.shutdown().join();
            coordinator.shutdown();
            workers.shutdown();
        }
    }

    private PooledStreamingEventProcessorConfiguration configuration(
            ScheduledExecutorService coordinator, ScheduledExecutorService workers, int segments) {
        StreamableEventSource source =
                new StorageEngineBackedEventStore(log.engine, new SimpleEventBus(), event -> Set.of());
        PooledStreamingEventProcessorConfiguration configuration = new PooledStreamingEventProcessorConfiguration();
        configuration
                .eventSource(source)
                .tokenStore(new JpaTokenStore(log.transactions, log.converter, JpaTokenStoreConfiguration.DEFAULT))
                .unitOfWorkFactory(new TransactionalUnitOfWorkFactory(
                        log.transactions, new SimpleUnitOfWorkFactory(EmptyApplicationContext.INSTANCE)))
                .coordinatorExecutor(coordinator)
                .workerExecutor(workers)
                .initialSegmentCount(segments)
                .batchSize(log.tuning.batch());
        return configuration;
    }

    private void handle(
            int organization, EventMessage event, ProcessingContext context, AtomicLong left, CountDownLatch done) {
        String stream = event.metadata().get(AxonLog.STREAM);
        byte[] payload = event.payloadAs(byte[].class);
        if (stream == null || payload == null) {
            throw new IllegalStateException("event " + event.identifier() + " lacks its stream or its payload");
        }
        int characters = new String(payload, StandardCharsets.UTF_8).length();
        if (!log.tuning.setBased()) {
            StreamTally.Sums one = new StreamTally.Sums();
            one.add(stream, characters);
            write(one, organization);
            context.runOnAfterCommit(after -> count(1, left, done));
            return;
        }
        StreamTally.Sums sums = context.computeResourceIfAbsent(SUMS, () -> {
            StreamTally.Sums begun = new StreamTally.Sums();
            context.runOnPrepareCommit(before -> write(begun, organization));
            context.runOnAfterCommit(after -> count(begun.events(), left, done));
            return begun;
        });
        sums.add(stream, characters);
    }

    private static void count(long events, AtomicLong left, CountDownLatch done) {
        if (left.addAndGet(-events) <= 0) {
            done.countDown();
        }
    }

    private void write(StreamTally.Sums sums, int organization) {
        log.transactions
                .getEntityManager()
                .unwrap(Session.class)
                .doWork(connection -> write(sums, connection, organization));
    }

    private static void write(StreamTally.Sums sums, Connection connection, int organization) throws SQLException {
        sums.write(connection, organization);
    }
}
