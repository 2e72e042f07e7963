package dev.sightline.server.odoo.sync;

import dev.sightline.server.odoo.client.Domain;
import dev.sightline.server.odoo.client.ModelFields;
import dev.sightline.server.odoo.client.OdooClient;
import dev.sightline.server.odoo.client.OdooException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;

/**
 * Reads one model page by page. Asks for more where Odoo answers quickly, for less where it is slow or fails, leaves out
 * fields that turn out to be forbidden, and steps over a record that Odoo cannot read. For one thread at a time.
 */
final class PageReader {
    static final int FIRST_SIZE = 200;
    /** A job ends when the last page is stored, and what waits to be stored is in memory: larger ones would cost more than the requests saved. */
    static final int MAX_SIZE = 500;

    private static final Duration QUICK = Duration.ofSeconds(2);
    private static final Duration SLOW = Duration.ofSeconds(15);
    private static final int MAX_TIMEOUTS = 4;

    private final OdooClient client;
    private final SyncModel synced;
    private final String model;
    private final ModelFields fields;
    private final Map<String, ?> context;
    private final LongSupplier nanoTime;
    private ReadableFields readable;
    private int size = FIRST_SIZE;

    /**
     * @param nanoTime tells how long an answer took
     * @throws NeededFieldsMissing where the model is not to be read with these fields
     */
    PageReader(OdooClient client, SyncModel model, ModelFields fields, Map<String, ?> context, LongSupplier nanoTime) {
        this.client = client;
        this.synced = model;
        this.model = model.model();
        this.fields = fields;
        this.context = context;
        this.nanoTime = nanoTime;
        this.readable = needed(ReadableFields.all(fields.readable(model.also())));
    }

    /**
     * The records of {@code window} that follow {@code after}. The end shows as a page without records.
     *
     * @throws NeededFieldsMissing where Odoo refuses fields that the model is not read without
     */
    Page read(Domain window, long after) {
        List<Long> unreadable = new ArrayList<>();
        long last = after;
        int timeouts = 0;
        while (true) {
            Domain rest = window.and("id", ">", last);
            long start = nanoTime.getAsLong();
            try {
                List<JsonNode> records = client.searchRead(model, rest, readable.names(), size, context);
                adapt(Duration.ofNanos(nanoTime.getAsLong() - start));
                return page(records, last, unreadable);
            } catch (OdooException.TimedOut e) {
                if (++timeouts >= MAX_TIMEOUTS || size == 1) {
                    throw e;
                }
                size = Math.max(1, size / 2);
            } catch (OdooException.ReadFailed e) {
                if (size > 1) {
                    size = Math.max(1, size / 4);
                    continue;
                }
                List<Long> next = client.searchIds(model, rest, 1, context);
                if (next.isEmpty()) {
                    throw e;
                }
                last = next.getFirst();
                unreadable.add(last);
            } catch (OdooException.NoAccess e) {
                dropForbiddenFields(rest, e);
            }
        }
    }

    /** All of these records that still exist; for webhooks. */
    Page readByIds(List<Long> ids) {
        Domain these = Domain.ALL.and("id", "in", ids);
        List<JsonNode> records;
        try {
            records = client.searchRead(model, these, readable.names(), ids.size(), context);
        } catch (OdooException.NoAccess e) {
            size = ids.size();
            dropForbiddenFields(these, e);
            records = client.searchRead(model, these, readable.names(), ids.size(), context);
        }
        return page(records, 0, List.of());
    }

    private Page page(List<JsonNode> records, long after, List<Long> unreadable) {
        long last = records.isEmpty() ? after : records.getLast().path("id").longValue();
        return new Page(records, fields, last, unreadable, records.isEmpty(), readable.refused());
    }

    private void adapt(Duration took) {
        if (took.compareTo(QUICK) < 0) {
            size = Math.min(MAX_SIZE, size * 2);
        } else if (took.compareTo(SLOW) > 0) {
            size = Math.max(1, size / 2);
        }
    }

    private void dropForbiddenFields(Domain window, OdooException.NoAccess refusal) {
        ReadableFields found = ReadableFields.after(refusal, client, model, window, readable.names(), size, context);
        List<String> refused = new ArrayList<>(readable.refused());
        refused.addAll(found.refused());
        readable = needed(new ReadableFields(found.names(), refused));
    }

    private ReadableFields needed(ReadableFields found) {
        Set<String> missing = synced.uses().neededBut(found.names());
        if (!missing.isEmpty()) {
            throw new NeededFieldsMissing(synced, missing);
        }
        return found;
    }
}
