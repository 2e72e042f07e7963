package dev.sightline.server.crm.opportunities;

import dev.sightline.catalog.CrmEvent.OpportunityDetails;
import dev.sightline.catalog.CrmEvent.OpportunityEvent;
import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.SealedEvent;
import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility;
import dev.sightline.server.access.Visibility.Condition;
import dev.sightline.server.crm.Opportunity;
import dev.sightline.server.crm.Opportunity.Status;
import dev.sightline.server.crm.activities.ActivityItem;
import dev.sightline.server.crm.opportunities.ShowOpportunity.AsOf;
import dev.sightline.server.crm.opportunities.ShowOpportunity.Contact;
import dev.sightline.server.crm.opportunities.ShowOpportunity.Shown;
import dev.sightline.server.crm.past.KnownFrom;
import dev.sightline.server.crm.tables.Columns;
import dev.sightline.server.ingest.DecodedEvents;
import dev.sightline.server.ingest.PersonalTexts;
import dev.sightline.server.platform.Freshness;
import dev.sightline.server.platform.Moment;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.tenancy.OneTrip;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.OrganizationTransactions;
import dev.sightline.server.tenancy.Organizations;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * One opportunity as it stood at a past moment: its stream, folded up to then. A day or an instant counts what had happened by then, as
 * the lists of an earlier day do; a position counts what had been recorded. Names are today's, and so is who may see it. Thread-safe.
 */
@Component
class ShowPastOpportunity {
    private final OrganizationTransactions transactions;
    private final EventStore events;
    private final PersonalTexts texts;
    private final Organizations organizations;
    private final KnownFrom beginnings;
    private final Clock clock;

    ShowPastOpportunity(
            OrganizationTransactions transactions,
            EventStore events,
            PersonalTexts texts,
            Organizations organizations,
            KnownFrom beginnings,
            Clock clock) {
        this.transactions = transactions;
        this.events = events;
        this.texts = texts;
        this.organizations = organizations;
        this.beginnings = beginnings;
        this.clock = clock;
    }

    /**
     * @param asOf a day, an instant or a position
     * @throws Refused 404 where there is none that the viewer may see now, 400 where it was not there at that moment; whoever sees
     *     everything is also shown what has been deleted since
     */
    Shown show(Scope scope, String id, String asOf, Freshness freshness) {
        Organization organization = organizations.get(scope.organization());
        LocalDate today = LocalDate.ofInstant(clock.instant(), organization.zone());
        Moment moment = moment(asOf, organization, today);
        // Whether it may be seen is settled before its history is read.
        if (!mayBeSeen(scope, id)) {
            throw Refused.notFound("opportunity");
        }
        StreamId stream = new StreamId("opportunity", id);
        List<RecordedEvent> log = until(moment, organization, stream);
        if (log.isEmpty() && events.streamVersion(scope.organization(), stream) == 0) {
            throw Refused.notFound("opportunity");
        }
        List<SealedEvent> sealed = log.stream().map(DecodedEvents::sealed).toList();
        List<DomainEvent> open = texts.open(scope.organization(), sealed);
        Opportunity state = Opportunity.NOTHING;
        for (DomainEvent event : open) {
            state = event instanceof OpportunityEvent change ? state.evolve(change) : state;
        }
        if (!state.exists()) {
            throw absent(log);
        }
        RecordedEvent last = log.getLast();
        Opportunity then = state;
        OpportunityItem item = transactions.read(
                scope.organization(),
                jdbc -> item(scope, row(jdbc, moment, id, then, last.event().occurredAt(), organization)));
        OneTrip trip = transactions.trip(scope.organization());
        Supplier<List<String>> viewers = ShowOpportunity.viewers(trip, scope, id);
        Supplier<List<ActivityItem>> activities = ShowOpportunity.activities(trip, scope, id, today);
        Supplier<OpportunityHistory.Names> names = OpportunityHistory.Names.ask(trip, scope.organization(), open);
        trip.go();
        OpportunityDetails details = state.details();
        int shown = Math.min(log.size(), ShowOpportunity.MOST);
        return Shown.of(
                item,
                new Contact(details.email(), details.phone(), details.contactName(), details.city(), details.country()),
                viewers.get(),
                OpportunityHistory.of(log.subList(0, shown), open.subList(0, shown), names.get()),
                activities.get(),
                new AsOf(asOf, last.position(), beginnings.day(organization, today)),
                freshness);
    }

    private Moment moment(String text, Organization organization, LocalDate today) {
        Moment moment = Moment.parse(text);
        if (moment == null) {
            throw invalid(
                    "as_of must be a day such as 2026-03-31, an instant such as 2026-03-31T12:00:00Z, or a position of the"
                            + " event log.");
        }
        return switch (moment) {
            case Moment.EndOf(LocalDate day) when day.isAfter(today) -> throw invalid("as_of lies in the future.");
            case Moment.At(Instant time)
            when time.isAfter(clock.instant()) -> throw invalid("as_of lies in the future.");
            case Moment.Position(long position) -> {
                long head = events.lastPosition(organization.id());
                if (position > head) {
                    throw invalid("The event log has come to position " + head + ".");
                }
                yield moment;
            }
            default -> moment;
        };
    }

    private static Refused invalid(String message) {
        return Refused.field("as_of", "invalid_as_of", message);
    }

    private static Refused absent(List<RecordedEvent> log) {
        return Refused.field(
                "as_of",
                "not_there",
                log.isEmpty()
                        ? "The opportunity was not there yet. Ask for a later moment."
                        : "The opportunity had been deleted. Ask for an earlier moment.");
    }

    private boolean mayBeSeen(Scope scope, String id) {
        if (scope.all()) {
            return true;
        }
        Condition visible = Visibility.visibleOne(scope, "o");
        Map<String, Object> params = new HashMap<>(visible.params());
        params.put("id", id);
        return !transactions
                .ask(
                        scope.organization(),
                        "SELECT 1 FROM opportunity_view o WHERE " + visible.sql() + " AND o.id = :id",
                        params,
                        (row, number) -> true)
                .isEmpty();
    }

    /** A stream goes on where it stands: what happened earlier but behind what is too late is too late as well. */
    private List<RecordedEvent> until(Moment moment, Organization organization, StreamId stream) {
        EventFilter filter = EventFilter.all().ofStream(stream);
        Instant end = switch (moment) {
            case Moment.Position(long position) -> {
                filter = filter.upTo(position);
                yield Instant.MAX;
            }
            case Moment.At(Instant time) -> time;
            case Moment.EndOf(LocalDate day) -> Moment.endOf(day, organization.zone());
        };
        try (Stream<RecordedEvent> log = events.stream(organization.id(), filter)) {
            return log.takeWhile(event -> !event.event().occurredAt().isAfter(end))
                    .toList();
        }
    }

    /** Amounts as the lists of that day have them; of other moments by the rates that are known now. */
    private OpportunityRow row(
            JdbcClient jdbc,
            Moment moment,
            String id,
            Opportunity state,
            Instant updatedAt,
            Organization organization) {
        LocalDate updated = LocalDate.ofInstant(updatedAt, organization.zone());
        OpportunityRow row;
        try {
            ExchangeRates rates = ExchangeRates.read(
                    transactions.connection(), organization.id().value(), organization.currency());
            row = OpportunityRow.of(id, state, updatedAt, updated, rates, organization.zone());
        } catch (SQLException e) {
            throw unreadable(organization, e);
        }
        if (!(moment instanceof Moment.EndOf(LocalDate day)) || !row.counts() || row.status() != Status.OPEN) {
            return row;
        }
        record Amounts(
                String money,
                @Nullable BigDecimal amount,
                @Nullable BigDecimal weighted) {}
        return jdbc.sql("""
                        SELECT p.money, p.amount, p.weighted FROM opportunity_past p
                        WHERE p.organization_id = :organization AND p.id = :id AND p.from_day <= :day AND p.until_day > :day
                        """)
                .param("organization", organization.id().value())
                .param("id", id)
                .param("day", day)
                .query((found, number) -> new Amounts(
                        found.getString("money"), found.getBigDecimal("amount"), found.getBigDecimal("weighted")))
                .optional()
                .map(then -> new OpportunityRow(
                        id,
                        row.state(),
                        then.money(),
                        then.amount(),
                        then.weighted(),
                        row.closedDay(),
                        row.updatedAt(),
                        row.since()))
                .orElse(row);
    }

    /** With the names of what it refers to. */
    private OpportunityItem item(Scope scope, OpportunityRow row) {
        Columns<OpportunityRow> columns = OpportunityTable.columns(List.of(row));
        String sql = "SELECT " + OpportunityItems.COLUMNS + " FROM (SELECT ?::integer AS organization_id, "
                + columns.selected() + " FROM " + columns.unnest() + ") o " + OpportunityItems.JOINS;
        Connection connection = transactions.connection();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, scope.organization().value());
            columns.bind(connection, statement, 2);
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                return OpportunityItems.map(found, scope);
            }
        } catch (SQLException e) {
            throw unreadable(organizations.get(scope.organization()), e);
        }
    }

    private static EventStoreException unreadable(Organization organization, SQLException cause) {
        return new EventStoreException(
                "organisation " + organization.id() + ": the past of an opportunity cannot be read", cause);
    }
}
