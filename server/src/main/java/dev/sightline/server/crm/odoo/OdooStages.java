package dev.sightline.server.crm.odoo;

import dev.sightline.catalog.CrmEvent.StageCreated;
import dev.sightline.catalog.CrmEvent.StageDeleted;
import dev.sightline.catalog.CrmEvent.StageDetails;
import dev.sightline.catalog.CrmEvent.StageUpdated;
import dev.sightline.server.crm.Opportunity;
import dev.sightline.server.ingest.Lookups;
import dev.sightline.server.ingest.Observation;
import dev.sightline.server.ingest.OdooMapping;
import dev.sightline.server.ingest.OdooRecord;
import dev.sightline.server.ingest.Translator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Stages of an Odoo, and what becomes of the leads in a stage when it begins or ceases to count as won. */
@Component
class OdooStages implements Translator {
    private static final OdooMapping<StageDetails> STAGES = new OdooMapping<>(
            "stage",
            OdooStages::stage,
            StageCreated::new,
            (details, changed) -> new StageUpdated(details),
            StageDeleted::new);

    @Override
    public String source() {
        return "odoo";
    }

    @Override
    public Set<String> models() {
        return Set.of(OdooLead.STAGE);
    }

    @Override
    public List<Translation> translate(Observation observation, Lookups lookups) {
        List<Translation> translations = new ArrayList<>(STAGES.translate(observation));
        boolean wasWon = won(OdooMapping.recordOf(observation, observation.before()));
        OdooRecord now = OdooMapping.recordOf(observation, observation.after());
        if (wasWon != won(now)) {
            Instant written = now == null ? observation.observedAt() : OdooMapping.time(now, "write_date", observation);
            for (JsonNode snapshot : lookups.latestReferring(OdooLead.MODEL, "stage_id", observation.id())) {
                translations.addAll(lead(snapshot, observation.id(), wasWon, written, lookups));
            }
        }
        return translations;
    }

    private static List<Translation> lead(
            JsonNode snapshot, String stageId, boolean wasWon, Instant written, Lookups lookups) {
        String id = snapshot.path("id").asString("");
        OdooRecord lead = new OdooRecord(OdooLead.MODEL, id, snapshot);
        Predicate<@Nullable String> others = OdooLead.wonStages(lookups);
        Opportunity before = OdooLead.read(
                lead,
                stage -> stageId.equals(stage) ? wasWon : others.test(stage),
                lookups,
                Opportunity.NOTHING,
                written);
        Opportunity after = OdooLead.read(
                lead, stage -> stageId.equals(stage) ? !wasWon : others.test(stage), lookups, before, written);
        return OdooOpportunities.translations(id, before, after, written);
    }

    private static boolean won(@Nullable OdooRecord stage) {
        return stage != null && stage.flag("is_won", false);
    }

    private static StageDetails stage(OdooRecord record) {
        return new StageDetails(
                Objects.requireNonNullElse(record.text("name"), ""),
                record.integer("sequence", 0),
                won(record),
                record.flag("fold", false),
                team(record));
    }

    /** A stage of one team; since Odoo 19 it may be of several, and then it is nobody's own. */
    private static @Nullable String team(OdooRecord record) {
        if (record.has("team_id")) {
            return record.referenceKey("team_id");
        }
        List<String> teams = record.referenceKeys("team_ids");
        return teams.size() == 1 ? teams.getFirst() : null;
    }
}
