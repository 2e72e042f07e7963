package dev.sightline.eventstore.seal;

import dev.sightline.bench.log.SampleEvents;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamAppend;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What sealing costs, per event. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FingerprintBenchmark {
    private static final int EVENTS = 1_000;
    private static final long SEED = 20_263;

    private final RecordedEvent event = recorded();
    private final List<byte[]> leaves = IntStream.range(0, EVENTS)
            .mapToObj(leaf -> Fingerprints.sha256(new byte[] {(byte) leaf}))
            .toList();

    private static RecordedEvent recorded() {
        StreamAppend append =
                new SampleEvents(SEED, 1).opportunities("s").next(1).getFirst();
        return new RecordedEvent(
                new OrganizationId(1),
                1,
                append.stream(),
                1,
                append.events().getFirst().occurredAt(),
                append.events().getFirst());
    }

    @Benchmark
    public byte[] fingerprint() {
        return Fingerprints.of(event);
    }

    /** The Merkle root over a thousand events. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public byte[] root() {
        return Fingerprints.root(leaves);
    }
}
