package dev.sightline.server.crm.activities;

import dev.sightline.catalog.CrmEvent.ActivityClosed;
import dev.sightline.catalog.CrmEvent.ActivityDetails;
import dev.sightline.catalog.CrmEvent.ActivityEvent;
import dev.sightline.catalog.CrmEvent.ActivityPlanned;
import dev.sightline.catalog.CrmEvent.ActivityUpdated;
import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.PrivacyEvent.PersonForgotten;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.server.access.PersonId;
import dev.sightline.server.crm.tables.Columns;
import dev.sightline.server.crm.tables.Forgotten;
import dev.sightline.server.crm.tables.Rows;
import dev.sightline.server.ingest.DecodedEvents;
import dev.sightline.server.platform.FoldedText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code activity_view}: open ones and, as history, closed ones. */
public final class ActivityProjection implements Projection {

    @Override
    public String name() {
        return "activity_view";
    }

    @Override
    public Set<String> eventTypes() {
        Set<String> types = new LinkedHashSet<>(EventCodec.typesOf(ActivityEvent.class));
        types.addAll(EventCodec.typesOf(PersonForgotten.class));
        return types;
    }

    @Override
    public List<String> tables() {
        return List.of("activity_view");
    }

    @Override
    public void apply(ProjectionBatch batch) throws SQLException {
        Map<String, Activity> open = new LinkedHashMap<>();
        Map<String, Closing> closed = new LinkedHashMap<>();
        for (var decoded : DecodedEvents.of(batch).of(ActivityEvent.class)) {
            String id = decoded.key();
            switch (decoded.event()) {
                case ActivityPlanned(var details) -> {
                    open.put(id, new Activity(id, details));
                    closed.remove(id);
                }
                case ActivityUpdated(var details, var changed) -> {
                    open.put(id, new Activity(id, details));
                    closed.remove(id);
                }
                case ActivityClosed(var at, var outcome) -> closed.put(id, new Closing(id, at, outcome));
            }
        }
        Connection connection = batch.connection();
        int organization = batch.organization().value();
        forget(batch, "account", "account");
        forget(batch, "employee", "hr.employee");
        forget(batch, "user", "res.users");
        new Columns<Activity>(open.values())
                .text("id", Activity::id)
                .text("type_id", activity -> activity.details().typeId())
                .text("summary", activity -> activity.details().summary())
                .text("owner_id", activity -> person(activity.details().ownerId()))
                .day("due", activity -> activity.details().due())
                .text("on_kind", activity -> activity.details().onKind())
                .text("on_id", activity -> activity.details().onId())
                .text("on_name", activity -> activity.details().onName())
                .instant("created_at", activity -> activity.details().createdAt())
                .instant("closed_at", activity -> null)
                .text("outcome", activity -> null)
                .text(
                        "search",
                        activity -> FoldedText.fold(
                                activity.details().summary(), activity.details().onName()))
                .upsert(connection, organization, "activity_view", "id");
        if (!closed.isEmpty()) {
            close(
                    connection,
                    organization,
                    new Columns<Closing>(closed.values())
                            .text("id", Closing::id)
                            .instant("closed_at", Closing::at)
                            .text("outcome", Closing::outcome));
        }
    }

    @Override
    public void reset(Connection transaction, OrganizationId organization) throws SQLException {
        Rows.update(transaction, "DELETE FROM activity_view WHERE organization_id = ?", organization.value());
    }

    /** Activities about somebody who is forgotten; those that follow in this batch read as erased already. */
    private static void forget(ProjectionBatch batch, String category, String kind) throws SQLException {
        List<String> forgotten = Forgotten.in(batch, category);
        if (!forgotten.isEmpty()) {
            Rows.update(
                    batch.connection(),
                    """
                    UPDATE activity_view
                    SET summary = NULL, on_name = CASE WHEN on_name IS NOT NULL THEN ? END,
                        search = CASE WHEN on_name IS NOT NULL THEN ? ELSE '' END
                    WHERE organization_id = ? AND on_kind = ? AND on_id = ANY (?)
                    """,
                    EventCodec.ERASED,
                    FoldedText.fold(EventCodec.ERASED),
                    batch.organization().value(),
                    kind,
                    forgotten);
        }
    }

    private record Activity(String id, ActivityDetails details) {}

    private record Closing(String id, Instant at, String outcome) {}

    private static void close(Connection connection, int organization, Columns<Closing> closed) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("""
                UPDATE activity_view a SET closed_at = c.closed_at, outcome = c.outcome
                FROM (SELECT %s FROM %s) c
                WHERE a.organization_id = ? AND a.id = c.id
                """.formatted(closed.selected(), closed.unnest()))) {
            statement.setInt(closed.bind(connection, statement, 1), organization);
            statement.executeUpdate();
        }
    }

    private static @Nullable String person(@Nullable String userKey) {
        return userKey == null ? null : PersonId.ofUser(userKey);
    }
}
