package dev.sightline.server.operations;

import dev.sightline.eventstore.projection.ParkedEvents;
import dev.sightline.eventstore.projection.ParkedStream;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.eventstore.projection.RetryOutcome;
import dev.sightline.server.identity.SignedIn;
import dev.sightline.server.operations.ProjectionAnswers.ParkedAnswer;
import dev.sightline.server.operations.ProjectionAnswers.ParkedEventAnswer;
import dev.sightline.server.operations.ProjectionAnswers.ParkedStreamAnswer;
import dev.sightline.server.operations.ProjectionAnswers.RetryAnswer;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Cursor;
import dev.sightline.server.platform.Page;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Requires;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The parking lots of what serves: streams that a projection could not go on with, named by the position of the event that stopped
 * them, so that nobody decides about another event than the one they looked at.
 */
@RestController
@RequestMapping("/api/v2/operations/projections/{name}/parked")
@Tag(name = "Operations")
class ParkedEventsController {
    private static final String LIST = "operations/parked";
    private static final int LONGEST_REASON = 500;

    private final Projections projections;
    private final ProjectionEngine engine;
    private final AuditLog audit;

    ParkedEventsController(Projections projections, ProjectionEngine engine, AuditLog audit) {
        this.projections = projections;
        this.engine = engine;
        this.audit = audit;
    }

    /** @param reason why the event shall never be applied; kept with it */
    record DiscardWish(@Nullable String reason) {}

    @Requires(Permission.OPERATE)
    @GetMapping
    @Operation(summary = "Streams that wait, by the event that stopped each")
    ParkedAnswer list(SignedIn signedIn, @PathVariable String name, Page page) {
        String cursor = page.cursor();
        Long after = cursor == null ? null : Cursor.open(LIST, 1, cursor).number(0);
        List<ParkedStream> found = lot(signedIn, name).streams(after == null ? 0 : after, page.limit() + 1);
        boolean more = found.size() > page.limit();
        List<ParkedStream> shown = more ? found.subList(0, page.limit()) : found;
        return new ParkedAnswer(
                shown.stream().map(ParkedStreamAnswer::of).toList(),
                more ? Cursor.close(LIST, shown.getLast().first().position()) : null);
    }

    @Requires(Permission.OPERATE)
    @GetMapping("/{position}")
    @Operation(summary = "The event that stopped a stream, and why it cannot be applied")
    ParkedEventAnswer inspect(SignedIn signedIn, @PathVariable String name, @PathVariable long position) {
        return ParkedEventAnswer.of(stopped(lot(signedIn, name), position));
    }

    @Requires(Permission.OPERATE)
    @PostMapping("/{position}/retry")
    @Operation(summary = "Try the event again, and those behind it in its stream, in order until one fails")
    RetryAnswer retry(SignedIn signedIn, Caller caller, @PathVariable String name, @PathVariable long position) {
        ParkedEvents lot = lot(signedIn, name);
        ParkedEvents.Inspected stopped = stopped(lot, position);
        RetryOutcome outcome = lot.retry(stopped.event().stream());
        note(signedIn, caller, "parked_event.retried", name, stopped, outcome, null);
        return answer(outcome);
    }

    @Requires(Permission.OPERATE)
    @PostMapping("/{position}/discard")
    @Operation(summary = "Never apply the event, and go on with those behind it in its stream")
    RetryAnswer discard(
            SignedIn signedIn,
            Caller caller,
            @PathVariable String name,
            @PathVariable long position,
            @RequestBody DiscardWish wish) {
        ParkedEvents lot = lot(signedIn, name);
        ParkedEvents.Inspected stopped = stopped(lot, position);
        String reason = wish.reason() == null ? "" : wish.reason().strip();
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            throw Refused.field(
                    "reason",
                    "invalid_reason",
                    "Say why the event is discarded, in " + LONGEST_REASON + " characters at most.");
        }
        RetryOutcome outcome = lot.discard(position, reason, signedIn.email())
                .orElseThrow(() -> Refused.of(
                        HttpStatus.CONFLICT,
                        "not_parked_any_more",
                        "Somebody else has dealt with this event meanwhile. Look at the list again."));
        note(signedIn, caller, "parked_event.discarded", name, stopped, outcome, reason);
        return answer(outcome);
    }

    private void note(
            SignedIn signedIn,
            Caller caller,
            String action,
            String projection,
            ParkedEvents.Inspected stopped,
            RetryOutcome outcome,
            @Nullable String reason) {
        audit.record(
                signedIn.organization(),
                AuditEntry.of(action, caller)
                        .on(
                                "event",
                                Long.toString(stopped.event().position()),
                                stopped.event().stream() + " " + stopped.event().type())
                        .detail(projection + ": applied " + outcome.applied() + ", still parked " + outcome.left()
                                + (reason == null ? "" : "; " + reason)));
    }

    private ParkedEvents lot(SignedIn signedIn, String name) {
        return engine.parkingLot(projections.named(name).name(), signedIn.organization());
    }

    private static ParkedEvents.Inspected stopped(ParkedEvents lot, long position) {
        return lot.inspect(position).orElseThrow(() -> Refused.notFound("parked event"));
    }

    private static RetryAnswer answer(RetryOutcome outcome) {
        return new RetryAnswer(outcome.applied(), outcome.left(), outcome.error());
    }
}
