package dev.sightline.server.operations;

import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.SyncStatus;
import dev.sightline.server.platform.SyncStatusSource;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.OrganizationTransactions;
import dev.sightline.server.tenancy.Organizations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** How far behind the log each organisation's views are, and its last sync, for health and metrics. */
@Component
class LagReader {
    private final Organizations organizations;
    private final OrganizationTransactions transactions;
    private final EventStore log;
    private final Projections projections;
    private final ObjectProvider<SyncStatusSource> sync;
    private final Clock clock;

    LagReader(
            Organizations organizations,
            OrganizationTransactions transactions,
            EventStore log,
            Projections projections,
            ObjectProvider<SyncStatusSource> sync,
            Clock clock) {
        this.organizations = organizations;
        this.transactions = transactions;
        this.log = log;
        this.projections = projections;
        this.sync = sync;
        this.clock = clock;
    }

    /**
     * @param behind events, by projection
     * @param syncAge since the last successful sync; empty before the first
     * @param sourceUp false while the source does not answer
     * @param parked events in the parking lots
     */
    record Lag(
            Organization organization,
            Map<String, Long> behind,
            Optional<Duration> syncAge,
            boolean sourceUp,
            long parked) {}

    List<Lag> read() {
        return organizations.all().stream().map(this::read).toList();
    }

    private Lag read(Organization organization) {
        OrganizationId id = organization.id();
        long last = log.lastPosition(id);
        return transactions.read(id, jdbc -> {
            Map<String, Long> behind = new HashMap<>();
            projections.names().forEach(name -> behind.put(name, last));
            jdbc.sql("SELECT projection, position FROM projection_checkpoints WHERE organization_id = :organization")
                    .param("organization", id.value())
                    .query((row, number) -> Map.entry(row.getString("projection"), row.getLong("position")))
                    .list()
                    .forEach(checkpoint -> behind.computeIfPresent(
                            checkpoint.getKey(), (name, all) -> Math.max(0, last - checkpoint.getValue())));
            long parked = jdbc.sql("""
                            SELECT count(*) FROM parked_events
                            WHERE organization_id = :organization AND state = 'parked' AND projection = ANY (:names)
                            """)
                    .param("organization", id.value())
                    .param("names", projections.names().toArray(String[]::new))
                    .query(Long.class)
                    .single();
            SyncStatusSource source = sync.getIfAvailable();
            SyncStatus status = source == null ? SyncStatus.NEVER : source.of(id);
            Instant success = status.lastSuccessAt();
            return new Lag(
                    organization,
                    behind,
                    success == null ? Optional.empty() : Optional.of(Duration.between(success, clock.instant())),
                    status.downSince() == null,
                    parked);
        });
    }
}
