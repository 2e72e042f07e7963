package dev.sightline.server.odoo.web;

import dev.sightline.server.identity.SignedIn;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.tenancy.OrganizationTransactions;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is odd in the source: found by the views in the data, and by the connector while reading. */
@RestController
@Tag(name = "Sync")
class IssuesController {
    private final OrganizationTransactions transactions;
    private final JsonMapper json;

    IssuesController(OrganizationTransactions transactions, JsonMapper json) {
        this.transactions = transactions;
        this.json = json;
    }

    record SubjectAnswer(String type, String id, String name) {}

    record IssueAnswer(
            String kind, String title, String explanation, SubjectAnswer subject, JsonNode detail, Instant since) {}

    /** At most 1000 items; {@code counts} are by kind and complete. */
    record IssuesAnswer(List<IssueAnswer> items, Map<String, Long> counts) {}

    @Requires(Permission.VIEW_DATA_QUALITY)
    @GetMapping("/api/v2/sync/issues")
    @Operation(summary = "What is odd in the source's data; administrators only")
    IssuesAnswer issues(SignedIn signedIn) {
        int organization = signedIn.organization().value();
        return transactions.read(signedIn.organization(), jdbc -> {
            Map<String, Long> counts = new TreeMap<>();
            jdbc.sql("""
                            SELECT kind, count(*) FROM (
                                SELECT kind FROM data_quality_issues WHERE organization_id = :organization
                                UNION ALL
                                SELECT kind FROM sync_issues WHERE organization_id = :organization
                                UNION ALL
                                SELECT kind FROM archived_owner_issues WHERE organization_id = :organization
                            ) AS issues GROUP BY kind
                            """)
                    .param("organization", organization)
                    .query((row, n) -> Map.entry(row.getString(1), row.getLong(2)))
                    .list()
                    .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
            List<IssueAnswer> items = jdbc.sql("""
                            SELECT kind, subject_type, subject_id, subject_name, detail::text, since FROM (
                                SELECT kind, subject_type, subject_id, subject_name, detail, since
                                FROM data_quality_issues WHERE organization_id = :organization
                                UNION ALL
                                SELECT kind, subject_type, subject_id, subject_name, detail, since
                                FROM sync_issues WHERE organization_id = :organization
                                UNION ALL
                                SELECT kind, subject_type, subject_id, subject_name, detail, since
                                FROM archived_owner_issues WHERE organization_id = :organization
                            ) AS issues ORDER BY since DESC, kind, subject_type, subject_id LIMIT 1000
                            """)
                    .param("organization", organization)
                    .query((row, n) -> {
                        IssueKind kind = IssueKind.of(row.getString(1));
                        return new IssueAnswer(
                                row.getString(1),
                                kind.title(),
                                kind.explanation(),
                                new SubjectAnswer(row.getString(2), row.getString(3), row.getString(4)),
                                json.readTree(row.getString(5)),
                                row.getObject(6, OffsetDateTime.class).toInstant());
                    })
                    .list();
            return new IssuesAnswer(items, counts);
        });
    }
}
