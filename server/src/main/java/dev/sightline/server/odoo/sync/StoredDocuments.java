package dev.sightline.server.odoo.sync;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.PersonalCopies;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Takes people who are forgotten out of the documents that are stored, of whatever age, and gives these the checksum that the record
 * has when it is read the next time. In chunks, in the order of ids.
 */
@Component
class StoredDocuments implements PersonalCopies {
    private static final int CHUNK = 500;

    private final OrganizationTransactions transactions;

    StoredDocuments(OrganizationTransactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void erase(JdbcClient jdbc, OrganizationId organization, Set<String> addresses) {
        jdbc.sql("""
                        UPDATE sync_jobs SET requested_by = 'erased'
                        WHERE organization_id = ? AND lower(requested_by) = ANY (?)
                        """)
                .params(organization.value(), addresses.toArray(String[]::new))
                .update();
    }

    private record Document(long id, String model, JsonNode node) {}

    @Override
    public long clean(OrganizationId organization, Set<String> forgotten) {
        Redaction redaction = new Redaction(forgotten);
        if (redaction.isEmpty()) {
            return 0;
        }
        long changed = 0;
        long last = 0;
        while (true) {
            long after = last;
            Chunk chunk = transactions.write(organization, jdbc -> chunk(jdbc, organization, redaction, after));
            changed += chunk.changed();
            if (chunk.last() == 0) {
                return changed;
            }
            last = chunk.last();
        }
    }

    /** @param last 0 where nothing is left */
    private record Chunk(long last, long changed) {}

    private static Chunk chunk(JdbcClient jdbc, OrganizationId organization, Redaction redaction, long after) {
        List<Document> documents = jdbc.sql("""
                        SELECT id, model, document::text FROM odoo_raw_data
                        WHERE organization_id = :organization AND id > :after AND document IS NOT NULL
                          AND (model = 'res.users' AND record_id = ANY (:users)
                               OR model = 'hr.employee' AND record_id = ANY (:employees)
                               OR model = 'res.partner' AND record_id = ANY (:accounts)
                               OR model = 'crm.lead' AND record_id = ANY (:leads)
                               OR document::text LIKE ANY (:mentions))
                        ORDER BY id LIMIT :limit
                        FOR UPDATE
                        """)
                .param("organization", organization.value())
                .param("after", after)
                .param("users", ids(redaction, "res.users"))
                .param("employees", ids(redaction, "hr.employee"))
                .param("accounts", ids(redaction, "res.partner"))
                .param("leads", ids(redaction, SyncModel.LEAD))
                .param("mentions", mentions(redaction.anyone()))
                .param("limit", CHUNK)
                .query((row, n) ->
                        new Document(row.getLong(1), row.getString(2), RawSnapshots.JSON.readTree(row.getString(3))))
                .list();
        List<Long> ids = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        List<byte[]> checksums = new ArrayList<>();
        for (Document each : documents) {
            if (redaction.redact(each.model(), each.node())) {
                String json = Snapshot.canonical(each.node());
                ids.add(each.id());
                texts.add(json);
                checksums.add(Snapshot.checksum(json));
            }
        }
        if (!ids.isEmpty()) {
            jdbc.sql("""
                            UPDATE odoo_raw_data r SET document = redacted.document::json, checksum = redacted.checksum
                            FROM unnest(?::bigint[], ?::text[], ?::bytea[]) AS redacted (id, document, checksum)
                            WHERE r.organization_id = ? AND r.id = redacted.id
                            """)
                    .params(
                            ids.toArray(Long[]::new),
                            texts.toArray(String[]::new),
                            checksums.toArray(byte[][]::new),
                            organization.value())
                    .update();
        }
        return new Chunk(documents.size() < CHUNK ? 0 : documents.getLast().id(), ids.size());
    }

    private static Long[] ids(Redaction redaction, String model) {
        return redaction.of(model).toArray(Long[]::new);
    }

    /** How documents refer to them: by the pair of id and name, the bare id, or as what an activity is on. Older ones have blanks. */
    private static String[] mentions(Set<Long> ids) {
        return ids.stream()
                .flatMap(id -> Stream.of(
                        "%[" + id + ",\"%",
                        "%[" + id + ", \"%",
                        "%\"res_id\":" + id + "%",
                        "%\"res_id\": " + id + "%",
                        "%\"partner_id\":" + id + "%",
                        "%\"parent_id\":" + id + "%"))
                .toArray(String[]::new);
    }
}
