package dev.sightline.eventstore.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.projection.BatchReader.Found;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** An offer is taken once, by whom it was made for and from where it begins; everybody else reads for themselves. */
class ReadAheadTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Found FOUND = new Found(List.of(), 20, null);

    private final Object owner = new Object();
    private final ReadAhead ahead = new ReadAhead(LONG);

    /** Reads as soon as it has its connection, and has read when told. */
    private static final class Slow implements ReadAhead.Reading {
        final CompletableFuture<Void> connection = new CompletableFuture<>();
        final CompletableFuture<Boolean> wanted = new CompletableFuture<>();
        final CompletableFuture<Found> read = new CompletableFuture<>();

        @Override
        public Found read(BooleanSupplier asked) {
            connection.join();
            wanted.complete(asked.getAsBoolean());
            return read.join();
        }
    }

    private static Slow reading() {
        Slow slow = new Slow();
        slow.connection.complete(null);
        return slow;
    }

    private Slow begun() {
        Slow slow = reading();
        ahead.begin(owner, 10, slow);
        assertThat(slow.wanted.join()).isTrue();
        return slow;
    }

    @Test
    void what_is_being_read_is_waited_for_and_taken_once() {
        Slow slow = begun();
        Thread.ofVirtual().start(() -> slow.read.complete(FOUND));

        assertThat(ahead.take(owner, 10, 20, LONG)).isSameAs(FOUND);
        assertThat(ahead.take(owner, 10, 20, LONG)).isNull();
    }

    @Test
    void whoever_comes_before_there_was_a_connection_does_not_wait_and_nothing_is_read() {
        Slow slow = new Slow();
        ahead.begin(owner, 10, slow);

        assertThat(ahead.take(owner, 10, 20, LONG)).isNull();

        slow.connection.complete(null);
        assertThat(slow.wanted.join()).isFalse();
        slow.read.complete(FOUND);
    }

    @Test
    void another_position_finds_nothing_and_ends_the_offer() {
        begun().read.complete(FOUND);

        assertThat(ahead.take(owner, 11, 20, LONG)).isNull();
        assertThat(ahead.take(owner, 10, 20, LONG)).isNull();
    }

    @Test
    void another_owner_finds_nothing_and_leaves_it() {
        begun().read.complete(FOUND);

        assertThat(ahead.take(new Object(), 10, 20, LONG)).isNull();
        assertThat(ahead.take(owner, 10, 20, LONG)).isSameAs(FOUND);
    }

    @Test
    void what_goes_beyond_the_end_is_not_taken() {
        begun().read.complete(FOUND);

        assertThat(ahead.take(owner, 10, 19, LONG)).isNull();
    }

    @Test
    void what_failed_or_takes_too_long_is_not_taken() {
        begun().read.completeExceptionally(new SQLException("cut"));
        assertThat(ahead.take(owner, 10, 20, LONG)).isNull();

        Slow slow = begun();
        assertThat(ahead.take(owner, 10, 20, Duration.ofMillis(1))).isNull();
        slow.read.complete(FOUND);
    }

    @Test
    void one_at_a_time_is_read_until_whoever_it_was_for_does_not_come() {
        begun().read.complete(FOUND);
        ahead.begin(new Object(), 30, wanted -> new Found(List.of(), 40, null));
        assertThat(ahead.take(owner, 10, 20, LONG)).isSameAs(FOUND);

        ReadAhead impatient = new ReadAhead(Duration.ofNanos(1));
        impatient.begin(owner, 10, reading());
        Slow other = reading();
        Object another = new Object();
        impatient.begin(another, 30, other);
        assertThat(other.wanted.join()).isTrue();
        other.read.complete(FOUND);
        assertThat(impatient.take(owner, 10, 20, LONG)).isNull();
        assertThat(impatient.take(another, 30, 20, LONG)).isSameAs(FOUND);
    }
}
