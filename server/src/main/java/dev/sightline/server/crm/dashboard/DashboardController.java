package dev.sightline.server.crm.dashboard;

import dev.sightline.server.access.Scope;
import dev.sightline.server.crm.lists.Whose;
import dev.sightline.server.platform.Period;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.platform.ViewRequest;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import java.time.Clock;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The sales dashboard. */
@RestController
class DashboardController {
    private final FindDashboard dashboards;
    private final Organizations organizations;
    private final Clock clock;

    DashboardController(FindDashboard dashboards, Organizations organizations, Clock clock) {
        this.dashboards = dashboards;
        this.organizations = organizations;
        this.clock = clock;
    }

    @Requires(Permission.VIEW_RECORDS)
    @GetMapping("/api/v2/dashboard")
    ResponseEntity<Dashboard> dashboard(
            Scope viewer,
            ViewRequest views,
            @RequestParam(name = "scope", required = false) @Nullable String scope,
            @RequestParam(required = false) @Nullable String period,
            @RequestParam(required = false) @Nullable String person) {
        Organization organization = organizations.get(viewer.organization());
        LocalDate today = LocalDate.ofInstant(clock.instant(), organization.zone());
        Whose whose = Whose.parse(scope, person);
        Period wanted = period == null
                ? Period.quarterOf(today, organization.fiscalYearStart())
                : Period.parse(period, organization.fiscalYearStart());
        return views.answerTogether(
                viewer.organization(),
                viewer,
                asking -> dashboards.find(viewer, whose, wanted, today, organization, asking));
    }
}
