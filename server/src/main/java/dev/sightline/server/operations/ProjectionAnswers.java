package dev.sightline.server.operations;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.EditionAnswer;
import dev.sightline.eventstore.projection.EditionDiff;
import dev.sightline.eventstore.projection.EditionStatus;
import dev.sightline.eventstore.projection.ParkedEvents;
import dev.sightline.eventstore.projection.ParkedStream;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionStatus;
import dev.sightline.server.platform.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * What administrators are told about projections. Of other organisations nothing but whether all are ready: an edition is built and
 * switched for all at once.
 */
final class ProjectionAnswers {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    private ProjectionAnswers() {}

    /** @param mayRebuild whether the caller's organisation is the one whose administrators rebuild and switch them */
    record ProjectionsAnswer(List<ProjectionAnswer> items, boolean mayRebuild) {}

    /**
     * @param next the edition that is being built; null where there is none
     * @param previous the one that served before; null where there is none
     */
    record ProjectionAnswer(
            String name,
            int version,
            boolean rebuildable,
            long position,
            long head,
            long lagEvents,
            double lagSeconds,
            @Nullable Instant asOf,
            long parked,
            @Nullable String lastError,
            @Nullable EditionAnswered next,
            @Nullable EditionAnswered previous) {}

    /**
     * @param position in this organisation, as {@code head} and {@code parked}
     * @param secondsLeft for all organisations; null where nothing moves
     * @param ready in all organisations the edition is as far as what serves, or nearly
     * @param outdated an update has changed the tables since, or came in place of the version that began it: the edition can only be
     *     dropped
     */
    record EditionAnswered(
            int version,
            Instant since,
            long position,
            long head,
            long parked,
            double eventsPerSecond,
            @Nullable Long secondsLeft,
            boolean ready,
            boolean outdated) {}

    record DiffAnswered(long position, boolean same, List<TableDiff> tables) {}

    /** Samples are rows as JSON. */
    record TableDiff(
            String table,
            long servingRows,
            long editionRows,
            long onlyServing,
            long onlyEdition,
            List<String> servingSamples,
            List<String> editionSamples) {}

    record ParkedAnswer(
            List<ParkedStreamAnswer> items, @Nullable String nextCursor) {}

    /** @param waiting events of the stream that are parked, the one that stopped it included */
    record ParkedStreamAnswer(
            long position,
            String stream,
            Instant parkedAt,
            int attempts,
            @Nullable String errorClass,
            @Nullable String errorMessage,
            long waiting) {
        static ParkedStreamAnswer of(ParkedStream stream) {
            return new ParkedStreamAnswer(
                    stream.first().position(),
                    stream.first().stream().toString(),
                    stream.first().parkedAt(),
                    stream.first().attempts(),
                    stream.first().errorClass(),
                    stream.first().errorMessage(),
                    stream.waiting());
        }
    }

    /** @param data as the log has it, JSON text */
    record ParkedEventAnswer(
            ParkedStreamAnswer stopped,
            String type,
            int schemaVersion,
            long version,
            Instant occurredAt,
            Instant recordedAt,
            String source,
            String data) {
        static ParkedEventAnswer of(ParkedEvents.Inspected inspected) {
            var event = inspected.event();
            return new ParkedEventAnswer(
                    ParkedStreamAnswer.of(inspected.stream()),
                    event.type(),
                    event.event().schemaVersion(),
                    event.version(),
                    event.event().occurredAt(),
                    event.recordedAt(),
                    event.event().origin().source(),
                    event.data());
        }
    }

    /** @param left events of the stream still parked; {@code error} says why the first of them is */
    record RetryAnswer(int applied, int left, @Nullable String error) {}

    static ProjectionAnswer of(
            Projection projection,
            ProjectionStatus status,
            @Nullable EditionAnswered next,
            @Nullable EditionAnswered previous) {
        return new ProjectionAnswer(
                projection.name(),
                projection.version(),
                projection.replayable() && !projection.tables().isEmpty(),
                status.position(),
                status.head(),
                status.lagEvents(),
                status.lag().toMillis() / 1000.0,
                status.asOf(),
                status.parked(),
                status.lastError(),
                next,
                previous);
    }

    static EditionAnswered of(EditionStatus status, OrganizationId organization) {
        EditionStatus.Standing standing = status.organizations().stream()
                .filter(each -> each.organization().equals(organization))
                .findFirst()
                .orElse(new EditionStatus.Standing(organization, 0, 0, 0));
        Duration left = status.left();
        return new EditionAnswered(
                status.version(),
                status.since(),
                standing.position(),
                standing.head(),
                standing.parked(),
                status.eventsPerSecond(),
                left == null ? null : left.toSeconds(),
                status.ready(),
                status.outdated());
    }

    static DiffAnswered of(EditionDiff diff) {
        return new DiffAnswered(
                diff.position(),
                diff.same(),
                diff.tables().stream()
                        .map(table -> new TableDiff(
                                table.name(),
                                table.servingRows(),
                                table.editionRows(),
                                table.onlyServing(),
                                table.onlyEdition(),
                                table.servingSamples(),
                                table.editionSamples()))
                        .toList());
    }

    /** A refusal as a problem. */
    static Refused problem(EditionAnswer.Refused refused) {
        return switch (refused.reason()) {
            case NO_EDITION -> Refused.of(HttpStatus.NOT_FOUND, "no_edition", "There is no such edition.");
            case BUSY ->
                Refused.later(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "views_in_use",
                        "The views were in use the whole time, so nothing was changed. Try again in a few seconds.",
                        TRY_AGAIN);
            case BEHIND ->
                Refused.of(
                        HttpStatus.CONFLICT,
                        "edition_behind",
                        "The edition has not yet come as far as what serves. Wait until it is ready.");
            case ALREADY_BUILDING ->
                Refused.of(
                        HttpStatus.CONFLICT, "already_building", "A next edition is there already. Use it or drop it.");
            case OUTDATED ->
                Refused.of(
                        HttpStatus.CONFLICT,
                        "edition_outdated",
                        "An update has changed the tables since this edition was begun. Drop it and rebuild.");
            case NOT_REPLAYABLE, UNFIT_TABLES ->
                Refused.of(HttpStatus.CONFLICT, "not_rebuildable", "This projection cannot be rebuilt side by side.");
        };
    }
}
