package dev.sightline.server.odoo.sync;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.odoo.client.Domain;
import dev.sightline.server.odoo.client.OdooClient;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Finds records that are gone by comparing all ids: Odoo leaves no tombstones. Deletes nothing where so much vanished that
 * it looks like lost access rather than deleted records.
 */
final class Deletions {
    private static final int IDS_PER_CALL = 10_000;
    private static final int PER_PAGE = 200;

    private final OdooClient client;
    private final Map<String, ?> context;
    private final OrganizationTransactions transactions;
    private final PageWriter writer;
    private final SyncTuning tuning;
    private final Runnable beforePage;

    /** @param beforePage throws where the job shall end before more is stored */
    Deletions(
            OdooClient client,
            Map<String, ?> context,
            OrganizationTransactions transactions,
            PageWriter writer,
            SyncTuning tuning,
            Runnable beforePage) {
        this.client = client;
        this.context = context;
        this.transactions = transactions;
        this.writer = writer;
        this.tuning = tuning;
        this.beforePage = beforePage;
    }

    /** @param confirmed an administrator knows that they are really gone */
    void check(OrganizationId organization, SyncModel model, boolean confirmed, Instant now) {
        // Ours first: what is created in between is then not ours yet, and so cannot be missing.
        long[] ours = transactions.read(
                organization,
                jdbc ->
                        jdbc
                                .sql("""
                        SELECT record_id FROM odoo_raw_data
                        WHERE organization_id = ? AND model = ? AND is_latest AND document IS NOT NULL
                        """)
                                .params(organization.value(), model.model())
                                .query((row, n) -> row.getLong(1))
                                .stream()
                                .mapToLong(id -> id)
                                .sorted()
                                .toArray());
        if (ours.length == 0) {
            return;
        }
        List<Long> vanished = missing(ours, theirs(model));
        if (!vanished.isEmpty() && !confirmed && tuning.tooMany(model, vanished.size(), ours.length)) {
            transactions.write(organization, jdbc -> {
                SyncIssues.raise(
                        jdbc,
                        organization,
                        SyncIssues.MASS_DISAPPEARANCE,
                        "model",
                        model.model(),
                        Map.of("vanished", vanished.size(), "known", ours.length),
                        now);
                return true;
            });
            return;
        }
        transactions.write(organization, jdbc -> {
            SyncIssues.clear(
                    jdbc, organization, List.of(SyncIssues.MASS_DISAPPEARANCE), "model", List.of(model.model()));
            return true;
        });
        for (int from = 0; from < vanished.size(); from += PER_PAGE) {
            gone(model, vanished.subList(from, Math.min(vanished.size(), from + PER_PAGE)));
        }
    }

    /** Deletes those of the ids that a direct question does not find either. */
    void gone(SyncModel model, List<Long> ids) {
        Set<Long> there =
                new HashSet<>(client.searchIds(model.model(), Domain.ALL.and("id", "in", ids), ids.size(), context));
        List<Long> gone = ids.stream().filter(id -> !there.contains(id)).toList();
        if (!gone.isEmpty()) {
            beforePage.run();
            writer.writeGone(model, gone);
        }
    }

    private long[] theirs(SyncModel model) {
        LongStream.Builder all = LongStream.builder();
        long last = 0;
        while (true) {
            List<Long> ids = client.searchIds(model.model(), Domain.ALL.and("id", ">", last), IDS_PER_CALL, context);
            if (ids.isEmpty()) {
                return all.build().toArray();
            }
            ids.forEach(all::add);
            last = ids.getLast();
        }
    }

    /** Both ascending. */
    private static List<Long> missing(long[] ours, long[] theirs) {
        List<Long> missing = new ArrayList<>();
        int t = 0;
        for (long id : ours) {
            while (t < theirs.length && theirs[t] < id) {
                t++;
            }
            if (t == theirs.length || theirs[t] != id) {
                missing.add(id);
            }
        }
        return missing;
    }
}
