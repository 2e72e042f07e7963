package dev.sightline.server.ingest;

import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.PrivacyEvent;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import java.sql.Connection;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * First part of a composite projection whose events hold personal texts: hands the parts behind it the keys, see
 * {@link DecodedEvents}. Owns no table. Stateless.
 */
@Component
public class OpensPersonalTexts implements Projection {
    private final PersonalTexts texts;

    public OpensPersonalTexts(PersonalTexts texts) {
        this.texts = texts;
    }

    @Override
    public String name() {
        return "personal_texts";
    }

    @Override
    public Set<String> eventTypes() {
        return EventCodec.typesOf(PrivacyEvent.class);
    }

    @Override
    public void apply(ProjectionBatch batch) {
        batch.share(PersonalTexts.class, texts);
    }

    @Override
    public void reset(Connection transaction, OrganizationId organization) {
        // It has nothing.
    }
}
