package dev.sightline.server.operations;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.Edition;
import dev.sightline.eventstore.projection.EditionAnswer;
import dev.sightline.eventstore.projection.Editions;
import dev.sightline.eventstore.projection.Editions.DiffAnswer;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.server.identity.SignedIn;
import dev.sightline.server.operations.ProjectionAnswers.DiffAnswered;
import dev.sightline.server.operations.ProjectionAnswers.EditionAnswered;
import dev.sightline.server.operations.ProjectionAnswers.ProjectionAnswer;
import dev.sightline.server.operations.ProjectionAnswers.ProjectionsAnswer;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.tenancy.Organizations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * How the views stand, for administrators of any organisation; and their rebuild beside what serves, for those of the one that the
 * settings name, as it concerns all. Each change answers with how things are then.
 */
@RestController
@RequestMapping("/api/v2/operations/projections")
@Tag(name = "Operations")
class ProjectionsController {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SAMPLES = 3;

    private final Projections projections;
    private final ProjectionEngine engine;
    private final Editions editions;
    private final Organizations organizations;
    private final AuditLog audit;

    ProjectionsController(
            Projections projections,
            ProjectionEngine engine,
            Editions editions,
            Organizations organizations,
            AuditLog audit) {
        this.projections = projections;
        this.engine = engine;
        this.editions = editions;
        this.organizations = organizations;
        this.audit = audit;
    }

    @Requires(Permission.OPERATE)
    @GetMapping
    @Operation(summary = "How each projection stands, with its editions")
    ProjectionsAnswer list(SignedIn signedIn) {
        return new ProjectionsAnswer(
                projections.all().stream()
                        .map(projection -> answer(projection, signedIn.organization()))
                        .toList(),
                mayRebuild(signedIn));
    }

    @Requires(Permission.OPERATE)
    @PostMapping("/{name}/rebuild")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Build the next edition beside what serves; nobody notices until it is promoted")
    ProjectionAnswer rebuild(SignedIn signedIn, Caller caller, @PathVariable String name) {
        return change(signedIn, caller, name, "projection.rebuild_begun", () -> editions.begin(name));
    }

    @Requires(Permission.OPERATE)
    @GetMapping("/{name}/editions/{edition}/diff")
    @Operation(summary = "In what the edition's rows differ from what serves, in this organisation")
    DiffAnswered diff(SignedIn signedIn, @PathVariable String name, @PathVariable String edition) {
        projections.named(name);
        return switch (editions.diff(name, edition(edition), signedIn.organization(), SAMPLES)) {
            case DiffAnswer.Compared(var diff) -> ProjectionAnswers.of(diff);
            case DiffAnswer.NotCompared(var why) -> throw ProjectionAnswers.problem(why);
        };
    }

    @Requires(Permission.OPERATE)
    @PostMapping("/{name}/promote")
    @Operation(summary = "Let the next edition serve; what served is kept as the previous one")
    ProjectionAnswer promote(SignedIn signedIn, Caller caller, @PathVariable String name) {
        return change(signedIn, caller, name, "projection.promoted", () -> editions.promote(name, PATIENCE));
    }

    @Requires(Permission.OPERATE)
    @PostMapping("/{name}/restore")
    @Operation(summary = "Let the previous edition serve again")
    ProjectionAnswer restore(SignedIn signedIn, Caller caller, @PathVariable String name) {
        return change(signedIn, caller, name, "projection.restored", () -> editions.restore(name, PATIENCE));
    }

    @Requires(Permission.OPERATE)
    @DeleteMapping("/{name}/editions/{edition}")
    @Operation(summary = "Remove the next or the previous edition")
    ProjectionAnswer drop(SignedIn signedIn, Caller caller, @PathVariable String name, @PathVariable String edition) {
        Edition unwanted = edition(edition);
        String action = "projection." + unwanted.label() + "_dropped";
        return change(signedIn, caller, name, action, () -> editions.drop(name, unwanted));
    }

    private ProjectionAnswer change(
            SignedIn signedIn, Caller caller, String name, String action, Supplier<EditionAnswer> wish) {
        Projection projection = projections.named(name);
        if (!mayRebuild(signedIn)) {
            throw Refused.forbidden(
                    "All organisations are rebuilt and switched together: only administrators of the one that"
                            + " the server's settings name can do that.");
        }
        AuditEntry entry = AuditEntry.of(action, caller).on("projection", name, null);
        if (wish.get() instanceof EditionAnswer.Refused refused) {
            audit.record(
                    signedIn.organization(),
                    entry.refused(refused.reason().name().toLowerCase(Locale.ROOT)));
            throw ProjectionAnswers.problem(refused);
        }
        audit.record(signedIn.organization(), entry);
        return answer(projection, signedIn.organization());
    }

    private boolean mayRebuild(SignedIn signedIn) {
        return organizations.own().id().equals(signedIn.organization());
    }

    private ProjectionAnswer answer(Projection projection, OrganizationId organization) {
        return ProjectionAnswers.of(
                projection,
                engine.status(projection.name(), organization),
                answer(projection, Edition.NEXT, organization),
                answer(projection, Edition.PREVIOUS, organization));
    }

    private @Nullable EditionAnswered answer(Projection projection, Edition edition, OrganizationId organization) {
        return editions.status(projection.name(), edition)
                .map(status -> ProjectionAnswers.of(status, organization))
                .orElse(null);
    }

    private static Edition edition(String label) {
        return switch (label) {
            case "next" -> Edition.NEXT;
            case "previous" -> Edition.PREVIOUS;
            default -> throw Refused.notFound("edition");
        };
    }
}
