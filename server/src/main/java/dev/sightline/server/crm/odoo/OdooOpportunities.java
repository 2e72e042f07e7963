package dev.sightline.server.crm.odoo;

import dev.sightline.catalog.CrmEvent.OpportunityCreated;
import dev.sightline.catalog.CrmEvent.OpportunityEvent;
import dev.sightline.eventstore.StreamId;
import dev.sightline.server.crm.Opportunity;
import dev.sightline.server.crm.OpportunityDecider;
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

/** Leads and opportunities of an Odoo. */
@Component
class OdooOpportunities implements Translator {
    private static final OpportunityDecider DECIDER = new OpportunityDecider();

    @Override
    public String source() {
        return "odoo";
    }

    @Override
    public Set<String> models() {
        return Set.of(OdooLead.MODEL);
    }

    @Override
    public List<Translation> translate(Observation observation, Lookups lookups) {
        Instant seen = observation.observedAt();
        Predicate<@Nullable String> won = OdooLead.wonStages(lookups);
        OdooRecord last = OdooMapping.recordOf(observation, observation.before());
        OdooRecord present = OdooMapping.recordOf(observation, observation.after());
        Opportunity known =
                OdooMapping.readable(last, record -> OdooLead.read(record, won, lookups, Opportunity.NOTHING, seen));
        Opportunity before = known == null ? Opportunity.NOTHING : known;
        Opportunity after = present == null ? Opportunity.NOTHING : OdooLead.read(present, won, lookups, before, seen);
        Instant written = present == null ? seen : OdooMapping.time(present, "write_date", observation);
        return translations(observation.id(), before, after, written);
    }

    /** What was already won or lost when it was first seen happened then, not when it was last written to. */
    static List<Translation> translations(String id, Opportunity before, Opportunity after, Instant written) {
        StreamId stream = stream(id);
        List<Translation> translations = new ArrayList<>();
        for (OpportunityEvent event : DECIDER.whatHappened(before, after)) {
            Instant at = before.exists() || !after.exists()
                    ? written
                    : event instanceof OpportunityCreated
                            ? after.createdAt()
                            : Objects.requireNonNullElse(after.closedAt(), written);
            translations.add(new Translation(stream, at, event));
        }
        return translations;
    }

    private static StreamId stream(String id) {
        return new StreamId("opportunity", OdooRecord.keyOf(id));
    }
}
