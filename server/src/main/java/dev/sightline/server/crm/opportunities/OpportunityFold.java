package dev.sightline.server.crm.opportunities;

import dev.sightline.catalog.CrmEvent.OpportunityEvent;
import dev.sightline.catalog.PrivacyEvent.PersonForgotten;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.server.crm.Opportunity;
import dev.sightline.server.crm.dashboard.FigureChanges;
import dev.sightline.server.tenancy.Organization;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One batch's opportunities, rates and companies in memory: read once, folded event by event, written once; then the opportunities that
 * are not the batch's own but reached by its rates, companies and forgettings. However many events a batch has, they are a few trips to
 * the database, and some more for every {@value #CHUNK} opportunities reached. Confined to one thread.
 */
final class OpportunityFold {
    private static final int CHUNK = 5_000;

    private final Connection connection;
    private final int organization;
    private final Organization settings;
    private final ExchangeRates rates;
    private final Map<String, OpportunityRow> rows = new HashMap<>();
    private final Set<String> touched;
    private final Set<String> dirty = new LinkedHashSet<>();
    private final FigureChanges figures;
    private final IssueChanges issues = new IssueChanges();
    private final PastChanges past;
    private final MoneyChanges money = new MoneyChanges();
    private final List<FarChange> far = new ArrayList<>();
    /** Those whom any of {@link #far} reaches. */
    private Reach reached = Reach.NOBODY;
    /** Before the first of {@link #far}; null where there is none. */
    private @Nullable ExchangeRates ratesBefore;

    private OpportunityFold(ProjectionBatch batch, Organization settings, ExchangeRates rates, Set<String> touched) {
        this.touched = touched;
        this.connection = batch.connection();
        this.organization = batch.organization().value();
        this.settings = settings;
        this.rates = rates;
        this.past = new PastChanges(connection, organization);
        this.figures = batch.sharedOr(FigureChanges.class, () -> new FigureChanges(settings.fiscalYearStart()));
    }

    /** @param created those of {@code touched} that appear, perhaps not for the first time */
    static OpportunityFold load(ProjectionBatch batch, Organization settings, Set<String> touched, Set<String> created)
            throws SQLException {
        ExchangeRates rates =
                ExchangeRates.read(batch.connection(), batch.organization().value(), settings.currency());
        OpportunityFold fold = new OpportunityFold(batch, settings, rates, touched);
        for (OpportunityRow row : OpportunityTable.read(fold.connection, fold.organization, touched)) {
            fold.rows.put(row.id(), row);
        }
        fold.past.read(created);
        return fold;
    }

    void apply(RecordedEvent recorded, OpportunityEvent event) {
        String id = recorded.stream().key();
        OpportunityRow before = rows.get(id);
        Opportunity state =
                OpportunityProjection.before(recorded, event, before).evolve(event);
        OpportunityRow after = state.exists()
                ? OpportunityRow.of(id, state, recorded.event().occurredAt(), day(recorded), rates, settings.zone())
                : null;
        change(id, before, after, recorded);
    }

    /** Those of the batch's own streams are changed at once, the others by {@link #finish}. */
    void far(FarChange change) {
        if (ratesBefore == null) {
            ratesBefore = rates.copy();
        }
        money.take(change.recorded().stream().key(), change.event());
        Reach reach = change.take(rates);
        far.add(change);
        reached = reached.plus(reach);
        reach(change, reach, touched, rates);
    }

    void finish() throws SQLException {
        money.write(connection, organization);
        write();
        if (ratesBefore != null && !reached.nobody()) {
            reachOthers(ratesBefore);
        }
    }

    /**
     * What concerns several opportunities concerns each for itself. So each of the rows that are not the batch's own is read once, takes all
     * far changes one after the other, as it would have had they come in batches of their own, and is written once.
     */
    private void reachOthers(ExchangeRates ratesBefore) throws SQLException {
        String last = "";
        List<OpportunityRow> chunk;
        do {
            chunk = OpportunityTable.reached(connection, organization, reached, last, CHUNK);
            List<String> others = new ArrayList<>();
            for (OpportunityRow row : chunk) {
                last = row.id();
                if (!touched.contains(last)) {
                    others.add(last);
                    rows.put(last, row);
                }
            }
            ExchangeRates then = ratesBefore.copy();
            for (FarChange change : far) {
                reach(change, change.take(then), others, then);
            }
            write();
            // As many rows as the organisation has may pass here.
            rows.keySet().retainAll(touched);
        } while (chunk.size() == CHUNK);
    }

    private void reach(FarChange change, Reach reach, Collection<String> ids, ExchangeRates at) {
        if (reach.nobody()) {
            return;
        }
        for (String id : ids) {
            OpportunityRow before = rows.get(id);
            if (before != null && reach.has(before)) {
                OpportunityRow after = following(before, change, at);
                if (!after.equals(before)) {
                    change(id, before, after, change.recorded());
                }
            }
        }
    }

    private OpportunityRow following(OpportunityRow before, FarChange change, ExchangeRates at) {
        return change.event() instanceof PersonForgotten
                // What it says of a contact is erased, as it is in its events from now on.
                ? before.erased()
                : OpportunityRow.of(
                                before.id(),
                                before.state(),
                                before.updatedAt(),
                                day(change.recorded()),
                                at,
                                settings.zone())
                        .after(before);
    }

    private void write() throws SQLException {
        List<OpportunityRow> changed = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        for (String id : dirty) {
            OpportunityRow row = rows.get(id);
            if (row == null) {
                gone.add(id);
            } else {
                changed.add(row);
            }
        }
        OpportunityTable.write(connection, organization, changed);
        OpportunityTable.delete(connection, organization, gone);
        past.write();
        issues.write(connection, organization);
        dirty.clear();
    }

    private void change(
            String id, @Nullable OpportunityRow before, @Nullable OpportunityRow seen, RecordedEvent recorded) {
        OpportunityRow after = seen == null ? null : before == null ? past.follow(seen) : seen.after(before);
        LocalDate day = day(recorded);
        if (after != null) {
            day = after.since();
        } else if (before != null && day.isBefore(before.since())) {
            day = before.since();
        }
        if (before != null) {
            past.add(before, day);
        }
        figures.add(
                before == null ? null : before.counted(),
                after == null ? null : after.counted(),
                day,
                recorded.position());
        issues.add(before, after, recorded.recordedAt());
        if (after == null) {
            rows.remove(id);
        } else {
            rows.put(id, after);
        }
        dirty.add(id);
    }

    private LocalDate day(RecordedEvent recorded) {
        return LocalDate.ofInstant(recorded.event().occurredAt(), settings.zone());
    }
}
