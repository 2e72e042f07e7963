package dev.sightline.server.crm.activities;

import dev.sightline.server.access.Scope;
import dev.sightline.server.crm.lists.Order;
import dev.sightline.server.crm.lists.Search;
import dev.sightline.server.crm.lists.Whose;
import dev.sightline.server.platform.Page;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.platform.ViewRequest;
import dev.sightline.server.tenancy.Organizations;
import java.time.Clock;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What people are to do, and have done. */
@RestController
class ActivityController {
    private final FindActivities list;
    private final Organizations organizations;
    private final Clock clock;

    ActivityController(FindActivities list, Organizations organizations, Clock clock) {
        this.list = list;
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
            @RequestParam(defaultValue = "open") String state,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = "due") String sort) {
        ActivityFilter filter =
                new ActivityFilter(Whose.parse(scope, person), ActivityFilter.State.parse(state), Search.words(q));
        Order order = Order.parse("activities", sort, FindActivities.ORDERS);
        LocalDate today = LocalDate.ofInstant(
                clock.instant(), organizations.get(viewer.organization()).zone());
        return views.answer(
                viewer.organization(), viewer, freshness -> list.find(viewer, filter, today, order, page, freshness));
    }
}
