package dev.sightline.server.operations;

import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.server.platform.Freshness;
import dev.sightline.server.platform.FreshnessSource;
import dev.sightline.server.platform.Questions;
import dev.sightline.server.platform.SyncStatus;
import dev.sightline.server.platform.SyncStatusSource;
import dev.sightline.server.tenancy.OneTrip;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/** Reads how far the views are from their checkpoints, and how the sync stands from the connector. */
@Component
class ViewFreshness implements FreshnessSource {
    private final OrganizationTransactions transactions;
    private final EventStore log;
    /** Asked for once: the connector needs what needs this. */
    private final SingletonSupplier<SyncStatusSource> sync;

    private final Projections projections;
    private final ProjectionEngine engine;

    ViewFreshness(
            OrganizationTransactions transactions,
            EventStore log,
            ObjectProvider<SyncStatusSource> sync,
            Projections projections,
            ProjectionEngine engine) {
        this.transactions = transactions;
        this.log = log;
        this.sync = SingletonSupplier.ofNullable(sync::getIfAvailable);
        this.projections = projections;
        this.engine = engine;
    }

    @Override
    public Freshness of(OrganizationId organization) {
        OneTrip trip = transactions.trip(organization);
        Supplier<Freshness> freshness = ask(organization, trip);
        trip.go();
        return freshness.get();
    }

    @Override
    public Supplier<Freshness> ask(OrganizationId organization, Questions questions) {
        // Of the projection that is furthest behind; one that has not begun is at 0.
        Supplier<List<Checkpoint>> furthestBehind = questions.ask(
                """
                SELECT coalesce(c.position, 0) AS position, c.recorded_at,
                       (sum(coalesce(c.revision, 0)) OVER ())::bigint AS revision,
                       string_agg(coalesce(c.position, 0) || '.' || coalesce(c.revision, 0), ' ') OVER (
                           ORDER BY wanted.projection ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS views
                FROM unnest(:names::text[]) AS wanted (projection)
                    LEFT JOIN projection_checkpoints c
                        ON c.organization_id = :organization AND c.projection = wanted.projection
                ORDER BY 1 LIMIT 1
                """,
                Map.of("names", projections.names().toArray(String[]::new), "organization", organization.value()),
                Checkpoint::map);
        return () -> freshness(
                organization,
                furthestBehind.get().isEmpty()
                        ? Checkpoint.NONE
                        : furthestBehind.get().getFirst());
    }

    private Freshness freshness(OrganizationId organization, Checkpoint checkpoint) {
        SyncStatusSource source = sync.get();
        SyncStatus status = source == null ? SyncStatus.NEVER : source.of(organization);
        return new Freshness(
                checkpoint.position(),
                checkpoint.recordedAt(),
                status.lastSuccessAt(),
                status.nextAt(),
                status.state().name().toLowerCase(Locale.ROOT),
                status.downSince() == null,
                status.downSince(),
                checkpoint.revision(),
                checkpoint.views());
    }

    @Override
    public boolean await(OrganizationId organization, long position, Duration atMost) {
        if (position > log.lastPosition(organization)) {
            // Nothing has got that far: no use waiting, and no way to make a server wait.
            return false;
        }
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            for (String projection : projections.names()) {
                Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
                if (!engine.awaitPosition(projection, organization, position, left)) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
