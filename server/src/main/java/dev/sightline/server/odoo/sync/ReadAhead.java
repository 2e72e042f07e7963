package dev.sightline.server.odoo.sync;

import dev.sightline.server.odoo.client.Domain;
import dev.sightline.server.odoo.client.ModelFields;
import dev.sightline.server.odoo.client.OdooClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads models one after the other on a thread of its own, so that Odoo works on the next page, or on the next model's first,
 * while one is being brought into canonical form and another stored. Touches no database: what was read and how the cursor moves by it are handed over together.
 * {@link #next} and {@link #close} are for one other thread.
 */
final class ReadAhead implements AutoCloseable {
    /**
     * Besides the page being stored and the one being read. What Odoo could have read while nobody asked is lost, so it shall go on
     * while storing falls behind for a moment; five hundred leads that wait take some 4 MB.
     */
    private static final int PAGES_WAITING = 12;

    private final OdooClient client;
    private final Map<String, ?> context;
    private final BiFunction<SyncModel, ModelFields, PageReader> readers;
    private final Supplier<Instant> now;
    private final BlockingQueue<Step> steps = new ArrayBlockingQueue<>(PAGES_WAITING);
    private final ExecutorService canonical = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("odoo-canonical-", 0).factory());
    private final Thread thread;

    /**
     * What is to be read of a model.
     *
     * @param stored its cursor in the database; a window that is open there is read to its end
     * @param followed whether an open window is followed by one of what was written since
     */
    record Reading(SyncModel model, SyncCursor stored, Window window, boolean followed) {}

    /** Which records a window holds, and how many where that is worth a question. */
    interface Window {
        Domain of(SyncCursor opened, ModelFields fields);

        boolean counted(SyncCursor opened);
    }

    /** What comes next of the present model. */
    sealed interface Step {}

    /** A window begins; {@code total} where the number of records is known. */
    record Opened(@Nullable Long total) implements Step {}

    /** To be stored together with the cursor's move from {@code before} to {@code after}; the snapshots are being made. */
    record Read(Page page, Future<List<Snapshot>> snapshots, SyncCursor before, SyncCursor after) implements Step {}

    /** The model is at its end. */
    record Done() implements Step {}

    /** The model could not be read further; where that is not the model's own trouble, nothing more comes. */
    record Failed(RuntimeException reason) implements Step {}

    ReadAhead(
            OdooClient client,
            Map<String, ?> context,
            BiFunction<SyncModel, ModelFields, PageReader> readers,
            Supplier<Instant> now,
            List<Reading> readings) {
        this.client = client;
        this.context = context;
        this.readers = readers;
        this.now = now;
        this.thread = Thread.ofVirtual().name("odoo-read-ahead").start(() -> read(readings));
    }

    /** Waits for it. */
    Step next() throws InterruptedException {
        return steps.take();
    }

    private void read(List<Reading> readings) {
        try {
            for (Reading each : readings) {
                try {
                    read(each);
                    steps.put(new Done());
                } catch (RuntimeException | Error e) {
                    steps.put(new Failed(
                            e instanceof RuntimeException reason
                                    ? reason
                                    : new IllegalStateException("reading failed", e)));
                    if (!OdooSync.concernsTheModelOnly(e)) {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            // Closed: nobody waits for more.
            Thread.currentThread().interrupt();
        }
    }

    private void read(Reading reading) throws InterruptedException {
        SyncModel model = reading.model();
        ModelFields fields = client.fieldsOf(model.model());
        PageReader pages = readers.apply(model, fields);
        SyncCursor stored = reading.stored();
        boolean resumed;
        do {
            resumed = stored.windowTo() != null;
            SyncCursor cursor = resumed ? stored : opened(stored);
            Domain window = reading.window().of(cursor, fields);
            boolean counted = reading.window().counted(cursor);
            // Of a window that was begun before, what is left of it.
            steps.put(new Opened(
                    counted ? client.count(model.model(), window.and("id", ">", cursor.lastId()), context) : null));
            // A short page is not taken for the last one; only an empty one ends the window.
            for (boolean ended = false; !ended; ) {
                Page page = pages.read(window, cursor.lastId());
                ended = page.ended();
                SyncCursor read = cursor.advanced(page.lastId(), undated(page));
                cursor = ended ? read.closed() : read;
                steps.put(new Read(page, canonical.submit(page::snapshots), stored, cursor));
                stored = cursor;
            }
            // A resumed window ends where the killed job began; what was written since follows at once.
        } while (resumed && reading.followed());
    }

    private SyncCursor opened(SyncCursor stored) {
        // One second on, as write_date is shown to the second and a change of this very second shall be found.
        return stored.opened(now.get()
                .plus(client.clockAhead())
                .truncatedTo(ChronoUnit.SECONDS)
                .plusSeconds(1));
    }

    private static boolean undated(Page page) {
        return page.records().stream()
                .anyMatch(record -> record.path("write_date").isBoolean());
    }

    /** Breaks off what is being read. */
    @Override
    public void close() {
        thread.interrupt();
        canonical.shutdownNow();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
