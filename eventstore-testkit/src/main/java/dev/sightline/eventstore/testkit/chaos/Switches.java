package dev.sightline.eventstore.testkit.chaos;

import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.Edition;
import dev.sightline.eventstore.projection.EditionAnswer;
import dev.sightline.eventstore.projection.Editions;
import dev.sightline.eventstore.projection.Editions.DiffAnswer;
import dev.sightline.eventstore.projection.ProjectionEngine;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** Begins, compares, switches and drops editions of the ledger, beside what is killed and when all is quiet. For one thread. */
final class Switches {
    private static final Duration IN_A_HURRY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LONGEST_BUILD = Duration.ofMinutes(10);

    private final DataSource application;
    private final Editions editions;
    private final Random random;
    private long done;

    Switches(DataSource owner, DataSource application, Random random) {
        this.application = application;
        this.editions = new Editions(owner, application, List.of(ledger()), Victim.settings(), Clock.systemUTC());
        this.random = random;
    }

    private static Ledger ledger() {
        return new Ledger(() -> Ledger.Moment.GOOD);
    }

    /** Switches made so far. */
    long done() {
        return done;
    }

    /** While all is at work; whatever comes of it, the promises must hold. */
    void meddle() {
        try {
            EditionAnswer answer = switch (random.nextInt(5)) {
                case 0 -> editions.drop(Ledger.NAME, Edition.PREVIOUS);
                case 1 -> editions.restore(Ledger.NAME, IN_A_HURRY);
                default ->
                    editions.status(Ledger.NAME, Edition.NEXT).isEmpty()
                            ? editions.begin(Ledger.NAME)
                            : editions.promote(Ledger.NAME, IN_A_HURRY);
            };
            if (answer.equals(EditionAnswer.DONE)) {
                done++;
            }
        } catch (EventStoreException e) {
            // The database is away, or a deadlock with what is dropped was broken: nothing was changed.
            System.err.println("meddling: " + e.getMessage());
        }
    }

    /** When all is quiet: the editions catch up, have the same rows as what serves, and sometimes serve in its place. */
    void look(int organizations) {
        for (Edition edition : List.of(Edition.NEXT, Edition.PREVIOUS)) {
            if (editions.status(Ledger.NAME, edition).isEmpty()) {
                continue;
            }
            awaitCaughtUp(edition);
            for (int n = 1; n <= organizations; n++) {
                compare(edition, new OrganizationId(n));
            }
        }
        if (editions.status(Ledger.NAME, Edition.NEXT).isPresent() && random.nextBoolean()) {
            EditionAnswer answer = editions.promote(Ledger.NAME, PATIENCE);
            if (!answer.equals(EditionAnswer.DONE)) {
                throw new BrokenPromise("a next edition that has caught up cannot serve: " + answer);
            }
            done++;
        }
    }

    private void awaitCaughtUp(Edition edition) {
        try (ProjectionEngine engine =
                new ProjectionEngine(application, List.of(ledger()), Victim.settings(), Clock.systemUTC())) {
            engine.start();
            long deadline = System.nanoTime() + LONGEST_BUILD.toNanos();
            while (editions.status(Ledger.NAME, edition).orElseThrow().lagEvents() > 0) {
                if (System.nanoTime() > deadline) {
                    throw new BrokenPromise("the " + edition.label() + " edition does not catch up");
                }
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
    }

    private void compare(Edition edition, OrganizationId organization) {
        DiffAnswer answer = editions.diff(Ledger.NAME, edition, organization, 2);
        if (!(answer instanceof DiffAnswer.Compared compared)
                || !compared.diff().same()) {
            throw new BrokenPromise("organisation " + organization + ": the " + edition.label()
                    + " edition is not what serves: " + answer);
        }
    }
}
