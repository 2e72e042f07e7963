package dev.sightline.eventstore.testkit.chaos;

import dev.sightline.eventstore.AppendResult;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.testkit.Seeds;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Appends of every kind, for ever, and says what came of each; see {@link Victim}. Confined to one thread. */
final class Writer {
    private static final int STREAMS = 60;
    private static final int DELIVERIES = 20_000;
    private static final int LONGEST_WAIT_MILLIS = 300;

    private final DataSource database;
    private final EventStore store;
    private final int organizations;
    private final int largest;
    private final Random random;
    private @Nullable OwnStream own;

    /** @param largest events of one append */
    Writer(DataSource database, EventStore store, int organizations, int largest, Random random) {
        this.database = database;
        this.store = store;
        this.organizations = organizations;
        this.largest = largest;
        this.random = random;
    }

    void write() {
        while (true) {
            OrganizationId organization = new OrganizationId(1 + random.nextInt(organizations));
            try {
                switch (random.nextInt(10)) {
                    case 0 -> expectingRightly(organization);
                    case 1 -> expectingWrongly(organization);
                    case 2 -> redelivering(organization);
                    case 3 -> inASlowTransaction(organization);
                    case 4 -> rarely(organization);
                    default -> batch(organization);
                }
            } catch (EventStoreException | SQLException e) {
                // The database is away; what was not acknowledged may or may not be there.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            } catch (RuntimeException e) {
                Victim.wrong("a writer failed: " + e);
                return;
            }
        }
    }

    /** A poison event in each process at once, so that no run is without. */
    void poisonAtOnce() {
        while (true) {
            try {
                poison(new OrganizationId(1 + random.nextInt(organizations)));
                return;
            } catch (EventStoreException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private StreamId stream() {
        return new StreamId("account", Integer.toString(random.nextInt(STREAMS)));
    }

    static NewEvent event(UUID id, String data, @Nullable String sourceEventId) {
        return new NewEvent(
                id, Ledger.TYPE, 1, Instant.EPOCH, data, new EventOrigin("import", sourceEventId, null, null, null));
    }

    private NewEvent event() {
        return event(Seeds.uuid(random), Ledger.amount(random.nextInt(1_000)), null);
    }

    /** Its events' ids count on from the first. */
    private void batch(OrganizationId organization) {
        UUID first = Seeds.uuid(random);
        List<StreamAppend> appends = new ArrayList<>();
        for (int i = random.nextInt(largest); i >= 0; i--) {
            UUID id = Acknowledged.plus(first, appends.size());
            appends.add(new StreamAppend(
                    stream(), ExpectedVersion.any(), List.of(event(id, Ledger.amount(random.nextInt(1_000)), null))));
        }
        acknowledge(organization, first, appends.size(), store.append(organization, appends));
    }

    private void expectingRightly(OrganizationId organization) {
        StreamId stream = stream();
        long version = store.streamVersion(organization, stream);
        NewEvent event = event();
        ExpectedVersion expected = version == 0 ? ExpectedVersion.noStream() : ExpectedVersion.exactly(version);
        // Another writer may be faster; then it is a conflict.
        AppendResult result = store.append(organization, List.of(new StreamAppend(stream, expected, List.of(event))));
        acknowledge(organization, event.id(), 1, result);
        if (result instanceof AppendResult.Conflict conflict) {
            undone(organization, event);
            if (conflict.actualVersion() <= version) {
                Victim.wrong("expecting version " + version + ", which was there, was answered " + conflict);
            }
        }
    }

    private void expectingWrongly(OrganizationId organization) {
        switch (random.nextInt(3)) {
            case 0 -> {
                StreamId never = new StreamId("never", Integer.toString(random.nextInt(STREAMS)));
                refused(organization, never, ExpectedVersion.exactly(1 + random.nextInt(5)), 0, 0);
            }
            case 1 -> {
                // Of all writers: others append meanwhile, but it never falls.
                StreamId stream = stream();
                long version = store.streamVersion(organization, stream);
                if (version > 0) {
                    ExpectedVersion behind = version == 1 || random.nextBoolean()
                            ? ExpectedVersion.noStream()
                            : ExpectedVersion.exactly(1 + random.nextLong(version - 1));
                    refused(organization, stream, behind, version, Long.MAX_VALUE);
                }
            }
            default -> contradictingItself();
        }
    }

    private void refused(
            OrganizationId organization, StreamId stream, ExpectedVersion wrong, long actualFrom, long actualTo) {
        NewEvent event = event();
        AppendResult result = store.append(organization, List.of(new StreamAppend(stream, wrong, List.of(event))));
        undone(organization, event);
        if (!(result instanceof AppendResult.Conflict conflict)
                || conflict.actualVersion() < actualFrom
                || conflict.actualVersion() > actualTo) {
            Victim.wrong(wrong + " of " + stream + ", at version " + actualFrom + " then, was answered " + result);
        }
    }

    /** A stream that nobody else appends to, so that its true version is known. */
    private record OwnStream(OrganizationId organization, StreamId stream, long version) {
        ExpectedVersion rightly() {
            return version == 0 ? ExpectedVersion.noStream() : ExpectedVersion.exactly(version);
        }
    }

    private void contradictingItself() {
        OwnStream before = own != null
                ? own
                : new OwnStream(
                        new OrganizationId(1 + random.nextInt(organizations)),
                        new StreamId("own", new UUID(random.nextLong(), random.nextLong()).toString()),
                        0);
        own = null; // where the database is away in between, nobody knows its version
        NewEvent event = event();
        AppendResult result = store.append(
                before.organization, List.of(new StreamAppend(before.stream, before.rightly(), List.of(event))));
        acknowledge(before.organization, event.id(), 1, result);
        OwnStream now = new OwnStream(before.organization, before.stream, before.version + 1);
        if (!(result instanceof AppendResult.Appended appended)
                || appended.events().getFirst().version() != now.version) {
            Victim.wrong(before + " was appended to and answered " + result);
            return;
        }
        own = now;
        ExpectedVersion wrong = now.version == 1 || random.nextBoolean()
                ? ExpectedVersion.exactly(now.version + 1 + random.nextInt(5))
                : ExpectedVersion.exactly(1 + random.nextLong(now.version - 1));
        // What else is in the same append is refused with it.
        NewEvent innocent = event();
        NewEvent refused = event();
        AppendResult answer = store.append(
                now.organization,
                List.of(
                        new StreamAppend(stream(), ExpectedVersion.any(), List.of(innocent)),
                        new StreamAppend(now.stream, wrong, List.of(refused))));
        undone(now.organization, innocent);
        undone(now.organization, refused);
        if (!answer.equals(new AppendResult.Conflict(now.stream, wrong, now.version))) {
            Victim.wrong(now + ", expected at " + wrong + ", was answered " + answer);
        }
    }

    /** Both processes and all writers deliver the same few things again and again. */
    private void redelivering(OrganizationId organization) {
        String name = "delivery/" + random.nextInt(DELIVERIES);
        NewEvent event = event(Seeds.uuid(random), Ledger.amount(7), name);
        List<StreamAppend> appends = List.of(new StreamAppend(stream(), ExpectedVersion.any(), List.of(event)));
        AppendResult first = store.append(organization, appends);
        if (first instanceof AppendResult.Appended one) {
            Victim.say(new Acknowledged.Delivered(
                            organization, one.events().getFirst().position(), name)
                    .line());
            if (one.events().getFirst().alreadyRecorded()) {
                undone(organization, event);
            } else {
                acknowledge(organization, event.id(), 1, first);
            }
        }
        AppendResult again = store.append(organization, appends);
        if (!(first instanceof AppendResult.Appended one)
                || !(again instanceof AppendResult.Appended two)
                || !two.events().getFirst().alreadyRecorded()
                || one.events().getFirst().position() != two.events().getFirst().position()) {
            Victim.wrong(name + " was answered " + first + ", then " + again);
        }
    }

    private void inASlowTransaction(OrganizationId organization) throws SQLException {
        NewEvent event = event();
        List<StreamAppend> appends = List.of(new StreamAppend(stream(), ExpectedVersion.any(), List.of(event)));
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            AppendResult result = store.append(connection, organization, appends);
            // Mostly short, as everybody in the organisation waits for it.
            int longest = random.nextInt(20) == 0 ? LONGEST_WAIT_MILLIS : LONGEST_WAIT_MILLIS / 20;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(longest)));
            if (random.nextBoolean()) {
                connection.commit();
                acknowledge(organization, event.id(), 1, result);
            } else {
                connection.rollback();
                undone(organization, event);
            }
        }
    }

    private void rarely(OrganizationId organization) {
        if (random.nextInt(200) == 0) {
            poison(organization);
        } else {
            batch(organization);
        }
    }

    /** Each in a stream of its own, with followers, so that the others go on. */
    private void poison(OrganizationId organization) {
        StreamId stream = new StreamId("poison", new UUID(random.nextLong(), random.nextLong()).toString());
        UUID first = Seeds.uuid(random);
        List<NewEvent> events = List.of(
                event(first, Ledger.amount(1), null),
                event(Acknowledged.plus(first, 1), Ledger.poison(), null),
                event(Acknowledged.plus(first, 2), Ledger.amount(3), null));
        List<StreamAppend> appends = List.of(new StreamAppend(stream, ExpectedVersion.noStream(), events));
        acknowledge(organization, first, events.size(), store.append(organization, appends));
    }

    private static void undone(OrganizationId organization, NewEvent event) {
        Victim.say(new Acknowledged.Undone(organization, event.id()).line());
    }

    private static void acknowledge(OrganizationId organization, UUID first, int count, AppendResult result) {
        if (!(result instanceof AppendResult.Appended appended)) {
            return;
        }
        long position = appended.events().getFirst().position();
        for (int i = 0; i < count; i++) {
            if (appended.events().get(i).position() != position + i) {
                Victim.wrong("one append was given the positions " + appended.events());
            }
        }
        Victim.say(new Acknowledged(organization, position, count, first).line());
    }
}
