package dev.sightline.server.crm.odoo;

import dev.sightline.catalog.CrmEvent.ActivityClosed;
import dev.sightline.catalog.CrmEvent.ActivityDetails;
import dev.sightline.catalog.CrmEvent.ActivityEvent;
import dev.sightline.catalog.CrmEvent.ActivityPlanned;
import dev.sightline.catalog.CrmEvent.ActivityUpdated;
import dev.sightline.eventstore.StreamId;
import dev.sightline.server.ingest.ChangedFields;
import dev.sightline.server.ingest.Lookups;
import dev.sightline.server.ingest.Observation;
import dev.sightline.server.ingest.OdooMapping;
import dev.sightline.server.ingest.OdooRecord;
import dev.sightline.server.ingest.Translator;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Activities of an Odoo. A done one is deleted there, unless its type keeps done ones (archived then): so one that
 * disappears was completed or cancelled, and we keep it.
 */
@Component
class OdooActivities implements Translator {
    private static final String MODEL = "mail.activity";

    @Override
    public String source() {
        return "odoo";
    }

    @Override
    public Set<String> models() {
        return Set.of(MODEL);
    }

    @Override
    public List<Translation> translate(Observation observation, Lookups lookups) {
        OdooRecord before = OdooMapping.recordOf(observation, observation.before());
        OdooRecord after = OdooMapping.recordOf(observation, observation.after());
        boolean wasClosed = Boolean.TRUE.equals(OdooMapping.readable(before, OdooActivities::closed));
        List<Translation> translations = new ArrayList<>();
        if (after == null) {
            if (before != null && !wasClosed) {
                add(
                        translations,
                        observation,
                        observation.observedAt(),
                        new ActivityClosed(observation.observedAt(), "completed_or_cancelled"));
            }
            return translations;
        }
        ActivityDetails details = details(after, observation);
        Instant written = OdooMapping.time(after, "write_date", observation);
        ActivityDetails last = OdooMapping.readable(before, record -> details(record, observation));
        if (last == null) {
            add(
                    translations,
                    observation,
                    OdooMapping.time(after, "create_date", observation),
                    new ActivityPlanned(details));
        } else if (wasClosed && !closed(after)) {
            add(translations, observation, written, new ActivityPlanned(details));
        } else {
            List<String> changed = ChangedFields.between(last, details);
            if (!changed.isEmpty()) {
                add(translations, observation, written, new ActivityUpdated(details, changed));
            }
        }
        if (closed(after) && !wasClosed) {
            Instant done = after.instant("date_done");
            Instant at = done == null ? written : done;
            add(translations, observation, at, new ActivityClosed(at, "done"));
        }
        return translations;
    }

    private static void add(List<Translation> translations, Observation observation, Instant at, ActivityEvent event) {
        translations.add(new Translation(new StreamId("activity", OdooRecord.keyOf(observation.id())), at, event));
    }

    private static boolean closed(OdooRecord activity) {
        return !activity.flag("active", true);
    }

    private static ActivityDetails details(OdooRecord record, Observation observation) {
        String id = record.reference("res_id");
        return new ActivityDetails(
                record.referenceKey("activity_type_id"),
                record.text("summary"),
                record.referenceKey("user_id"),
                due(record, observation),
                kind(record.text("res_model")),
                id == null ? null : OdooRecord.keyOf(id),
                record.text("res_name"),
                record.instant("create_date"));
    }

    private static @Nullable String kind(@Nullable String model) {
        return switch (model) {
            case null -> null;
            case "crm.lead" -> "opportunity";
            case "res.partner" -> "account";
            default -> model;
        };
    }

    /** An activity without a day is due on the day it was made. */
    private static LocalDate due(OdooRecord record, Observation observation) {
        LocalDate day = record.day("date_deadline");
        return day == null
                ? OdooMapping.time(record, "create_date", observation)
                        .atZone(ZoneOffset.UTC)
                        .toLocalDate()
                : day;
    }
}
