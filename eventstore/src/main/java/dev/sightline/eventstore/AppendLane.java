package dev.sightline.eventstore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Group commit for one organisation. Only one transaction at a time can hold the organisation's head row, so writers that
 * arrive while one is under way wait here rather than in the database, and the next transaction takes all of them: the
 * slow part of an append, the commit's flush to disk, is shared.
 *
 * <p>There is no thread of its own. The first writer leads: it takes the waiting ones with it, and when it is done it
 * hands the lead to the first of those who came meanwhile. A writer so leads at most one transaction, its own. Waiting
 * blocks virtual threads without pinning them. Thread-safe.
 */
final class AppendLane {
    private static final int MOST_WRITERS = 512;
    private static final int MOST_EVENTS = 5_000;

    private final Group group;
    private final ReentrantLock mutex = new ReentrantLock();
    private final Deque<Writer> waiting = new ArrayDeque<>();
    private boolean led;

    /** Appends for several writers in one transaction; completes every one of them, never throws. */
    @FunctionalInterface
    interface Group {
        void commit(List<Writer> writers);
    }

    /** One caller. Its answer is empty when it is to lead. */
    static final class Writer {
        final List<StreamAppend> appends;
        private final int events;
        private final CompletableFuture<@Nullable AppendResult> answer = new CompletableFuture<>();
        private volatile @Nullable CompletableFuture<@Nullable AppendResult> ownAnswer;

        Writer(List<StreamAppend> appends) {
            this.appends = List.copyOf(appends);
            this.events =
                    appends.stream().mapToInt(append -> append.events().size()).sum();
        }

        void answer(AppendResult result) {
            target().complete(result);
        }

        void fail(RuntimeException fault) {
            target().completeExceptionally(fault);
        }

        boolean isAnswered() {
            return target().isDone();
        }

        /** A promoted writer has used up its first future to learn of it. */
        private CompletableFuture<@Nullable AppendResult> target() {
            CompletableFuture<@Nullable AppendResult> own = ownAnswer;
            return own == null ? answer : own;
        }

        private void promote() {
            ownAnswer = new CompletableFuture<>();
            answer.complete(null);
        }
    }

    AppendLane(Group group) {
        this.group = group;
    }

    AppendResult append(List<StreamAppend> appends) {
        Writer writer = new Writer(appends);
        mutex.lock();
        boolean lead;
        try {
            waiting.add(writer);
            lead = !led;
            led = true;
        } finally {
            mutex.unlock();
        }
        if (!lead) {
            AppendResult result = join(writer.answer);
            if (result != null) {
                return result;
            }
        }
        List<Writer> taken = take();
        try {
            group.commit(taken);
        } finally {
            handOver();
            // Only after an Error: nobody may wait for ever.
            taken.stream()
                    .filter(left -> !left.isAnswered())
                    .forEach(left -> left.fail(new EventStoreException("the append was abandoned")));
        }
        AppendResult result = join(writer.target());
        if (result == null) {
            throw new IllegalStateException("a leader was promoted again");
        }
        return result;
    }

    /** The leader is the first of those waiting, so it is always among those taken. */
    private List<Writer> take() {
        List<Writer> taken = new ArrayList<>();
        mutex.lock();
        try {
            int events = 0;
            while (!waiting.isEmpty() && taken.size() < MOST_WRITERS) {
                Writer next = waiting.element();
                if (!taken.isEmpty() && events + next.events > MOST_EVENTS) {
                    break;
                }
                events += next.events;
                taken.add(waiting.remove());
            }
        } finally {
            mutex.unlock();
        }
        return taken;
    }

    private void handOver() {
        Writer next;
        mutex.lock();
        try {
            next = waiting.peek();
            led = next != null;
        } finally {
            mutex.unlock();
        }
        if (next != null) {
            next.promote();
        }
    }

    private static @Nullable AppendResult join(CompletableFuture<@Nullable AppendResult> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            // A fresh trace on the caller's own thread; the fault itself may belong to several writers.
            Throwable fault = Objects.requireNonNullElse(e.getCause(), e);
            throw new EventStoreException(String.valueOf(fault.getMessage()), fault);
        }
    }
}
