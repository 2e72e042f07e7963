package dev.sightline.eventstore.seal;

import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.PostgresEventStore.Portion;
import dev.sightline.eventstore.RecordedEvent;
import java.security.KeyPair;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Seals what a log has gained since its last seal. It reads what is committed and locks nothing that an append needs, so
 * appends do not notice. Thread-safe, in several processes too: of two who seal the same range one finds it done.
 */
public final class Sealer {
    /** Events behind one seal at most: a third of a megabyte of fingerprints. */
    static final int LARGEST_RANGE = 10_000;
    /** Of their payloads, unless one alone has more. */
    static final long MOST_CHARACTERS = 16_000_000;

    private final DataSource database;
    private final KeyPair keys;
    private final InstantSource clock;

    /**
     * @param database connections in the role {@code sightline_app}
     * @param keys Ed25519; keep the public key where the database's keepers cannot exchange it
     */
    public Sealer(DataSource database, KeyPair keys, InstantSource clock) {
        this.database = database;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Seals the logs of all organisations to their ends. One that cannot be sealed holds up no other.
     *
     * @throws EventStoreException for the first that could not be sealed, once all others are; it carries those of the rest
     */
    public void sealAll() {
        List<OrganizationId> unsealed = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT organization_id FROM event_log_heads WHERE last_position > 0 ORDER BY organization_id");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                unsealed.add(new OrganizationId(rows.getInt(1)));
            }
        } catch (SQLException e) {
            throw new EventStoreException("cannot find out who has events: " + e.getMessage(), e);
        }
        EventStoreException fault = null;
        for (OrganizationId organization : unsealed) {
            try {
                seal(organization);
            } catch (EventStoreException e) {
                if (fault == null) {
                    fault = e;
                } else {
                    fault.addSuppressed(e);
                }
            }
        }
        if (fault != null) {
            throw fault;
        }
    }

    /**
     * Seals an organisation's log to its end.
     *
     * @return the last sealed position; 0 where there is no event
     * @throws EventStoreException when the database fails
     */
    public long seal(OrganizationId organization) {
        try {
            while (true) {
                Progress progress = OrganizationTransaction.run(
                        database, organization, transaction -> next(transaction, organization));
                if (progress.sealed >= progress.head) {
                    return progress.sealed;
                }
            }
        } catch (SQLException e) {
            throw new EventStoreException(
                    "cannot seal the log of organisation " + organization + ": " + e.getMessage(), e);
        }
    }

    private record Progress(long sealed, long head) {}

    private record Last(long to, byte[] fingerprint) {}

    private Progress next(Connection transaction, OrganizationId organization) throws SQLException {
        Last last = last(transaction, organization);
        long head = head(transaction, organization);
        if (head <= last.to) {
            return new Progress(last.to, head);
        }
        long end = Math.min(head, last.to + LARGEST_RANGE);
        EventFilter range = EventFilter.all().after(last.to).upTo(end);
        Portion portion = PostgresEventStore.read(transaction, organization, range, LARGEST_RANGE + 1, MOST_CHARACTERS);
        long to = portion.complete() ? end : portion.events().getLast().position();
        List<byte[]> leaves = new ArrayList<>();
        for (RecordedEvent event : portion.events()) {
            leaves.add(Fingerprints.of(event));
        }
        if (leaves.size() != to - last.to) {
            // Nothing is signed that is already damaged.
            throw new EventStoreException("the log of organisation " + organization + " lacks positions between "
                    + (last.to + 1) + " and " + to);
        }
        byte[] root = Fingerprints.root(leaves);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String keyId = SealKeys.nameOf(keys.getPublic());
        byte[] statement = Seal.statement(organization, last.to + 1, to, root, last.fingerprint, now, keyId);
        boolean mine = Seals.insert(
                transaction,
                new Seal(
                        organization,
                        last.to + 1,
                        to,
                        root,
                        last.fingerprint,
                        now,
                        keyId,
                        SealKeys.sign(keys, statement),
                        leaves));
        return new Progress(mine ? to : last.to, head);
    }

    private static Last last(Connection transaction, OrganizationId organization) throws SQLException {
        Seal seal = Seals.last(transaction, organization);
        return seal == null ? new Last(0, Seal.NONE_BEFORE) : new Last(seal.to(), seal.fingerprint());
    }

    private static long head(Connection transaction, OrganizationId organization) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("SELECT last_position FROM event_log_heads WHERE organization_id = ?")) {
            statement.setInt(1, organization.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }
}
