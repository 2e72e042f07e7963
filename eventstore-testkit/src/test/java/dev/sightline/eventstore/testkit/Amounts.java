package dev.sightline.eventstore.testkit;

import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes down, per stream, the amounts that its events tell, in the order given. Reads version 2 of them, whose amounts are cents,
 * and version 1, whose amounts are whole, through an upcaster alone, where it has one.
 */
final class Amounts implements Projection {
    static final String NAME = "amounts";

    static final UnaryOperator<String> UPCASTER = data -> data.replaceAll("\"whole\": (\\d+)", "\"cents\": $1" + "00");

    private static final Pattern CENTS = Pattern.compile("\\{\"cents\": (\\d+)}");

    private final @Nullable UnaryOperator<String> upcaster;
    private volatile int largest;

    /** @param upcaster from version 1 to version 2; null for a program that does not have it yet */
    Amounts(@Nullable UnaryOperator<String> upcaster) {
        this.upcaster = upcaster;
    }

    static NewEvent event(int version, String data) {
        return new NewEvent(
                UUID.randomUUID(),
                "amount",
                version,
                TestEvents.OCCURRED,
                data,
                new EventOrigin("odoo", null, null, null, null));
    }

    static NewEvent whole(long amount) {
        return event(1, "{\"whole\": " + amount + "}");
    }

    static NewEvent cents(long amount) {
        return event(2, "{\"cents\": " + amount + "}");
    }

    static void createTable(Connection owner) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute("""
                    CREATE TABLE amounts (
                        organization_id integer NOT NULL,
                        stream text NOT NULL,
                        cents bigint[] NOT NULL,
                        PRIMARY KEY (organization_id, stream)
                    );
                    GRANT SELECT, INSERT, UPDATE, DELETE ON amounts TO sightline_app
                    """);
        }
    }

    /** Events of the largest batch that was given. */
    int largest() {
        return largest;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> eventTypes() {
        return Set.of("amount");
    }

    @Override
    public List<String> tables() {
        return List.of("amounts");
    }

    @Override
    public void apply(ProjectionBatch batch) throws SQLException {
        largest = Math.max(largest, batch.events().size());
        String sql = """
                INSERT INTO amounts VALUES (?, ?, ARRAY[?::bigint])
                ON CONFLICT (organization_id, stream) DO UPDATE SET cents = amounts.cents || EXCLUDED.cents
                """;
        try (PreparedStatement upsert = batch.connection().prepareStatement(sql)) {
            for (RecordedEvent event : batch.events()) {
                upsert.setInt(1, batch.organization().value());
                upsert.setString(2, event.stream().toString());
                upsert.setLong(3, centsOf(event));
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private long centsOf(RecordedEvent event) {
        String data = event.data();
        if (event.event().schemaVersion() == 1) {
            if (upcaster == null) {
                throw new IllegalArgumentException("nothing reads version 1");
            }
            data = upcaster.apply(data);
        }
        Matcher cents = CENTS.matcher(data);
        if (!cents.matches()) {
            throw new IllegalArgumentException("no amount at " + event.position());
        }
        return Long.parseLong(cents.group(1));
    }

    @Override
    public void reset(Connection transaction, OrganizationId organization) throws SQLException {
        try (PreparedStatement delete = transaction.prepareStatement("DELETE FROM amounts WHERE organization_id = ?")) {
            delete.setInt(1, organization.value());
            delete.executeUpdate();
        }
    }
}
