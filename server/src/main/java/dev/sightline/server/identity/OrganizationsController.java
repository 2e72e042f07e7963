package dev.sightline.server.identity;

import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.CountedAs;
import dev.sightline.server.platform.EmailAddress;
import dev.sightline.server.platform.FieldProblem;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.Month;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** The organisations of the platform, for its administrators. */
@RestController
@RequestMapping("/api/v2/organizations")
@Tag(name = "Organisations")
class OrganizationsController {
    private static final int LONGEST_NAME = 200;

    private final Platform platform;
    private final Organizations organizations;
    private final OrganizationExport export;

    OrganizationsController(Platform platform, Organizations organizations, OrganizationExport export) {
        this.platform = platform;
        this.organizations = organizations;
        this.export = export;
    }

    record OrganizationItem(
            String slug,
            String name,
            String currency,
            String timeZone,
            int fiscalYearStartMonth,
            Organization.Status status,
            @Nullable Instant deleteAfter) {
        static OrganizationItem of(Organization organization) {
            return new OrganizationItem(
                    organization.slug(),
                    organization.name(),
                    organization.currency(),
                    organization.zone().getId(),
                    organization.fiscalYearStart().getValue(),
                    organization.status(),
                    organization.deleteAfter());
        }
    }

    record OrganizationsAnswer(List<OrganizationItem> items) {}

    /** @param administratorEmail who administers it; may sign in elsewhere already */
    record OrganizationWish(
            @Nullable String slug,
            @Nullable String name,
            @Nullable String currency,
            @Nullable String timeZone,
            @Nullable Integer fiscalYearStartMonth,
            @Nullable String administratorEmail) {}

    @GetMapping
    @Requires(Permission.MANAGE_ORGANIZATIONS)
    @Operation(summary = "All organisations, oldest first")
    OrganizationsAnswer list() {
        return new OrganizationsAnswer(
                organizations.all().stream().map(OrganizationItem::of).toList());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Requires(Permission.MANAGE_ORGANIZATIONS)
    @Operation(summary = "Make an organisation")
    OrganizationItem create(Caller caller, @RequestBody OrganizationWish wish) {
        List<FieldProblem> problems = new ArrayList<>();
        String slug = text(wish.slug());
        check(
                slug.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"),
                "slug",
                "must consist of lower-case letters, digits and inner hyphens, at most 63",
                problems);
        String name = text(wish.name()).strip();
        check(
                !name.isEmpty() && name.length() <= LONGEST_NAME && name.chars().noneMatch(Character::isISOControl),
                "name",
                "must be one line of at most " + LONGEST_NAME + " characters",
                problems);
        String currency = text(wish.currency());
        check(
                Currency.getAvailableCurrencies().stream()
                        .anyMatch(known -> known.getCurrencyCode().equals(currency)),
                "currency",
                "must be an ISO 4217 code, such as EUR",
                problems);
        String zone = text(wish.timeZone());
        check(
                ZoneId.getAvailableZoneIds().contains(zone),
                "time_zone",
                "must be a time zone, such as Europe/Brussels",
                problems);
        int month = wish.fiscalYearStartMonth() == null ? 1 : wish.fiscalYearStartMonth();
        check(month >= 1 && month <= 12, "fiscal_year_start_month", "must be a month from 1 to 12", problems);
        String administrator = wish.administratorEmail();
        check(
                administrator == null || EmailAddress.isOne(administrator),
                "administrator_email",
                "must be an e-mail address",
                problems);
        if (!problems.isEmpty()) {
            throw Refused.fields(problems);
        }
        return OrganizationItem.of(
                platform.create(slug, name, currency, ZoneId.of(zone), Month.of(month), administrator, caller));
    }

    @PostMapping("/{slug}/suspension")
    @Requires(Permission.MANAGE_ORGANIZATIONS)
    @Operation(summary = "Let nobody in and sync nothing; all is kept")
    OrganizationItem suspend(Caller caller, @PathVariable String slug) {
        return OrganizationItem.of(platform.suspend(slug, caller));
    }

    @DeleteMapping("/{slug}/suspension")
    @Requires(Permission.MANAGE_ORGANIZATIONS)
    @Operation(summary = "Let people in again")
    OrganizationItem resume(Caller caller, @PathVariable String slug) {
        return OrganizationItem.of(platform.resume(slug, caller));
    }

    @PostMapping("/{slug}/deletion")
    @Requires(Permission.MANAGE_ORGANIZATIONS)
    @Operation(summary = "Let nobody in, and remove all of it in 30 days; restorable until then")
    OrganizationItem delete(Caller caller, @PathVariable String slug) {
        return OrganizationItem.of(platform.delete(slug, caller));
    }

    @DeleteMapping("/{slug}/deletion")
    @Requires(Permission.MANAGE_ORGANIZATIONS)
    @Operation(summary = "Restore one that is to be deleted; it is suspended then")
    OrganizationItem restore(Caller caller, @PathVariable String slug) {
        return OrganizationItem.of(platform.restore(slug, caller));
    }

    @GetMapping("/{slug}/export")
    @CountedAs(RateLimits.Kind.EXPORT)
    @Requires(Permission.MANAGE_ORGANIZATIONS)
    @Operation(summary = "A ZIP of its settings and its whole log")
    ResponseEntity<StreamingResponseBody> export(Caller caller, @PathVariable String slug) {
        Organization organization = platform.find(slug);
        platform.record("organization.exported", organization, caller);
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, "application/zip")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + organization.slug() + ".zip\"")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(out -> export.write(organization, out));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static void check(boolean holds, String field, String problem, List<FieldProblem> problems) {
        if (!holds) {
            problems.add(new FieldProblem(field, "invalid_value", field + " " + problem + "."));
        }
    }
}
