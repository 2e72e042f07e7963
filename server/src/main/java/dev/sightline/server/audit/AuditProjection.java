package dev.sightline.server.audit;

import dev.sightline.catalog.AuditEvent;
import dev.sightline.catalog.AuditEvent.ActionRecorded;
import dev.sightline.catalog.EventCodec;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.server.ingest.DecodedEvents;
import dev.sightline.server.ingest.DecodedEvents.Decoded;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keeps {@code audit_view}: a row per recorded action. Stateless. */
final class AuditProjection implements Projection {
    private static final Set<String> TYPES = EventCodec.typesOf(AuditEvent.class);

    @Override
    public String name() {
        return "audit_view";
    }

    @Override
    public Set<String> eventTypes() {
        return TYPES;
    }

    @Override
    public List<String> tables() {
        return List.of("audit_view");
    }

    @Override
    public void apply(ProjectionBatch batch) throws SQLException {
        List<Decoded<ActionRecorded>> actions = DecodedEvents.of(batch).of(ActionRecorded.class);
        if (actions.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = batch.connection().prepareStatement("""
                INSERT INTO audit_view (organization_id, position, at, action, outcome, reason, actor_id, actor_email,
                    address, user_agent, request_id, subject_kind, subject_id, subject_name, detail, search)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)) {
            for (Decoded<ActionRecorded> action : actions) {
                bind(insert, batch.organization(), action.recorded().position(), action.event());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void bind(PreparedStatement row, OrganizationId organization, long position, ActionRecorded action)
            throws SQLException {
        row.setInt(1, organization.value());
        row.setLong(2, position);
        row.setObject(3, action.at().atOffset(ZoneOffset.UTC));
        row.setString(4, action.action());
        row.setString(5, action.outcome());
        row.setString(6, action.reason());
        row.setString(7, action.actor().accountId());
        row.setString(8, action.actor().email());
        row.setString(9, action.from().address());
        row.setString(10, action.from().userAgent());
        row.setString(11, action.from().requestId());
        row.setString(12, action.on().kind());
        row.setString(13, action.on().id());
        row.setString(14, action.on().name());
        row.setString(15, action.detail());
        row.setString(
                16,
                Stream.of(
                                action.action(),
                                action.reason(),
                                action.actor().email(),
                                action.from().address(),
                                action.from().requestId(),
                                action.on().name(),
                                action.on().id(),
                                action.detail())
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining("\n"))
                        .toLowerCase(Locale.ROOT));
    }

    @Override
    public void reset(Connection transaction, OrganizationId organization) throws SQLException {
        try (PreparedStatement delete =
                transaction.prepareStatement("DELETE FROM audit_view WHERE organization_id = ?")) {
            delete.setInt(1, organization.value());
            delete.executeUpdate();
        }
    }
}
