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
    private long switched;

    Switches(DataSource owner, DataSource application, Random random) {
        this.application = application;
        this.editions = new Editions(owner, application, List.of(Views.ledger()), Victim.settings(), Clock.systemUTC());
        this.random = random;
    }

    /** Steps that were taken so far. */
    long done() {
        return done;
    }

    /** Those after which another edition served. */
    long switched() {
        return switched;
    }

    /** While all is at work; whatever comes of it, the promises must hold. */
    void meddle() {
        try {
            switch (random.nextInt(5)) {
                case 0 -> count(editions.drop(Ledger.NAME, Edition.PREVIOUS), false);
                case 1 -> count(editions.restore(Ledger.NAME, IN_A_HURRY), true);
                default -> {
                    if (editions.status(Ledger.NAME, Edition.NEXT).isEmpty()) {
                        count(editions.begin(Ledger.NAME), false);
                    } else {
                        count(editions.promote(Ledger.NAME, IN_A_HURRY), true);
                    }
                }
            }
        } catch (EventStoreException e) {
            // The database is away, or a deadlock with what is dropped was broken: nothing was changed.
            System.err.println("meddling: " + e.getMessage());
        }
    }

    private void count(EditionAnswer answer, boolean serving) {
        if (answer.equals(EditionAnswer.DONE)) {
            done++;
            switched += serving ? 1 : 0;
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
        if (editions.status(Ledger.NAME, Edition.NEXT).isPresent() && (switched == 0 || random.nextBoolean())) {
            EditionAnswer answer = editions.promote(Ledger.NAME, PATIENCE);
            if (!answer.equals(EditionAnswer.DONE)) {
                throw new BrokenPromise("a next edition that has caught up cannot serve: " + answer);
            }
            count(answer, true);
        }
    }

    private void awaitCaughtUp(Edition edition) {
        try (ProjectionEngine engine = Views.engine(application)) {
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
