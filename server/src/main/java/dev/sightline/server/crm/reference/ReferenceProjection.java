package dev.sightline.server.crm.reference;

import dev.sightline.catalog.CrmEvent.ActivityTypeCreated;
import dev.sightline.catalog.CrmEvent.ActivityTypeDeleted;
import dev.sightline.catalog.CrmEvent.ActivityTypeUpdated;
import dev.sightline.catalog.CrmEvent.CrmSettingEvent;
import dev.sightline.catalog.CrmEvent.LabelDetails;
import dev.sightline.catalog.CrmEvent.LostReasonCreated;
import dev.sightline.catalog.CrmEvent.LostReasonDeleted;
import dev.sightline.catalog.CrmEvent.LostReasonUpdated;
import dev.sightline.catalog.CrmEvent.StageCreated;
import dev.sightline.catalog.CrmEvent.StageDeleted;
import dev.sightline.catalog.CrmEvent.StageDetails;
import dev.sightline.catalog.CrmEvent.StageUpdated;
import dev.sightline.catalog.CrmEvent.TagCreated;
import dev.sightline.catalog.CrmEvent.TagDeleted;
import dev.sightline.catalog.CrmEvent.TagUpdated;
import dev.sightline.catalog.CrmEvent.TeamCreated;
import dev.sightline.catalog.CrmEvent.TeamDeleted;
import dev.sightline.catalog.CrmEvent.TeamDetails;
import dev.sightline.catalog.CrmEvent.TeamUpdated;
import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.FinanceEvent.CurrencyCreated;
import dev.sightline.catalog.FinanceEvent.CurrencyDeleted;
import dev.sightline.catalog.FinanceEvent.CurrencyDetails;
import dev.sightline.catalog.FinanceEvent.CurrencyUpdated;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.server.crm.tables.Columns;
import dev.sightline.server.crm.tables.Rows;
import dev.sightline.server.ingest.DecodedEvents;
import dev.sightline.server.ingest.DecodedEvents.Decoded;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Stages, teams, tags, lost reasons, activity types and currencies: the names beside the keys. */
public final class ReferenceProjection implements Projection {
    private static final List<String> TABLES = List.of("crm_stages", "crm_teams", "crm_labels", "crm_currencies");

    @Override
    public String name() {
        return "crm_reference";
    }

    @Override
    public Set<String> eventTypes() {
        Set<String> types = new LinkedHashSet<>(EventCodec.typesOf(CrmSettingEvent.class));
        types.addAll(EventCodec.typesOf(CurrencyCreated.class));
        types.addAll(EventCodec.typesOf(CurrencyUpdated.class));
        types.addAll(EventCodec.typesOf(CurrencyDeleted.class));
        return types;
    }

    @Override
    public List<String> tables() {
        return TABLES;
    }

    @Override
    public void apply(ProjectionBatch batch) throws SQLException {
        Map<String, StageDetails> stages = new LinkedHashMap<>();
        Map<String, TeamDetails> teams = new LinkedHashMap<>();
        Map<LabelKey, LabelDetails> labels = new LinkedHashMap<>();
        Map<String, CurrencyDetails> currencies = new LinkedHashMap<>();
        // In the order of the log: an entry may go and come back within a batch.
        Map<String, Boolean> stagesGone = new LinkedHashMap<>();
        Map<String, Boolean> teamsGone = new LinkedHashMap<>();
        Map<LabelKey, Boolean> labelsGone = new LinkedHashMap<>();
        Map<String, Boolean> currenciesGone = new LinkedHashMap<>();
        for (Decoded<DomainEvent> decoded : DecodedEvents.of(batch).all()) {
            String id = decoded.key();
            switch (decoded.event()) {
                case StageCreated(var details) -> put(stages, stagesGone, id, details);
                case StageUpdated(var details) -> put(stages, stagesGone, id, details);
                case StageDeleted() -> stagesGone.put(id, true);
                case TeamCreated(var details) -> put(teams, teamsGone, id, details);
                case TeamUpdated(var details) -> put(teams, teamsGone, id, details);
                case TeamDeleted() -> teamsGone.put(id, true);
                case TagCreated(var details) -> put(labels, labelsGone, new LabelKey("tag", id), details);
                case TagUpdated(var details) -> put(labels, labelsGone, new LabelKey("tag", id), details);
                case TagDeleted() -> labelsGone.put(new LabelKey("tag", id), true);
                case LostReasonCreated(var details) ->
                    put(labels, labelsGone, new LabelKey("lost_reason", id), details);
                case LostReasonUpdated(var details) ->
                    put(labels, labelsGone, new LabelKey("lost_reason", id), details);
                case LostReasonDeleted() -> labelsGone.put(new LabelKey("lost_reason", id), true);
                case ActivityTypeCreated(var details) ->
                    put(labels, labelsGone, new LabelKey("activity_type", id), details);
                case ActivityTypeUpdated(var details) ->
                    put(labels, labelsGone, new LabelKey("activity_type", id), details);
                case ActivityTypeDeleted() -> labelsGone.put(new LabelKey("activity_type", id), true);
                case CurrencyCreated(var details) -> put(currencies, currenciesGone, id, details);
                case CurrencyUpdated(var details) -> put(currencies, currenciesGone, id, details);
                case CurrencyDeleted() -> currenciesGone.put(id, true);
                default -> {}
            }
        }
        Connection connection = batch.connection();
        int organization = batch.organization().value();
        new Columns<Map.Entry<String, StageDetails>>(stages.entrySet())
                .text("id", Map.Entry::getKey)
                .text("name", entry -> entry.getValue().name())
                .whole("sequence", entry -> (long) entry.getValue().sequence())
                .flag("won", entry -> entry.getValue().won())
                .flag("folded", entry -> entry.getValue().folded())
                .flag("deleted", entry -> false)
                .upsert(connection, organization, "crm_stages", "id");
        new Columns<Map.Entry<String, TeamDetails>>(teams.entrySet())
                .text("id", Map.Entry::getKey)
                .text("name", entry -> entry.getValue().name())
                .flag("active", entry -> entry.getValue().active())
                .flag("deleted", entry -> false)
                .upsert(connection, organization, "crm_teams", "id");
        new Columns<Map.Entry<LabelKey, LabelDetails>>(labels.entrySet())
                .text("kind", entry -> entry.getKey().kind())
                .text("id", entry -> entry.getKey().id())
                .text("name", entry -> entry.getValue().name())
                .whole("color", entry -> (long) entry.getValue().color())
                .flag("active", entry -> entry.getValue().active())
                .flag("deleted", entry -> false)
                .upsert(connection, organization, "crm_labels", "kind", "id");
        new Columns<Map.Entry<String, CurrencyDetails>>(currencies.entrySet())
                .text("id", Map.Entry::getKey)
                .text("code", entry -> entry.getValue().code())
                .text("symbol", entry -> entry.getValue().symbol())
                .whole("decimals", entry -> (long) entry.getValue().decimals())
                .flag("active", entry -> entry.getValue().active())
                .flag("deleted", entry -> false)
                .upsert(connection, organization, "crm_currencies", "id");
        markDeleted(connection, organization, "crm_stages", gone(stagesGone));
        markDeleted(connection, organization, "crm_teams", gone(teamsGone));
        markDeleted(connection, organization, "crm_currencies", gone(currenciesGone));
        markDeleted(connection, organization, gone(labelsGone));
    }

    @Override
    public void reset(Connection transaction, OrganizationId organization) throws SQLException {
        for (String table : TABLES) {
            Rows.update(transaction, "DELETE FROM " + table + " WHERE organization_id = ?", organization.value());
        }
    }

    private record LabelKey(String kind, String id) {}

    private static <K, V> void put(Map<K, V> entries, Map<K, Boolean> gone, K key, V value) {
        entries.put(key, value);
        gone.put(key, false);
    }

    private static <K> List<K> gone(Map<K, Boolean> gone) {
        return gone.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static void markDeleted(Connection connection, int organization, List<LabelKey> labels)
            throws SQLException {
        if (labels.isEmpty()) {
            return;
        }
        Columns<LabelKey> columns =
                new Columns<>(labels).text("kind", LabelKey::kind).text("id", LabelKey::id);
        try (PreparedStatement statement = connection.prepareStatement("""
                UPDATE crm_labels l SET deleted = true FROM %s
                WHERE l.organization_id = ? AND l.kind = r.kind AND l.id = r.id
                """.formatted(columns.unnest()))) {
            statement.setInt(columns.bind(connection, statement, 1), organization);
            statement.executeUpdate();
        }
    }

    private static void markDeleted(Connection connection, int organization, String table, List<String> ids)
            throws SQLException {
        if (!ids.isEmpty()) {
            Rows.update(
                    connection,
                    "UPDATE " + table + " SET deleted = true WHERE organization_id = ? AND id = ANY (?)",
                    organization,
                    ids);
        }
    }
}
