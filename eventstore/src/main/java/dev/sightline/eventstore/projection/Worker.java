package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.BatchApplication.Step;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one projection of one organisation at the head of the log: sleeps until woken, applies batches, and on a fault
 * waits longer each time, alone: no other worker notices. Runs on a virtual thread, which is never interrupted, since that
 * would close the database connection under it.
 */
final class Worker implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    /** Looks whether a turn is free that another has, every 5 ms, then 10 … */
    private static final Duration FIRST_LOOK = Duration.ofMillis(5);

    private static final Duration LONGEST_LOOK = Duration.ofMillis(200);
    /** A batch is halved so often at most. */
    private static final int MOST_HALVINGS = 10;

    private final String projection;
    private final OrganizationId organization;
    private final Work work;
    private final EngineSettings settings;
    private final List<Semaphore> permits;
    private final AdvanceListener listener;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // guarded by lock
    private boolean woken = true;
    private boolean stopped;
    private long position = -1;
    private long doubts;

    private volatile @Nullable String lastError;

    /** A batch, or whatever is done in its place. */
    @FunctionalInterface
    interface Work {
        /** Null where it is somebody else's turn. */
        @Nullable
        Step step(Pace pace) throws SQLException;
    }

    /**
     * @param projection the checkpoint's name
     * @param permits one of each is held while a batch is applied
     */
    Worker(
            String projection,
            OrganizationId organization,
            Work work,
            EngineSettings settings,
            List<Semaphore> permits,
            AdvanceListener listener) {
        this.projection = projection;
        this.organization = organization;
        this.work = work;
        this.settings = settings;
        this.permits = permits;
        this.listener = listener;
    }

    /** There may be something new. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What is known of the position may not be so any more: a database that went down may have lost the last batches, whose
     * commits do not wait for the disk. Nobody is told that a position is reached until a look has shown it. Wakes nobody: who
     * reads the heads again does.
     */
    void doubt() {
        lock.lock();
        try {
            position = -1;
            doubts++;
        } finally {
            lock.unlock();
        }
    }

    private long doubts() {
        lock.lock();
        try {
            return doubts;
        } finally {
            lock.unlock();
        }
    }

    /** Wakes unless the position is known to be reached. */
    void wakeFor(long head) {
        if (position() < head) {
            wake();
        }
    }

    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The last position known here; -1 before the first step. */
    long position() {
        lock.lock();
        try {
            return position;
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    String lastError() {
        return lastError;
    }

    /** Whether the position was reached within the time. */
    boolean await(long wanted, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            if (position < wanted) {
                woken = true;
                changed.signalAll();
            }
            while (position < wanted && left > 0 && !stopped) {
                left = changed.awaitNanos(left);
            }
            return position >= wanted;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        int failures = 0;
        int halvings = 0;
        // Where the last batch began that failed for its events' sake; in front of it, as in a rebuild, nothing is
        // known to fail.
        long failedBehind = Long.MAX_VALUE;
        int looks = 0;
        while (sleepUntilWoken()) {
            try {
                boolean goOn = true;
                while (goOn && !isStopped()) {
                    long further = position() - failedBehind;
                    boolean together = further < 0 || further >= Pace.largest(settings.batchSize());
                    Step step = step(new Pace(failures >= settings.attempts(), together, halvings));
                    if (step == null) {
                        // Whoever waits for a turn holds neither a connection nor a place among those that work.
                        sleep(FIRST_LOOK, LONGEST_LOOK, ++looks);
                        continue;
                    }
                    goOn = !step.atHead();
                    failures = 0;
                    halvings = goOn ? halvings : 0; // what is too much stays so until the head is reached
                    looks = step.newer() == null ? 0 : looks + 1;
                    tell(step.newer());
                    if (step.newer() != null) {
                        sleep(FIRST_LOOK, settings.pollEvery(), looks);
                    }
                }
            } catch (EditionGone gone) {
                LOG.debug("organisation {}: {}", organization, gone.getMessage());
                return;
            } catch (Throwable fault) {
                // An Error too: nobody would begin this work again in its place.
                lastError = Faults.describe(fault);
                // The server's faults never lead to parking: they say nothing about an event.
                if (Faults.isAboutTheServer(fault)) {
                    failures = Math.min(failures + 1, settings.attempts() - 1);
                } else {
                    failures++;
                    // One of many is to blame: the others go on in batches in which it is looked for sooner.
                    failedBehind = position();
                }
                LOG.warn(
                        "projection {} of organisation {} failed behind position {} (attempt {}): {}",
                        projection,
                        organization,
                        position(),
                        failures,
                        lastError);
                LOG.debug("the fault", fault);
                if (Faults.mayBeTooMuch(fault)) {
                    halvings = Math.min(MOST_HALVINGS, halvings + 1);
                }
                sleep(settings.firstRetry(), settings.longestRetry(), Math.max(1, failures));
            }
        }
    }

    private void tell(@Nullable String newer) {
        if (newer != null && !newer.equals(lastError)) {
            LOG.warn("projection {} of organisation {} stands still: {}", projection, organization, newer);
        }
        lastError = newer;
    }

    private @Nullable Step step(Pace pace) throws SQLException {
        permits.forEach(Semaphore::acquireUninterruptibly);
        long doubtsBefore = doubts();
        Step step;
        try {
            step = work.step(pace);
        } finally {
            permits.forEach(Semaphore::release);
        }
        if (step != null) {
            reached(step.position(), doubtsBefore);
        }
        return step;
    }

    /** Also backwards, after a rebuild began. */
    void reached(long now) {
        reached(now, doubts());
    }

    private void reached(long now, long doubtsBefore) {
        lock.lock();
        boolean moved;
        try {
            if (doubts != doubtsBefore) {
                woken = true; // what was committed may be lost already
                return;
            }
            moved = position != now;
            position = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (moved) {
            tellListener(now);
        }
    }

    void tellListener(long now) {
        try {
            listener.advanced(projection, organization, now);
        } catch (RuntimeException e) {
            LOG.warn("a listener of projection {} failed", projection, e);
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    private boolean sleepUntilWoken() {
        lock.lock();
        try {
            while (!woken && !stopped) {
                changed.awaitUninterruptibly();
            }
            woken = false;
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Between half and all of first, 2 x first, 4 x first … so that many workers do not come back at once. */
    private void sleep(Duration first, Duration most, int times) {
        long longest = Math.min(most.toNanos(), first.toNanos() << Math.min(times - 1, 20));
        long nanos = longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
        long deadline = System.nanoTime() + nanos;
        lock.lock();
        try {
            woken = true;
            while (!stopped && nanos > 0) {
                if (!changed.await(nanos, TimeUnit.NANOSECONDS)) {
                    return;
                }
                nanos = deadline - System.nanoTime();
            }
        } catch (InterruptedException e) {
            LOG.debug("nobody interrupts a worker; trying again at once", e);
        } finally {
            lock.unlock();
        }
    }
}
