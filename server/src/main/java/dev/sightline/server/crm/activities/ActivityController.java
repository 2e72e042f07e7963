package dev.sightline.server.crm.activities;

import dev.sightline.server.access.Scope;
import dev.sightline.server.crm.lists.ExportColumn;
import dev.sightline.server.crm.lists.ListExports;
import dev.sightline.server.crm.lists.Order;
import dev.sightline.server.crm.lists.Search;
import dev.sightline.server.crm.lists.Whose;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.CountedAs;
import dev.sightline.server.platform.Page;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.platform.ViewRequest;
import dev.sightline.server.tenancy.Organizations;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What people are to do, and have done. */
@RestController
class ActivityController {
    private static final String LIST = "activities";
    private static final String DEFAULT_STATE = "open";
    private static final String DEFAULT_SORT = "due";

    private static final List<ExportColumn<ActivityItem>> COLUMNS = List.of(
            new ExportColumn<>("type", "Type", ActivityItem::type),
            new ExportColumn<>("summary", "Summary", ActivityItem::summary),
            new ExportColumn<>(
                    "on", "About", item -> item.on() == null ? null : item.on().name()),
            new ExportColumn<>(
                    "owner",
                    "Owner",
                    item -> item.owner() == null ? null : item.owner().name()),
            new ExportColumn<>("due", "Due", ActivityItem::due),
            new ExportColumn<>("state", "State", ActivityItem::state),
            new ExportColumn<>("closed", "Done", ActivityItem::closedAt));

    private final FindActivities list;
    private final ListExports exports;
    private final Organizations organizations;
    private final Clock clock;

    ActivityController(FindActivities list, ListExports exports, Organizations organizations, Clock clock) {
        this.list = list;
        this.exports = exports;
        this.organizations = organizations;
        this.clock = clock;
    }

    @Requires(Permission.VIEW_RECORDS)
    @GetMapping("/api/v2/activities")
    ResponseEntity<FindActivities.Found> list(
            Scope viewer,
            Page page,
            ViewRequest views,
            @RequestParam(name = "scope", required = false) @Nullable String scope,
            @RequestParam(required = false) @Nullable String person,
            @RequestParam(defaultValue = DEFAULT_STATE) String state,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = DEFAULT_SORT) String sort) {
        ActivityFilter filter = filter(scope, person, state, q);
        Order order = Order.parse(LIST, sort, FindActivities.ORDERS);
        LocalDate today = today(viewer);
        return views.answer(
                viewer.organization(), viewer, freshness -> list.find(viewer, filter, today, order, page, freshness));
    }

    @Requires(Permission.EXPORT_RECORDS)
    @CountedAs(RateLimits.Kind.EXPORT)
    @GetMapping("/api/v2/activities/export")
    @Operation(summary = "The list as CSV, all rows of it; that it was taken is recorded")
    ResponseEntity<Resource> export(
            Scope viewer,
            Caller caller,
            @RequestParam(name = "scope", required = false) @Nullable String scope,
            @RequestParam(required = false) @Nullable String person,
            @RequestParam(defaultValue = DEFAULT_STATE) String state,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = DEFAULT_SORT) String sort,
            @RequestParam(required = false) @Nullable String columns) {
        ActivityFilter filter = filter(scope, person, state, q);
        Order order = Order.parse(LIST, sort, FindActivities.ORDERS);
        LocalDate today = today(viewer);
        return exports.answer(
                viewer,
                caller,
                LIST,
                ListExports.filters(
                        "state",
                        state,
                        "scope",
                        scope,
                        "person",
                        person,
                        "search",
                        ListExports.searched(filter.words())),
                ExportColumn.chosen(COLUMNS, columns),
                taker -> list.each(viewer, filter, today, order, taker));
    }

    private static ActivityFilter filter(
            @Nullable String scope, @Nullable String person, String state, @Nullable String q) {
        return new ActivityFilter(Whose.parse(scope, person), ActivityFilter.State.parse(state), Search.words(q));
    }

    private LocalDate today(Scope viewer) {
        return LocalDate.ofInstant(
                clock.instant(), organizations.get(viewer.organization()).zone());
    }
}
