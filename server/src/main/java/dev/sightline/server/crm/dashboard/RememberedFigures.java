package dev.sightline.server.crm.dashboard;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.access.Scope;
import dev.sightline.server.crm.dashboard.Dashboard.Kpis;
import dev.sightline.server.crm.dashboard.Dashboard.Parts;
import dev.sightline.server.crm.dashboard.Dashboard.Performer;
import dev.sightline.server.crm.dashboard.Dashboard.TrendPoint;
import dev.sightline.server.crm.lists.Whose;
import dev.sightline.server.platform.Period;
import dev.sightline.server.tenancy.Organization;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ConcurrentLruCache;

/**
 * What was last answered to each question of a viewer. Where no view has moved since, that is the answer; where some have, its figures
 * may be. They are good as long as nothing has been added to what they are made of
 * ({@link ReadSums#changes}), which is asked of the database every time: so they are never old, whichever process applies
 * events, and most people's figures do not change with most events. Thread-safe.
 */
final class RememberedFigures {
    /** Some fifteen kilobytes each. */
    private static final int MOST = 2_000;

    private final ConcurrentLruCache<Question, AtomicReference<@Nullable Answer>> places =
            new ConcurrentLruCache<>(MOST, question -> new AtomicReference<>());
    private final Map<OrganizationId, String> newest = new ConcurrentHashMap<>();

    /** All that decides about the figures beside the sums. With the scope, so nobody meets another's (R4). */
    record Question(
            Scope scope, Whose whose, Period period, LocalDate today, LocalDate knownFrom, Organization organization) {}

    /**
     * @param views how far the views were: while they are there, this is the answer
     * @param known what is good for longer
     */
    record Answer(Dashboard dashboard, String views, Known known) {}

    /**
     * @param changes what had been added to the sums
     * @param revision of the views; see {@code Freshness}
     * @param stages what is open now by stage
     * @param performers by the names of then
     */
    record Known(
            String changes,
            long revision,
            Kpis kpis,
            Map<String, Sums> stages,
            List<TrendPoint> trend,
            Parts parts,
            List<Performer> performers) {
        Known with(long otherRevision, List<Performer> renamed) {
            return new Known(changes, otherRevision, kpis, stages, trend, parts, renamed);
        }
    }

    /** Where the answer to a question is kept; empty at first. */
    AtomicReference<@Nullable Answer> place(Question question) {
        return places.get(question);
    }

    /** Tells how far the views of an organisation are. */
    void met(OrganizationId organization, String views) {
        newest.put(organization, views);
    }

    /** Whether it is worth asking if the views are still where they were: nobody has met them elsewhere since. */
    boolean mayStillBe(OrganizationId organization, String views) {
        return views.equals(newest.get(organization));
    }
}
