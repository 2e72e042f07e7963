package dev.sightline.server.odoo.sync;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.odoo.client.Domain;
import dev.sightline.server.odoo.client.OdooClient;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Takes one model through its window: while a page is being stored, the next is already on its way. Goes on where a killed
 * process stopped, for the cursor moves with the pages.
 */
final class ModelSync {
    private final OdooClient client;
    private final Map<String, ?> context;
    private final OrganizationTransactions transactions;
    private final OrganizationId organization;
    private final PageWriter writer;
    private final SyncWatch watch;
    private final ExecutorService ahead;
    private final Supplier<Instant> now;
    private final Duration overlap;

    ModelSync(
            OdooClient client,
            Map<String, ?> context,
            OrganizationTransactions transactions,
            OrganizationId organization,
            PageWriter writer,
            SyncWatch watch,
            ExecutorService ahead,
            Supplier<Instant> now,
            Duration overlap) {
        this.client = client;
        this.context = context;
        this.transactions = transactions;
        this.organization = organization;
        this.writer = writer;
        this.watch = watch;
        this.ahead = ahead;
        this.now = now;
        this.overlap = overlap;
    }

    /** Everything the first time, then what was written since. */
    void changes(SyncModel model, PageReader reader, boolean dated) {
        boolean resumed;
        do {
            SyncCursor stored = transactions.read(
                    organization, jdbc -> Cursors.load(jdbc, organization, SyncCursor.CHANGES, model.model()));
            resumed = stored.windowTo() != null;
            SyncCursor cursor = resumed ? stored : open(stored);
            Domain window = dated ? window(cursor) : Domain.ALL;
            watch.begins(model, cursor.complete() ? null : client.count(model.model(), Domain.ALL, context));
            pages(model, reader, window, cursor);
            // A resumed window ends where the killed job began; what was written since follows at once.
        } while (resumed);
    }

    /** Every open lead, whatever its date: the scoring job changes probabilities without touching write_date. */
    void rescan(SyncModel leads, PageReader reader, List<Long> wonStages) {
        SyncCursor stored = transactions.read(
                organization, jdbc -> Cursors.load(jdbc, organization, SyncCursor.RESCAN, leads.model()));
        SyncCursor cursor = stored.windowTo() != null ? stored : open(stored);
        Domain open = Domain.ALL.and("active", "=", true);
        if (!wonStages.isEmpty()) {
            open = open.and("stage_id", "not in", wonStages);
        }
        watch.begins(leads, client.count(leads.model(), open, context));
        pages(leads, reader, open, cursor);
    }

    private SyncCursor open(SyncCursor stored) {
        // One second on, as write_date is shown to the second and a change of this very second shall be found.
        Instant to = now.get()
                .plus(client.clockAhead())
                .truncatedTo(ChronoUnit.SECONDS)
                .plusSeconds(1);
        SyncCursor opened = stored.opened(to);
        transactions.write(organization, jdbc -> {
            Cursors.move(jdbc, organization, stored, opened, now.get());
            return true;
        });
        return opened;
    }

    private Domain window(SyncCursor cursor) {
        Instant from = cursor.windowFrom();
        Instant to = cursor.windowTo();
        if (!cursor.complete() || from == null || to == null) {
            return Domain.ALL;
        }
        Domain written = Domain.ALL
                .and("write_date", ">=", Values.dateTime(from.minus(overlap)))
                .and("write_date", "<", Values.dateTime(to));
        if (!cursor.undated()) {
            return written;
        }
        return new Domain(List.of(
                "|",
                List.of("write_date", "=", false),
                "&",
                written.terms().get(0),
                written.terms().get(1)));
    }

    private void pages(SyncModel model, PageReader reader, Domain window, SyncCursor start) {
        SyncCursor cursor = start;
        Future<Page> coming = fetch(reader, window, cursor.lastId());
        try {
            while (true) {
                Page page = await(coming);
                if (watch.stopRequested()) {
                    throw new Stopped();
                }
                // A short page is not taken for the last one; only an empty one ends the window.
                coming = page.ended() ? coming : fetch(reader, window, page.lastId());
                SyncCursor before = cursor;
                SyncCursor after = cursor.advanced(page.lastId(), undated(page));
                SyncCursor next = page.ended() ? after.closed() : after;
                writer.write(model, page, jdbc -> Cursors.move(jdbc, organization, before, next, now.get()));
                cursor = next;
                if (page.ended()) {
                    return;
                }
            }
        } finally {
            coming.cancel(true);
        }
    }

    private static boolean undated(Page page) {
        return page.records().stream()
                .anyMatch(record -> record.node().path("write_date").isBoolean());
    }

    private Future<Page> fetch(PageReader reader, Domain window, long after) {
        return ahead.submit(() -> reader.read(window, after));
    }

    private static Page await(Future<Page> coming) {
        try {
            return coming.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stopped();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a page could not be fetched", e.getCause());
        }
    }

    /** Somebody asked the job to stop; what it stored stays. */
    static final class Stopped extends RuntimeException {
        Stopped() {
            super("stopped", null, false, false);
        }
    }
}
