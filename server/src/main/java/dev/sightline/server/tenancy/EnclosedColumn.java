package dev.sightline.server.tenancy;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.server.platform.EnclosedSecrets;
import dev.sightline.server.platform.Renewals;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Secrets in a column of a table whose key is the organisation and a UUID. Thread-safe. */
public final class EnclosedColumn implements EnclosedSecrets {
    private static final int STEP = 500;
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final OrganizationTransactions transactions;
    private final SecretBox box;
    private final String what;
    private final String table;
    private final String id;
    private final String column;
    private final Function<UUID, String> purpose;

    /**
     * @param table its name, as those of the columns, a constant
     * @param purpose that the secret of a row is enclosed for
     */
    public EnclosedColumn(
            OrganizationTransactions transactions,
            SecretBox box,
            String what,
            String table,
            String id,
            String column,
            Function<UUID, String> purpose) {
        this.transactions = transactions;
        this.box = box;
        this.what = what;
        this.table = table;
        this.id = id;
        this.column = column;
        this.purpose = purpose;
    }

    private record Row(UUID id, byte[] envelope) {}

    @Override
    public String what() {
        return what;
    }

    @Override
    public void reenclose(OrganizationId organization, Renewals renewals) {
        Optional<UUID> after = Optional.of(BEFORE_ALL);
        while (after.isPresent()) {
            UUID from = after.get();
            after = transactions.write(organization, jdbc -> step(jdbc, organization, from, renewals));
        }
    }

    private Optional<UUID> step(JdbcClient jdbc, OrganizationId organization, UUID after, Renewals renewals) {
        List<Row> rows = jdbc.sql("""
                        SELECT %2$s, %3$s FROM %1$s
                        WHERE organization_id = :organization AND %2$s > :after AND %3$s IS NOT NULL
                        ORDER BY %2$s LIMIT :limit FOR UPDATE
                        """.formatted(table, id, column))
                .param("organization", organization.value())
                .param("after", after)
                .param("limit", STEP)
                .query((row, number) -> new Row(row.getObject(1, UUID.class), row.getBytes(2)))
                .list();
        for (Row row : rows) {
            renewals.renew(box, organization, purpose.apply(row.id), row.envelope)
                    .ifPresent(fresh -> jdbc.sql("""
                                    UPDATE %s SET %s = :fresh WHERE organization_id = :organization AND %s = :id
                                    """.formatted(table, column, id))
                            .param("fresh", fresh)
                            .param("organization", organization.value())
                            .param("id", row.id)
                            .update());
        }
        return rows.size() < STEP ? Optional.empty() : Optional.of(rows.getLast().id);
    }
}
