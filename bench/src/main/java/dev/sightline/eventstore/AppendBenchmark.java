package dev.sightline.eventstore;

import dev.sightline.bench.log.SampleEvents;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What an append of 500 events does before and after the database, per event. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AppendBenchmark {
    private static final int EVENTS = 500;
    private static final long SEED = 20_263;

    private final List<StreamAppend> batch =
            new SampleEvents(SEED, EVENTS).opportunities("s").next(EVENTS);
    private final List<AppendPlan.Row> rows =
            plan(new AppendPlan(0, Map.of(), Map.of())).rows();

    private AppendPlan plan(AppendPlan plan) {
        plan.take(batch);
        return plan;
    }

    /** Versions, duplicates and positions are decided, for one writer. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Object plan() {
        return plan(new AppendPlan(0, Map.of(), Map.of()));
    }

    /** The forecast that lets an append be one round trip: made, and learnt from. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Object forecast() {
        Forecast forecast = new Forecast();
        forecast.learn(new AppendPlan(0, Map.of(), Map.of()));
        Forecast.Planned planned = forecast.plan(List.of(batch));
        if (planned == null) {
            throw new IllegalStateException("every stream's version is known");
        }
        planned.plan().take(batch);
        forecast.learn(planned.plan());
        return forecast;
    }

    /** All columns become PostgreSQL's binary arrays. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long encode() throws SQLException {
        return Stream.of(
                        BinaryColumn.texts(rows, row -> row.stream().toString()),
                        BinaryColumn.longs(rows, AppendPlan.Row::version),
                        BinaryColumn.texts(rows, row -> row.event().type()),
                        BinaryColumn.integers(rows, row -> row.event().schemaVersion()),
                        BinaryColumn.uuids(rows, row -> row.event().id()),
                        BinaryColumn.instants(rows, row -> row.event().occurredAt()),
                        BinaryColumn.texts(rows, row -> row.event().origin().sourceEventId()),
                        BinaryColumn.uuids(rows, row -> row.event().origin().correlationId()),
                        BinaryColumn.jsons(rows, row -> row.event().data()))
                .mapToLong(column -> column.bytes().length)
                .sum();
    }

    /** The name of a stream, as each row that is read brings it. */
    @Benchmark
    public StreamId streamName() {
        return StreamId.parse("opportunity/odoo-123456");
    }
}
