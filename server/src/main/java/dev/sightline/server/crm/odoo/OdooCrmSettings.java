package dev.sightline.server.crm.odoo;

import dev.sightline.catalog.CrmEvent.ActivityTypeCreated;
import dev.sightline.catalog.CrmEvent.ActivityTypeDeleted;
import dev.sightline.catalog.CrmEvent.ActivityTypeUpdated;
import dev.sightline.catalog.CrmEvent.LabelDetails;
import dev.sightline.catalog.CrmEvent.LostReasonCreated;
import dev.sightline.catalog.CrmEvent.LostReasonDeleted;
import dev.sightline.catalog.CrmEvent.LostReasonUpdated;
import dev.sightline.catalog.CrmEvent.TagCreated;
import dev.sightline.catalog.CrmEvent.TagDeleted;
import dev.sightline.catalog.CrmEvent.TagUpdated;
import dev.sightline.catalog.CrmEvent.TeamCreated;
import dev.sightline.catalog.CrmEvent.TeamDeleted;
import dev.sightline.catalog.CrmEvent.TeamDetails;
import dev.sightline.catalog.CrmEvent.TeamUpdated;
import dev.sightline.server.ingest.Lookups;
import dev.sightline.server.ingest.Observation;
import dev.sightline.server.ingest.OdooMapping;
import dev.sightline.server.ingest.OdooRecord;
import dev.sightline.server.ingest.Translator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Sales teams, tags, lost reasons and activity types of an Odoo. */
@Component
class OdooCrmSettings implements Translator {
    private static final Map<String, OdooMapping<?>> MAPPINGS = Map.of(
            "crm.team",
            new OdooMapping<>(
                    "team",
                    OdooCrmSettings::team,
                    TeamCreated::new,
                    (details, changed) -> new TeamUpdated(details),
                    TeamDeleted::new),
            "crm.tag",
            new OdooMapping<>(
                    "tag",
                    OdooCrmSettings::label,
                    TagCreated::new,
                    (details, changed) -> new TagUpdated(details),
                    TagDeleted::new),
            "crm.lost.reason",
            new OdooMapping<>(
                    "lost_reason",
                    OdooCrmSettings::label,
                    LostReasonCreated::new,
                    (details, changed) -> new LostReasonUpdated(details),
                    LostReasonDeleted::new),
            "mail.activity.type",
            new OdooMapping<>(
                    "activity_type",
                    OdooCrmSettings::label,
                    ActivityTypeCreated::new,
                    (details, changed) -> new ActivityTypeUpdated(details),
                    ActivityTypeDeleted::new));

    @Override
    public String source() {
        return "odoo";
    }

    @Override
    public Set<String> models() {
        return MAPPINGS.keySet();
    }

    @Override
    public List<Translation> translate(Observation observation, Lookups lookups) {
        OdooMapping<?> mapping = MAPPINGS.get(observation.model());
        if (mapping == null) {
            throw new IllegalArgumentException("not a model of this translator: " + observation.model());
        }
        return mapping.translate(observation);
    }

    private static TeamDetails team(OdooRecord record) {
        return new TeamDetails(
                Objects.requireNonNullElse(record.text("name"), ""),
                record.referenceKey("user_id"),
                record.referenceKeys("member_ids"),
                record.flag("active", true));
    }

    private static LabelDetails label(OdooRecord record) {
        return new LabelDetails(
                Objects.requireNonNullElse(record.text("name"), ""),
                record.flag("active", true),
                record.integer("color", 0));
    }
}
