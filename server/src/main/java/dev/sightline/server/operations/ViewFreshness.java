package dev.sightline.server.operations;

import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.Freshness;
import dev.sightline.server.platform.FreshnessSource;
import dev.sightline.server.platform.SyncStatus;
import dev.sightline.server.platform.SyncStatusSource;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads how far the views are from their checkpoints, and how the sync stands from the connector. */
@Component
class ViewFreshness implements FreshnessSource {
    private static final long FIRST_PAUSE = 1_000_000;
    private static final long LONGEST_PAUSE = 25_000_000;

    private final OrganizationTransactions transactions;
    private final EventStore log;
    private final ObjectProvider<SyncStatusSource> sync;
    private final Projections projections;

    ViewFreshness(
            OrganizationTransactions transactions,
            EventStore log,
            ObjectProvider<SyncStatusSource> sync,
            Projections projections) {
        this.transactions = transactions;
        this.log = log;
        this.sync = sync;
        this.projections = projections;
    }

    @Override
    public Freshness of(OrganizationId organization) {
        return transactions.read(organization, jdbc -> {
            Checkpoint checkpoint = checkpoint(jdbc, organization);
            SyncStatusSource source = sync.getIfAvailable();
            SyncStatus status = source == null ? SyncStatus.NEVER : source.of(organization, jdbc);
            return new Freshness(
                    checkpoint.position(),
                    checkpoint.recordedAt(),
                    status.lastSuccessAt(),
                    status.nextAt(),
                    status.state().name().toLowerCase(Locale.ROOT),
                    status.downSince() == null,
                    status.downSince());
        });
    }

    @Override
    public boolean await(OrganizationId organization, long position, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        long pause = FIRST_PAUSE;
        if (position(organization) >= position) {
            return true;
        }
        if (position > log.lastPosition(organization)) {
            // Nothing has got that far: no use waiting, and no way to make a server wait.
            return false;
        }
        while (System.nanoTime() < deadline) {
            LockSupport.parkNanos(pause);
            if (position(organization) >= position) {
                return true;
            }
            pause = Math.min(pause * 2, LONGEST_PAUSE);
        }
        return false;
    }

    private long position(OrganizationId organization) {
        return transactions.read(
                organization, jdbc -> checkpoint(jdbc, organization).position());
    }

    /** The checkpoint of the projection that is furthest behind; one that has not begun is at 0. */
    private Checkpoint checkpoint(JdbcClient jdbc, OrganizationId organization) {
        return jdbc.sql("""
                        SELECT coalesce(c.position, 0) AS position, c.recorded_at
                        FROM unnest(:names::text[]) AS wanted (projection)
                            LEFT JOIN projection_checkpoints c
                                ON c.organization_id = :organization AND c.projection = wanted.projection
                        ORDER BY 1 LIMIT 1
                        """)
                .param("names", projections.names().toArray(String[]::new))
                .param("organization", organization.value())
                .query(Checkpoint::map)
                .optional()
                .orElse(Checkpoint.NONE);
    }
}
