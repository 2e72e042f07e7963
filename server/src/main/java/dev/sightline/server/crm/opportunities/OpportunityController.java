package dev.sightline.server.crm.opportunities;

import dev.sightline.server.access.Scope;
import dev.sightline.server.crm.lists.Order;
import dev.sightline.server.crm.lists.Search;
import dev.sightline.server.crm.lists.Whose;
import dev.sightline.server.platform.Page;
import dev.sightline.server.platform.Period;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.ViewRequest;
import dev.sightline.server.tenancy.Organizations;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Opportunities and leads: the list and each one with its history. */
@RestController
class OpportunityController {
    private static final int MAX_ID = 290;

    private final FindOpportunities list;
    private final ShowOpportunity one;
    private final Organizations organizations;

    OpportunityController(FindOpportunities list, ShowOpportunity one, Organizations organizations) {
        this.list = list;
        this.one = one;
        this.organizations = organizations;
    }

    @GetMapping("/api/v2/opportunities")
    ResponseEntity<FindOpportunities.Found> list(
            Scope viewer,
            Page page,
            ViewRequest views,
            @RequestParam(name = "scope", required = false) @Nullable String scope,
            @RequestParam(required = false) @Nullable String person,
            @RequestParam(defaultValue = "open") String status,
            @RequestParam(defaultValue = "opportunity") String kind,
            @RequestParam(required = false) @Nullable String stage,
            @RequestParam(required = false) @Nullable String owner,
            @RequestParam(required = false) @Nullable String team,
            @RequestParam(required = false) @Nullable String account,
            @RequestParam(required = false) @Nullable String period,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = "-expected_revenue") String sort) {
        OpportunityFilter filter = new OpportunityFilter(
                Whose.parse(scope, person),
                OpportunityFilter.Status.parse(status),
                OpportunityFilter.Kind.parse(kind),
                stage,
                owner,
                team,
                account,
                period == null
                        ? null
                        : Period.parse(
                                period, organizations.get(viewer.organization()).fiscalYearStart()),
                Search.words(q));
        Order order = Order.parse("opportunities", sort, FindOpportunities.ORDERS);
        return views.answer(
                viewer.organization(), viewer, freshness -> list.find(viewer, filter, order, page, freshness));
    }

    @GetMapping("/api/v2/opportunities/{id}")
    ResponseEntity<ShowOpportunity.Shown> one(Scope viewer, ViewRequest views, @PathVariable String id) {
        if (id.length() > MAX_ID) {
            throw Refused.notFound("opportunity");
        }
        return views.answer(viewer.organization(), viewer, freshness -> one.show(viewer, id, freshness));
    }
}
