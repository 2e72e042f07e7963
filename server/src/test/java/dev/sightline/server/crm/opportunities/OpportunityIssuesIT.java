package dev.sightline.server.crm.opportunities;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.CrmEvent.OpportunityAssigned;
import dev.sightline.catalog.CrmEvent.OpportunityCreated;
import dev.sightline.catalog.CrmEvent.OpportunityDetails;
import dev.sightline.catalog.CrmEvent.OpportunityStageChanged;
import dev.sightline.catalog.CrmEvent.OpportunityUpdated;
import dev.sightline.catalog.CrmEvent.OpportunityWon;
import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.FinanceEvent.RateSet;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import dev.sightline.server.crm.SalesTables;
import dev.sightline.server.tenancy.Organization;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is odd about opportunities is reported for as long as it is so. */
class OpportunityIssuesIT {
    private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

    @AutoClose
    private final SalesTables tables = new SalesTables();

    private final Organization organization = SalesTables.organization(7);
    private final EventCodec codec = new EventCodec();
    private final Map<String, Long> versions = new HashMap<>();
    private long position;

    @Test
    void eachIsReportedUntilItIsMended() throws Exception {
        apply(
                happened("opportunity/fine", created("s1", "u1", "c1", "EUR")),
                happened("opportunity/nobodys", created("s1", null, "c1", "EUR")),
                happened("opportunity/nowhere", created(null, "u1", "c1", "EUR")),
                happened("opportunity/homeless", created("s1", "u1", null, "EUR")),
                happened("opportunity/foreign", created("s1", "u1", "c1", "XAU")));

        assertThat(issues())
                .containsExactlyInAnyOrder(
                        "opportunity_without_owner nobodys {}",
                        "opportunity_without_stage nowhere {}",
                        "opportunity_without_company homeless {}",
                        "unknown_currency foreign {\"currency\": \"XAU\"}");

        apply(
                happened("opportunity/nobodys", new OpportunityAssigned(null, "u1", null, null)),
                happened("opportunity/nowhere", new OpportunityStageChanged(null, "s1")),
                happened("opportunity/homeless", new OpportunityUpdated(details("c1", "EUR"), List.of("companyId"))),
                happened("rate/r1", new RateSet("XAU", null, LocalDate.of(2026, 1, 1), BigDecimal.valueOf(4))));

        assertThat(issues()).isEmpty();
    }

    @Test
    void ofAClosedOneOnlyWhatKeepsItsMoneyOutOfTheFigures() throws Exception {
        apply(
                happened("opportunity/won", created(null, null, null, "XAU")),
                happened("opportunity/won", new OpportunityWon(AT)));

        assertThat(issues()).containsExactly("unknown_currency won {\"currency\": \"XAU\"}");
    }

    private static OpportunityCreated created(
            @Nullable String stage, @Nullable String owner, @Nullable String company, String currency) {
        return new OpportunityCreated(details(company, currency), stage, owner, null, AT);
    }

    private static OpportunityDetails details(@Nullable String company, String currency) {
        return new OpportunityDetails(
                "Deal",
                "opportunity",
                true,
                BigDecimal.TEN,
                currency,
                BigDecimal.TEN,
                company,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null);
    }

    private RecordedEvent happened(String stream, DomainEvent event) {
        position++;
        return new RecordedEvent(
                organization.id(),
                position,
                StreamId.parse(stream),
                versions.merge(stream, 1L, Long::sum),
                AT.plusSeconds(position),
                new NewEvent(
                        new UUID(1, position),
                        EventCodec.typeOf(event),
                        EventCodec.versionOf(event),
                        AT,
                        codec.write(event),
                        new EventOrigin("test", null, null, null, null)));
    }

    private void apply(RecordedEvent... events) throws Exception {
        tables.apply(organization, new ArrayList<>(List.of(events)), new Random(1), 10);
    }

    private List<String> issues() throws Exception {
        return tables.read(
                organization,
                jdbc -> jdbc.sql(
                                "SELECT kind || ' ' || subject_id || ' ' || detail FROM data_quality_issues WHERE source_area = 'crm'")
                        .query(String.class)
                        .list());
    }
}
