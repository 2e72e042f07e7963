package dev.sightline.server.crm.opportunities;

import dev.sightline.server.crm.tables.Columns;
import dev.sightline.server.crm.tables.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is odd in the opportunities of a batch. Followed event by event, so that the time since when something is odd does not
 * depend on how the log was cut into batches. Confined to one thread.
 */
final class IssueChanges {
    /** Names of {@code data_quality_issues.kind}, in upper case. */
    private enum Kind {
        OPPORTUNITY_WITHOUT_OWNER,
        OPPORTUNITY_WITHOUT_STAGE,
        OPPORTUNITY_WITHOUT_COMPANY,
        UNKNOWN_CURRENCY;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Subject(Kind kind, String id) {}

    private record Issue(Subject subject, String name, String detail, Instant since) {}

    /** Null: gone. */
    private final Map<Subject, @Nullable Issue> changes = new LinkedHashMap<>();

    void add(@Nullable OpportunityRow before, @Nullable OpportunityRow after, Instant at) {
        Set<Kind> was = of(before);
        Set<Kind> is = of(after);
        for (Kind kind : was) {
            if (before != null && !is.contains(kind)) {
                changes.put(new Subject(kind, before.id()), null);
            }
        }
        for (Kind kind : is) {
            if (after != null && !was.contains(kind)) {
                Subject subject = new Subject(kind, after.id());
                // Only the code: it is the source's own, of three letters or so, and safe inside JSON once quoted.
                String detail = kind == Kind.UNKNOWN_CURRENCY
                        ? "{\"currency\": \"" + after.money().replaceAll("[^A-Za-z0-9]", "") + "\"}"
                        : "{}";
                changes.put(subject, new Issue(subject, after.state().details().name(), detail, at));
            }
        }
    }

    void write(Connection connection, int organization) throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        List<Subject> all = List.copyOf(changes.keySet());
        Columns<Subject> gone =
                new Columns<>(all).text("kind", subject -> subject.kind().key()).text("id", Subject::id);
        try (PreparedStatement statement = connection.prepareStatement("""
                DELETE FROM data_quality_issues i USING %s
                WHERE i.organization_id = ? AND i.subject_type = 'opportunity' AND i.kind = r.kind AND i.subject_id = r.id
                """.formatted(gone.unnest()))) {
            int next = gone.bind(connection, statement, 1);
            statement.setInt(next, organization);
            statement.executeUpdate();
        }
        List<Issue> found =
                changes.values().stream().filter(issue -> issue != null).toList();
        new Columns<Issue>(found)
                .text("kind", issue -> issue.subject().kind().key())
                .text("subject_type", issue -> "opportunity")
                .text("subject_id", issue -> issue.subject().id())
                .text("subject_name", Issue::name)
                .json("detail", Issue::detail)
                .instant("since", Issue::since)
                .text("source_area", issue -> "crm")
                .upsert(connection, organization, "data_quality_issues", "kind", "subject_type", "subject_id");
        changes.clear();
    }

    static void reset(Connection connection, int organization) throws SQLException {
        Rows.update(
                connection,
                "DELETE FROM data_quality_issues WHERE organization_id = ? AND source_area = 'crm'",
                organization);
    }

    private static Set<Kind> of(@Nullable OpportunityRow row) {
        Set<Kind> found = EnumSet.noneOf(Kind.class);
        if (row == null || !row.counts()) {
            return found;
        }
        if (row.amount() == null) {
            found.add(Kind.UNKNOWN_CURRENCY);
        }
        // Of a closed or archived one nobody will mend it any more.
        if (row.status() == dev.sightline.server.crm.Opportunity.Status.OPEN) {
            if (row.state().ownerId() == null) {
                found.add(Kind.OPPORTUNITY_WITHOUT_OWNER);
            }
            if (row.state().stageId() == null) {
                found.add(Kind.OPPORTUNITY_WITHOUT_STAGE);
            }
            if (row.state().details().companyId() == null) {
                found.add(Kind.OPPORTUNITY_WITHOUT_COMPANY);
            }
        }
        return found;
    }
}
