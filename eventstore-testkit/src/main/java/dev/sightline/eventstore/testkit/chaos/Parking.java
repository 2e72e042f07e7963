package dev.sightline.eventstore.testkit.chaos;

import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.projection.Edition;
import dev.sightline.eventstore.projection.EditionGone;
import dev.sightline.eventstore.projection.ParkedStream;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.eventstore.projection.RetryOutcome;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Decides about parked streams while all is at work, as administrators do: retries them in vain, and discards poison. For one thread. */
final class Parking {
    private static final int FIRST_OF_MANY = 50;

    private final DataSource database;
    private final ProjectionEngine engine;
    private final int organizations;
    private final Random random;
    private final Map<OrganizationId, Decisions> decisions = new HashMap<>();
    private long retries;
    private long discards;

    /** What was asked of one organisation's parking lot. */
    private static final class Decisions {
        final Set<Long> told = new HashSet<>();
        /** Their answer was lost, or what came behind was not tried: streams by position. */
        final Map<Long, StreamId> unsure = new HashMap<>();
    }

    Parking(DataSource database, ProjectionEngine engine, int organizations, Random random) {
        this.database = database;
        this.engine = engine;
        this.organizations = organizations;
        this.random = random;
    }

    long retries() {
        return retries;
    }

    long discards() {
        return discards;
    }

    /** Whether one was tried; poison stays poison, and nothing of its stream may be applied. */
    boolean retry() {
        OrganizationId organization = anyOrganization();
        try {
            ParkedStream parked = any(organization);
            if (parked == null) {
                return false;
            }
            StreamId stream = parked.first().stream();
            RetryOutcome outcome = engine.parkingLot(Ledger.NAME, organization).retry(stream);
            if (outcome.applied() != 0 || outcome.left() == 0 || outcome.error() == null) {
                throw new BrokenPromise("organisation " + organization + ": " + stream
                        + " is poisoned, and a retry answers " + outcome);
            }
            retries++;
            return true;
        } catch (EventStoreException e) {
            System.err.println("retrying: " + e.getMessage());
            return false;
        }
    }

    /** Whether one was discarded. */
    boolean discard() {
        OrganizationId organization = anyOrganization();
        Decisions mine = decisions.computeIfAbsent(organization, id -> new Decisions());
        try {
            ParkedStream parked = any(organization);
            if (parked == null) {
                return false;
            }
            long position = parked.first().position();
            mine.unsure.put(position, parked.first().stream());
            Optional<RetryOutcome> outcome =
                    engine.parkingLot(Ledger.NAME, organization).discard(position, "poison", "chaos");
            if (outcome.isEmpty() || outcome.get().left() != 0 || outcome.get().error() != null) {
                throw new BrokenPromise("organisation " + organization + ": position " + position + " of "
                        + parked.first().stream() + " was discarded, and the answer is " + outcome);
            }
            mine.unsure.remove(position);
            mine.told.add(position);
            discards++;
            return true;
        } catch (EventStoreException e) {
            System.err.println("discarding: " + e.getMessage());
            return false;
        }
    }

    private OrganizationId anyOrganization() {
        return new OrganizationId(1 + random.nextInt(organizations));
    }

    /** Not one of which nobody knows whether its poison is discarded. */
    private @Nullable ParkedStream any(OrganizationId organization) {
        Decisions mine = decisions.computeIfAbsent(organization, id -> new Decisions());
        List<ParkedStream> streams = engine.parkingLot(Ledger.NAME, organization).streams(0, FIRST_OF_MANY).stream()
                .filter(parked -> !mine.unsure.containsValue(parked.first().stream()))
                .toList();
        return streams.isEmpty() ? null : streams.get(random.nextInt(streams.size()));
    }

    /**
     * When all is quiet: what was answered as discarded is so for good, and nothing else is. Tells the fold of it, and brings back what
     * a death of the database left behind a discarded event.
     */
    void look(OrganizationLog log) throws SQLException {
        Decisions mine = decisions.computeIfAbsent(log.organization(), id -> new Decisions());
        Map<Long, String> discarded = discarded(log.organization());
        if (!discarded.keySet().containsAll(mine.told)) {
            throw log.broken("of the discarded " + mine.told + " only " + discarded.keySet() + " are");
        }
        mine.unsure.forEach((position, stream) -> {
            if (discarded.containsKey(position)) {
                mine.told.add(position);
                for (Edition edition : Edition.values()) {
                    retry(log, edition, stream);
                }
            }
        });
        mine.unsure.clear();
        if (!mine.told.containsAll(discarded.keySet())) {
            throw log.broken("discarded are " + discarded.keySet() + ", and only " + mine.told + " should be");
        }
        discarded.forEach((position, stream) -> log.fold().discard(stream, position));
    }

    private void retry(OrganizationLog log, Edition edition, StreamId stream) {
        try {
            RetryOutcome outcome =
                    engine.parkingLot(Ledger.NAME, edition, log.organization()).retry(stream);
            if (outcome.left() != 0) {
                throw log.broken("the poison of " + stream + " is discarded, and a retry answers " + outcome);
            }
        } catch (EditionGone e) {
            System.err.println("retrying: " + e.getMessage());
        }
    }

    private Map<Long, String> discarded(OrganizationId organization) throws SQLException {
        return OrganizationTransaction.run(database, organization, transaction -> {
            try (PreparedStatement select = transaction.prepareStatement("""
                    SELECT position, stream FROM parked_events
                    WHERE organization_id = ? AND projection = ? AND state = 'discarded'
                    """)) {
                select.setInt(1, organization.value());
                select.setString(2, Ledger.NAME);
                Map<Long, String> found = new HashMap<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found.put(row.getLong(1), row.getString(2));
                    }
                }
                return found;
            }
        });
    }
}
