package dev.sightline.server.odoo.jobs;

import dev.sightline.server.odoo.jobs.Sources.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for while a job ran that does not do it. In the order of asking, and nothing twice: a wish that another one covers
 * goes with it. Not thread-safe.
 */
final class WaitingRequests {
    private record Waiting(SyncRequest request, Source source) {}

    private final List<Waiting> waiting = new ArrayList<>();

    /** @param source the Odoo that it was asked of */
    void add(SyncRequest wanted, Source source) {
        keepOnly(source);
        if (waiting.stream().noneMatch(each -> each.request().covers(wanted))) {
            waiting.removeIf(each -> wanted.covers(each.request()));
            waiting.add(new Waiting(wanted, source));
        }
    }

    /** What was asked of another Odoo is over: deletions that were confirmed there are not confirmed here. */
    void keepOnly(@Nullable Source source) {
        waiting.removeIf(each -> !each.source().equals(source));
    }

    /** What somebody else does meanwhile need not be done again. */
    void removeIf(Predicate<SyncRequest> done) {
        waiting.removeIf(each -> done.test(each.request()));
    }

    /** The one whose turn it is, which goes on waiting; null where there is none. */
    @Nullable
    SyncRequest first() {
        return waiting.isEmpty() ? null : waiting.getFirst().request();
    }

    void removeFirst() {
        waiting.removeFirst();
    }

    void clear() {
        waiting.clear();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
