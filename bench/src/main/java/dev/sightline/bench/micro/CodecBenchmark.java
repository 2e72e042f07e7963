package dev.sightline.bench.micro;

import dev.sightline.bench.log.SampleEvents;
import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.eventstore.NewEvent;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Events to and from their stored JSON, per event. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    private static final int EVENTS = 500;
    private static final long SEED = 20_263;

    private final EventCodec codec = new EventCodec();
    private final List<NewEvent> stored = new SampleEvents(SEED, EVENTS)
            .opportunities("s").next(EVENTS).stream()
                    .flatMap(append -> append.events().stream())
                    .toList();
    private final List<DomainEvent> events = stored.stream()
            .map(event -> codec.read(event.type(), event.schemaVersion(), event.data()))
            .toList();

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void read(Blackhole sink) {
        for (NewEvent event : stored) {
            sink.consume(codec.read(event.type(), event.schemaVersion(), event.data()));
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void write(Blackhole sink) {
        for (DomainEvent event : events) {
            sink.consume(codec.write(event));
        }
    }
}
