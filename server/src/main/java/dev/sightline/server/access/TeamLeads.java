package dev.sightline.server.access;

import dev.sightline.catalog.CrmEvent.CrmSettingEvent;
import dev.sightline.catalog.CrmEvent.TeamCreated;
import dev.sightline.catalog.CrmEvent.TeamDeleted;
import dev.sightline.catalog.CrmEvent.TeamDetails;
import dev.sightline.catalog.CrmEvent.TeamUpdated;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.access.AccessChanges.TeamLead;
import dev.sightline.server.ingest.DecodedEvents.Decoded;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps {@code team_leads}: who leads which sales team. An archived team's records still exist, and so does its leader. */
final class TeamLeads {
    private TeamLeads() {}

    private record Row(String leaderId, String name) {}

    /** What changed, net. */
    record Changes(Set<TeamLead> added, Set<TeamLead> removed) {}

    static Changes apply(Connection connection, OrganizationId organization, List<Decoded<CrmSettingEvent>> events)
            throws SQLException {
        Map<String, @Nullable Row> now = new LinkedHashMap<>();
        for (Decoded<CrmSettingEvent> each : events) {
            switch (each.event()) {
                case TeamCreated(var details) -> now.put(each.key(), row(details));
                case TeamUpdated(var details) -> now.put(each.key(), row(details));
                case TeamDeleted() -> now.put(each.key(), null);
                default -> {
                    // Not about teams.
                }
            }
        }
        Set<TeamLead> added = new HashSet<>();
        Set<TeamLead> removed = new HashSet<>();
        if (now.isEmpty()) {
            return new Changes(added, removed);
        }
        read(connection, organization, now.keySet())
                .forEach((team, row) -> removed.add(new TeamLead(team, row.leaderId())));
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM team_leads WHERE organization_id = ? AND team_id = ANY (?)")) {
            delete.setInt(1, organization.value());
            delete.setArray(2, connection.createArrayOf("text", now.keySet().toArray()));
            delete.executeUpdate();
        }
        Map<String, Row> led = new LinkedHashMap<>();
        now.forEach((team, row) -> {
            if (row != null) {
                led.put(team, row);
                added.add(new TeamLead(team, row.leaderId()));
            }
        });
        Bulk.run(connection, organization, """
                INSERT INTO team_leads (organization_id, team_id, leader_id, name)
                SELECT ?, t, l, n FROM unnest(?, ?, ?) AS r(t, l, n)
                """, led.entrySet(), each -> new @Nullable String[] {
            each.getKey(), each.getValue().leaderId(), each.getValue().name()
        });
        Set<TeamLead> same = new HashSet<>(added);
        same.retainAll(removed);
        added.removeAll(same);
        removed.removeAll(same);
        return new Changes(added, removed);
    }

    private static @Nullable Row row(TeamDetails details) {
        return details.leaderId() == null ? null : new Row(PersonId.ofUser(details.leaderId()), details.name());
    }

    private static Map<String, Row> read(Connection connection, OrganizationId organization, Set<String> teams)
            throws SQLException {
        Map<String, Row> rows = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT team_id, leader_id, name FROM team_leads WHERE organization_id = ? AND team_id = ANY (?)")) {
            select.setInt(1, organization.value());
            select.setArray(2, connection.createArrayOf("text", teams.toArray()));
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    rows.put(found.getString(1), new Row(found.getString(2), found.getString(3)));
                }
            }
        }
        return rows;
    }
}
