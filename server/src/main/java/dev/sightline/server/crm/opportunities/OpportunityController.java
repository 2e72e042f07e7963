package dev.sightline.server.crm.opportunities;

import dev.sightline.server.access.Scope;
import dev.sightline.server.crm.lists.ExportColumn;
import dev.sightline.server.crm.lists.ListExports;
import dev.sightline.server.crm.lists.Order;
import dev.sightline.server.crm.lists.Search;
import dev.sightline.server.crm.lists.Whose;
import dev.sightline.server.crm.opportunities.OpportunityFilter.Days;
import dev.sightline.server.crm.past.KnownFrom;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.CountedAs;
import dev.sightline.server.platform.Page;
import dev.sightline.server.platform.Period;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.platform.ViewRequest;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Clock;
import java.time.LocalDate;
import java.time.Month;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Opportunities and leads: the list and each one with its history. */
@RestController
class OpportunityController {
    private static final int MAX_ID = 290;
    private static final int DAY_LENGTH = 10;
    private static final String LIST = "opportunities";
    private static final String DEFAULT_STATUS = "open";
    private static final String DEFAULT_KIND = "opportunity";
    private static final String DEFAULT_SORT = "-expected_revenue";

    private final FindOpportunities list;
    private final ShowOpportunity one;
    private final ShowPastOpportunity past;
    private final ListExports exports;
    private final Organizations organizations;
    private final KnownFrom beginnings;
    private final Clock clock;

    OpportunityController(
            FindOpportunities list,
            ShowOpportunity one,
            ShowPastOpportunity past,
            ListExports exports,
            Organizations organizations,
            KnownFrom beginnings,
            Clock clock) {
        this.list = list;
        this.one = one;
        this.past = past;
        this.exports = exports;
        this.organizations = organizations;
        this.beginnings = beginnings;
        this.clock = clock;
    }

    @Requires(Permission.VIEW_RECORDS)
    @GetMapping("/api/v2/opportunities")
    ResponseEntity<FindOpportunities.Found> list(
            Scope viewer,
            Page page,
            ViewRequest views,
            @RequestParam(name = "scope", required = false) @Nullable String scope,
            @RequestParam(required = false) @Nullable String person,
            @RequestParam(defaultValue = DEFAULT_STATUS) String status,
            @RequestParam(defaultValue = DEFAULT_KIND) String kind,
            @RequestParam(required = false) @Nullable String stage,
            @RequestParam(required = false) @Nullable String owner,
            @RequestParam(required = false) @Nullable String team,
            @RequestParam(required = false) @Nullable String account,
            @RequestParam(required = false) @Nullable String period,
            @RequestParam(name = "closed_on", required = false) @Nullable String closedOn,
            @RequestParam(name = "as_of", required = false) @Nullable String asOf,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = DEFAULT_SORT) String sort) {
        Organization organization = organizations.get(viewer.organization());
        OpportunityFilter filter = filter(
                organization, scope, person, status, kind, stage, owner, team, account, period, closedOn, asOf, q);
        LocalDate knownFrom = knownFrom(organization, filter);
        Order order = Order.parse(LIST, sort, FindOpportunities.ORDERS);
        return views.answer(
                viewer.organization(),
                viewer,
                freshness -> list.find(viewer, filter, order, page, knownFrom, freshness));
    }

    @Requires(Permission.EXPORT_RECORDS)
    @CountedAs(RateLimits.Kind.EXPORT)
    @GetMapping("/api/v2/opportunities/export")
    @Operation(summary = "The list as CSV, all rows of it; that it was taken is recorded")
    ResponseEntity<Resource> export(
            Scope viewer,
            Caller caller,
            @RequestParam(name = "scope", required = false) @Nullable String scope,
            @RequestParam(required = false) @Nullable String person,
            @RequestParam(defaultValue = DEFAULT_STATUS) String status,
            @RequestParam(defaultValue = DEFAULT_KIND) String kind,
            @RequestParam(required = false) @Nullable String stage,
            @RequestParam(required = false) @Nullable String owner,
            @RequestParam(required = false) @Nullable String team,
            @RequestParam(required = false) @Nullable String account,
            @RequestParam(required = false) @Nullable String period,
            @RequestParam(name = "closed_on", required = false) @Nullable String closedOn,
            @RequestParam(name = "as_of", required = false) @Nullable String asOf,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = DEFAULT_SORT) String sort,
            @RequestParam(required = false) @Nullable String columns) {
        Organization organization = organizations.get(viewer.organization());
        OpportunityFilter filter = filter(
                organization, scope, person, status, kind, stage, owner, team, account, period, closedOn, asOf, q);
        Order order = Order.parse(LIST, sort, FindOpportunities.ORDERS);
        String asked = ListExports.filters(
                "kind",
                kind,
                "status",
                status,
                "scope",
                scope,
                "person",
                person,
                "stage",
                stage,
                "owner",
                owner,
                "team",
                team,
                "account",
                account,
                "period",
                period,
                "closed_on",
                closedOn,
                "as_of",
                asOf,
                "search",
                ListExports.searched(filter.words()));
        return exports.answer(
                viewer,
                caller,
                LIST,
                asked,
                ExportColumn.chosen(OpportunityColumns.of(filter.asOf(), knownFrom(organization, filter)), columns),
                taker -> list.each(viewer, filter, order, taker));
    }

    private static OpportunityFilter filter(
            Organization organization,
            @Nullable String scope,
            @Nullable String person,
            String status,
            String kind,
            @Nullable String stage,
            @Nullable String owner,
            @Nullable String team,
            @Nullable String account,
            @Nullable String period,
            @Nullable String closedOn,
            @Nullable String asOf,
            @Nullable String q) {
        return new OpportunityFilter(
                Whose.parse(scope, person),
                OpportunityFilter.Status.parse(status),
                OpportunityFilter.Kind.parse(kind),
                stage,
                owner,
                team,
                account,
                closed(period, closedOn, organization.fiscalYearStart()),
                asOf == null ? null : day("as_of", asOf),
                Search.words(q));
    }

    private @Nullable LocalDate knownFrom(Organization organization, OpportunityFilter filter) {
        return filter.asOf() == null
                ? null
                : beginnings.day(organization, LocalDate.ofInstant(clock.instant(), organization.zone()));
    }

    private static @Nullable Days closed(@Nullable String period, @Nullable String day, Month fiscalYearStart) {
        if (day == null) {
            return period == null ? null : Days.of(Period.parse(period, fiscalYearStart));
        }
        if (period != null) {
            throw Refused.field("closed_on", "invalid_day", "closed_on and period do not go together.");
        }
        LocalDate on = day("closed_on", day);
        return new Days(on, on);
    }

    /** Years of four digits: what the database takes too. */
    private static LocalDate day(String field, String text) {
        try {
            if (text.length() == DAY_LENGTH) {
                return LocalDate.parse(text);
            }
        } catch (DateTimeParseException e) {
            // Said below.
        }
        throw Refused.field(field, "invalid_day", field + " must be a day, such as 2026-11-21.");
    }

    @Requires(Permission.VIEW_RECORDS)
    @GetMapping("/api/v2/opportunities/{id}")
    ResponseEntity<ShowOpportunity.Shown> one(
            Scope viewer,
            ViewRequest views,
            @PathVariable String id,
            @RequestParam(name = "as_of", required = false) @Nullable String asOf) {
        if (id.length() > MAX_ID) {
            throw Refused.notFound("opportunity");
        }
        return views.answer(
                viewer.organization(),
                viewer,
                freshness -> asOf == null ? one.show(viewer, id, freshness) : past.show(viewer, id, asOf, freshness));
    }
}
