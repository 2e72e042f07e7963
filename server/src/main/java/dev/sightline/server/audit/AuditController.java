package dev.sightline.server.audit;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.audit.FindActions.Found;
import dev.sightline.server.audit.FindActions.Item;
import dev.sightline.server.audit.FindActions.Wanted;
import dev.sightline.server.identity.SignedIn;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.CountedAs;
import dev.sightline.server.platform.Csv;
import dev.sightline.server.platform.FieldProblem;
import dev.sightline.server.platform.Page;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.platform.ViewRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Who did what, when, from where, on whom; for administrators. */
@RestController
@RequestMapping("/api/v2/audit")
@Tag(name = "Audit")
class AuditController {
    private static final int LONGEST = 200;
    private static final int ROWS_AT_ONCE = 2000;
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private final FindActions actions;
    private final AuditLog audit;

    AuditController(FindActions actions, AuditLog audit) {
        this.actions = actions;
        this.audit = audit;
    }

    /** Which entries are asked for. */
    enum Outcome {
        DONE,
        REFUSED
    }

    @GetMapping
    @Requires(Permission.VIEW_AUDIT)
    @Operation(summary = "What was done; newest first, or with sort=at oldest first")
    ResponseEntity<Found> list(
            SignedIn signedIn,
            Page page,
            ViewRequest views,
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable String person,
            @RequestParam(required = false) @Nullable Outcome outcome,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = "-at") String sort) {
        Wanted wanted = wanted(action, person, outcome, from, to, q, sort);
        return views.answer(
                signedIn.organization(),
                signedIn,
                freshness -> actions.find(signedIn.organization(), wanted, page, freshness));
    }

    @GetMapping("/export")
    @CountedAs(RateLimits.Kind.EXPORT)
    @Requires(Permission.VIEW_AUDIT)
    @Operation(summary = "The same as CSV, all of it; that it was taken is recorded too")
    ResponseEntity<StreamingResponseBody> export(
            SignedIn signedIn,
            Caller caller,
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable String person,
            @RequestParam(required = false) @Nullable Outcome outcome,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = "-at") String sort) {
        Wanted wanted = wanted(action, person, outcome, from, to, q, sort);
        audit.record(signedIn.organization(), AuditEntry.of("audit.exported", caller));
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, Csv.CONTENT_TYPE)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\"")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(out -> write(signedIn.organization(), wanted, out));
    }

    private void write(OrganizationId organization, Wanted wanted, OutputStream out) throws IOException {
        AuditCsv csv = new AuditCsv(new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)));
        Long behind = null;
        List<Item> rows;
        do {
            rows = actions.find(organization, wanted, behind, ROWS_AT_ONCE);
            rows.forEach(csv::write);
            behind = rows.isEmpty() ? null : rows.getLast().position();
        } while (rows.size() == ROWS_AT_ONCE);
        csv.flush();
    }

    private static Wanted wanted(
            @Nullable String action,
            @Nullable String person,
            @Nullable Outcome outcome,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String q,
            String sort) {
        List<FieldProblem> problems = new ArrayList<>();
        length("action", action, problems);
        length("person", person, problems);
        length("q", q, problems);
        time("from", from, problems);
        time("to", to, problems);
        if (!sort.equals("at") && !sort.equals("-at")) {
            problems.add(new FieldProblem("sort", "invalid_sort", "sort must be at or -at."));
        }
        if (!problems.isEmpty()) {
            throw Refused.fields(problems);
        }
        String word = outcome == null ? null : outcome == Outcome.DONE ? RecordedActions.DONE : RecordedActions.REFUSED;
        return new Wanted(action, person, word, from, to, q, sort.equals("at"));
    }

    private static void length(String name, @Nullable String value, List<FieldProblem> problems) {
        if (value != null && value.length() > LONGEST) {
            problems.add(new FieldProblem(name, "too_long", name + " may have up to " + LONGEST + " characters."));
        }
    }

    private static void time(String name, @Nullable Instant value, List<FieldProblem> problems) {
        if (value != null && (value.isBefore(EARLIEST) || value.isAfter(LATEST))) {
            problems.add(new FieldProblem(name, "invalid_value", name + " must be a time of our days."));
        }
    }
}
