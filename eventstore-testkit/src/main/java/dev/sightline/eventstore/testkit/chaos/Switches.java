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

/** Begins, compares, switches and drops editions of the projections, beside what is killed and when all is quiet. For one thread. */
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
        this.editions = new Editions(
                owner, application, Views.projections(() -> Moment.GOOD), Victim.settings(), Clock.systemUTC());
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
        String name = Views.NAMES.get(random.nextInt(Views.NAMES.size()));
        try {
            switch (random.nextInt(5)) {
                case 0 -> count(editions.drop(name, Edition.PREVIOUS), false);
                case 1 -> count(editions.restore(name, IN_A_HURRY), true);
                default -> {
                    if (editions.status(name, Edition.NEXT).isEmpty()) {
                        count(editions.begin(name), false);
                    } else {
                        count(editions.promote(name, IN_A_HURRY), true);
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
        for (String name : Views.NAMES) {
            look(name, organizations);
        }
    }

    private void look(String name, int organizations) {
        for (Edition edition : List.of(Edition.NEXT, Edition.PREVIOUS)) {
            if (editions.status(name, edition).isEmpty()) {
                continue;
            }
            awaitCaughtUp(name, edition);
            for (int n = 1; n <= organizations; n++) {
                compare(name, edition, new OrganizationId(n));
            }
        }
        if (editions.status(name, Edition.NEXT).isPresent() && (switched == 0 || random.nextBoolean())) {
            EditionAnswer answer = editions.promote(name, PATIENCE);
            if (!answer.equals(EditionAnswer.DONE)) {
                throw new BrokenPromise("a next edition of " + name + " that has caught up cannot serve: " + answer);
            }
            count(answer, true);
        }
    }

    private void awaitCaughtUp(String name, Edition edition) {
        try (ProjectionEngine engine = Views.engine(application)) {
            engine.start();
            long deadline = System.nanoTime() + LONGEST_BUILD.toNanos();
            while (editions.status(name, edition).orElseThrow().lagEvents() > 0) {
                if (System.nanoTime() > deadline) {
                    throw new BrokenPromise("the " + edition.label() + " edition of " + name + " does not catch up");
                }
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
    }

    private void compare(String name, Edition edition, OrganizationId organization) {
        DiffAnswer answer = editions.diff(name, edition, organization, 2);
        if (!(answer instanceof DiffAnswer.Compared compared)
                || !compared.diff().same()) {
            throw new BrokenPromise("organisation " + organization + ": the " + edition.label() + " edition of " + name
                    + " is not what serves: " + answer);
        }
    }
}
