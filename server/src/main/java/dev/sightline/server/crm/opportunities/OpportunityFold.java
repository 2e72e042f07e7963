package dev.sightline.server.crm.opportunities;

import dev.sightline.catalog.CrmEvent.OpportunityEvent;
import dev.sightline.catalog.FinanceEvent.CompanyDetails;
import dev.sightline.catalog.FinanceEvent.RateSet;
import dev.sightline.catalog.PrivacyEvent.PersonForgotten;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.server.crm.Opportunity;
import dev.sightline.server.crm.dashboard.FigureChanges;
import dev.sightline.server.crm.tables.Columns;
import dev.sightline.server.crm.tables.Forgotten;
import dev.sightline.server.crm.tables.Rows;
import dev.sightline.server.tenancy.Organization;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One batch's opportunities, rates and companies in memory: read once, folded event by event, written once. */
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

    void rateSet(RecordedEvent recorded, RateSet rate) throws SQLException {
        List<String> currencies = rates.set(recorded.stream().key(), rate);
        new Columns<RateSet>(List.of(rate))
                .text("id", any -> recorded.stream().key())
                .text("currency", RateSet::currency)
                .text("company_id", RateSet::companyId)
                .day("day", RateSet::day)
                .number("rate", RateSet::rate)
                .upsert(connection, organization, "crm_rates", "id");
        convertAnew(currencies, recorded);
    }

    void rateRemoved(RecordedEvent recorded) throws SQLException {
        List<String> currencies = rates.remove(recorded.stream().key());
        Rows.update(
                connection,
                "DELETE FROM crm_rates WHERE organization_id = ? AND id = ?",
                organization,
                recorded.stream().key());
        convertAnew(currencies, recorded);
    }

    void company(RecordedEvent recorded, CompanyDetails details) throws SQLException {
        String id = recorded.stream().key();
        rates.company(id, details.currency());
        new Columns<CompanyDetails>(List.of(details))
                .text("id", any -> id)
                .text("name", CompanyDetails::name)
                .text("currency", CompanyDetails::currency)
                .flag("active", CompanyDetails::active)
                .flag("deleted", any -> false)
                .upsert(connection, organization, "crm_companies", "id");
        convertEach(
                after -> OpportunityTable.ofCompanyWithoutCurrency(connection, organization, id, after, CHUNK),
                recorded);
    }

    /** Its records keep its currency: what they are worth did not change with it. */
    void companyDeleted(RecordedEvent recorded) throws SQLException {
        Rows.update(
                connection,
                "UPDATE crm_companies SET deleted = true WHERE organization_id = ? AND id = ?",
                organization,
                recorded.stream().key());
    }

    /** What they say of a contact is erased, as it is in their events from now on. */
    void forget(RecordedEvent recorded, PersonForgotten forgotten) throws SQLException {
        List<String> accounts = Forgotten.of(forgotten, "account");
        List<String> own = Forgotten.of(forgotten, "opportunity");
        if (!accounts.isEmpty() || !own.isEmpty()) {
            changeEach(
                    after -> OpportunityTable.naming(connection, organization, accounts, own, after, CHUNK),
                    OpportunityRow::erased,
                    recorded);
        }
    }

    void write() throws SQLException {
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

    private void convertAnew(List<String> currencies, RecordedEvent recorded) throws SQLException {
        if (currencies.contains(settings.currency())) {
            convertEach(
                    after -> OpportunityTable.notInMoney(connection, organization, settings.currency(), after, CHUNK),
                    recorded);
        } else if (!currencies.isEmpty()) {
            convertEach(
                    after -> OpportunityTable.inMoney(connection, organization, currencies, after, CHUNK), recorded);
        }
    }

    /** Rows behind an id, in the order of ids. */
    private interface Source {
        List<OpportunityRow> behind(String id) throws SQLException;
    }

    private void convertEach(Source source, RecordedEvent recorded) throws SQLException {
        changeEach(
                source,
                before -> OpportunityRow.of(
                                before.id(), before.state(), before.updatedAt(), day(recorded), rates, settings.zone())
                        .after(before),
                recorded);
    }

    private void changeEach(Source source, UnaryOperator<OpportunityRow> how, RecordedEvent recorded)
            throws SQLException {
        write();
        String last = "";
        List<OpportunityRow> chunk;
        do {
            chunk = source.behind(last);
            for (OpportunityRow before : chunk) {
                OpportunityRow after = how.apply(before);
                if (!after.equals(before)) {
                    change(before.id(), before, after, recorded);
                }
                last = before.id();
            }
            write();
            // As many rows as the organisation has may pass here.
            rows.keySet().retainAll(touched);
        } while (chunk.size() == CHUNK);
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
