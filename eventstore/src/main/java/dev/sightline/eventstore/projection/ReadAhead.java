package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.projection.BatchReader.Found;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the batch after this one on a connection of its own while this one is applied: in a rebuild the database's process that writes
 * is what everything waits for, and while it read as well it wrote nothing. What was read is right whenever it is taken, as a log only
 * grows, and it is an offer: whoever wants another batch, or this one before a connection was free for it, reads for themselves.
 * Connections and memory are few, so one instance, which all share, reads and holds one batch. Thread-safe.
 */
final class ReadAhead {
    private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);

    private final Duration patience;
    private final AtomicReference<@Nullable Begun> begun = new AtomicReference<>();

    /** Reads a batch on a connection of its own. */
    @FunctionalInterface
    interface Reading {
        /**
         * @param wanted to be asked once, with the connection at hand: nothing is to be read where it says no
         * @return null then
         */
        @Nullable
        Found read(BooleanSupplier wanted) throws SQLException;
    }

    /** @param settled by whoever comes first: the one who reads, or the one who no longer waits for it */
    private record Begun(
            Object owner, long position, long since, AtomicBoolean settled, CompletableFuture<@Nullable Found> found) {}

    /** @param patience how long the owner has before another may take the place */
    ReadAhead(Duration patience) {
        this.patience = patience;
    }

    /** Begins to read what follows the position, all of it committed; does nothing where others have begun. */
    void begin(Object owner, long position, Reading reading) {
        Begun before = begun.get();
        if (before != null && System.nanoTime() - before.since < patience.toNanos()) {
            return;
        }
        Begun mine = new Begun(owner, position, System.nanoTime(), new AtomicBoolean(), new CompletableFuture<>());
        if (!begun.compareAndSet(before, mine)) {
            return;
        }
        Thread.ofVirtual().name("read-ahead").start(() -> {
            try {
                mine.found.complete(reading.read(() -> mine.settled.compareAndSet(false, true)));
            } catch (Throwable fault) {
                // Whoever wants the batch reads it then, and meets the same or not.
                mine.found.completeExceptionally(fault);
            }
        });
    }

    /**
     * What follows the position and does not go beyond the end; null where it was not read.
     *
     * @param wait for what is being read, at most
     */
    @Nullable
    Found take(Object owner, long position, long end, Duration wait) {
        Begun offered = begun.get();
        if (offered == null || offered.owner != owner || !begun.compareAndSet(offered, null)) {
            return null;
        }
        if (offered.settled.compareAndSet(false, true) || offered.position != position) {
            return null;
        }
        try {
            Found found = offered.found.get(wait.toMillis(), TimeUnit.MILLISECONDS);
            return found == null || found.reached() > end ? null : found;
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("what was read ahead behind position {} is not there", position, e);
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
