package dev.sightline.server.access;

import dev.sightline.server.access.FindPeople.LedTeam;
import dev.sightline.server.access.FindPeople.Person;
import dev.sightline.server.access.PersonFigures.Counts;
import dev.sightline.server.access.PersonFigures.Figures;
import dev.sightline.server.identity.Role;
import dev.sightline.server.identity.SignedIn;
import dev.sightline.server.platform.Cursor;
import dev.sightline.server.platform.Freshness;
import dev.sightline.server.platform.Page;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.platform.ViewRequest;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The viewer, whom they see, and how those people do. */
@RestController
@RequestMapping("/api/v2/users")
class UsersController {
    private static final String ACCESS_LIST = "users/access";

    private final FindPeople people;
    private final Organizations organizations;
    private final ObjectProvider<PersonFigures> figures;

    UsersController(FindPeople people, Organizations organizations, ObjectProvider<PersonFigures> figures) {
        this.people = people;
        this.organizations = organizations;
        this.figures = figures;
    }

    /** Who the viewer is. {@code user_id} is null for an account that is nobody whom the source knows. */
    record ProfileAnswer(
            @Nullable String userId,
            UUID accountId,
            String name,
            String email,
            Role role,
            @Nullable String jobTitle,
            @Nullable String department,
            OrganizationAnswer organization,
            @Nullable ManagerAnswer manager,
            int directReports,
            int teamSize,
            List<LedTeam> ledTeams,

            @Schema(allowableValues = {"own", "team", "all"})
            String sees,

            Rights can,
            Accessible accessible,
            Freshness freshness) {}

    record OrganizationAnswer(String slug, String name, String currency, String timeZone, int fiscalYearStartMonth) {}

    record ManagerAnswer(
            String userId, String name, @Nullable String jobTitle) {}

    record Rights(boolean sync, boolean administer) {}

    record Accessible(
            long people,
            @Nullable Long opportunities,
            @Nullable Long accounts) {}

    record HierarchyAnswer(List<PersonAnswer> people, Freshness freshness) {}

    /** {@code manager_id} is null for the topmost of those whom the viewer sees. */
    record PersonAnswer(
            String userId,
            String name,
            @Nullable String jobTitle,
            @Nullable String department,
            @Nullable String email,
            @Nullable String managerId,
            boolean active,
            int directReports,
            int totalReports,
            int level,
            Figures figures) {}

    record AccessAnswer(
            long people,
            @Nullable Long opportunities,
            @Nullable Long accounts,
            List<String> ownerIds,
            @Nullable String nextCursor,
            Freshness freshness) {}

    @Requires(Permission.VIEW_RECORDS)
    @GetMapping("/profile")
    ResponseEntity<ProfileAnswer> profile(SignedIn signedIn, Scope scope, ViewRequest views) {
        return views.answer(scope.organization(), scope, freshness -> profile(signedIn, scope, freshness));
    }

    @Requires(Permission.VIEW_RECORDS)
    @GetMapping("/hierarchy")
    ResponseEntity<HierarchyAnswer> hierarchy(Scope scope, ViewRequest views) {
        return views.answer(scope.organization(), scope, freshness -> {
            List<Person> visible = people.hierarchy(scope);
            PersonFigures source = figures.getIfAvailable();
            Map<String, Figures> known = source == null ? Map.of() : source.of(scope);
            var ids = visible.stream().map(Person::personId).collect(Collectors.toSet());
            return new HierarchyAnswer(
                    visible.stream()
                            .map(person -> answer(
                                    person,
                                    ids.contains(Objects.requireNonNullElse(person.managerId(), "")),
                                    known.getOrDefault(person.personId(), Figures.NONE)))
                            .toList(),
                    freshness);
        });
    }

    @Requires(Permission.VIEW_RECORDS)
    @GetMapping("/access")
    ResponseEntity<AccessAnswer> access(Scope scope, Page page, ViewRequest views) {
        String after = page.cursor() == null
                ? ""
                : Objects.requireNonNullElse(
                        Cursor.open(ACCESS_LIST, 1, page.cursor()).text(0), "");
        return views.answer(scope.organization(), scope, freshness -> {
            List<String> found = people.accessible(scope, after, page.limit() + 1);
            boolean more = found.size() > page.limit();
            List<String> shown = more ? found.subList(0, page.limit()) : found;
            Accessible counts = accessible(scope);
            return new AccessAnswer(
                    counts.people(),
                    counts.opportunities(),
                    counts.accounts(),
                    shown,
                    more ? Cursor.close(ACCESS_LIST, shown.getLast()) : null,
                    freshness);
        });
    }

    private ProfileAnswer profile(SignedIn signedIn, Scope scope, Freshness freshness) {
        Organization organization = organizations.get(scope.organization());
        Person viewer = people.viewer(scope).orElse(null);
        Person manager = viewer == null ? null : people.managerOf(scope, viewer).orElse(null);
        int below = viewer == null ? 0 : viewer.totalReports();
        return new ProfileAnswer(
                scope.viewerId(),
                signedIn.accountId(),
                viewer == null ? signedIn.email() : viewer.name(),
                signedIn.email(),
                signedIn.role(),
                viewer == null ? null : viewer.jobTitle(),
                viewer == null ? null : viewer.department(),
                new OrganizationAnswer(
                        organization.slug(),
                        organization.name(),
                        organization.currency(),
                        organization.zone().getId(),
                        organization.fiscalYearStart().getValue()),
                manager == null ? null : new ManagerAnswer(manager.personId(), manager.name(), manager.jobTitle()),
                viewer == null ? 0 : viewer.directReports(),
                below,
                people.ledTeams(scope),
                scope.all() ? "all" : below > 0 || !scope.ledTeams().isEmpty() ? "team" : "own",
                new Rights(signedIn.may(Permission.START_SYNC), signedIn.may(Permission.CONTROL_SYNC)),
                accessible(scope),
                freshness);
    }

    private Accessible accessible(Scope scope) {
        PersonFigures source = figures.getIfAvailable();
        Counts counts = source == null ? null : source.visibleTo(scope);
        return new Accessible(
                people.countAccessible(scope),
                counts == null ? null : counts.opportunities(),
                counts == null ? null : counts.accounts());
    }

    /** A manager whom the viewer does not see is not named. */
    private static PersonAnswer answer(Person person, boolean managerVisible, Figures figures) {
        return new PersonAnswer(
                person.personId(),
                person.name(),
                person.jobTitle(),
                person.department(),
                person.email(),
                managerVisible ? person.managerId() : null,
                person.active(),
                person.directReports(),
                person.totalReports(),
                person.level(),
                figures);
    }
}
