package dev.sightline.server.crm.dashboard;

import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility.Look;
import dev.sightline.server.crm.activities.ActivityItem;
import dev.sightline.server.crm.activities.UpcomingActivities;
import dev.sightline.server.crm.dashboard.Dashboard.Parts;
import dev.sightline.server.crm.dashboard.Dashboard.Performer;
import dev.sightline.server.crm.dashboard.Dashboard.StageSum;
import dev.sightline.server.crm.dashboard.Dashboard.Viewer;
import dev.sightline.server.crm.dashboard.ReadSums.Both;
import dev.sightline.server.crm.dashboard.ReadSums.Changed;
import dev.sightline.server.crm.dashboard.RememberedFigures.Answer;
import dev.sightline.server.crm.dashboard.RememberedFigures.Known;
import dev.sightline.server.crm.lists.Amounts;
import dev.sightline.server.crm.lists.Whose;
import dev.sightline.server.crm.past.KnownFrom;
import dev.sightline.server.crm.past.OpenAt;
import dev.sightline.server.crm.past.OpenAt.InStage;
import dev.sightline.server.platform.Freshness;
import dev.sightline.server.platform.Period;
import dev.sightline.server.platform.Questions;
import dev.sightline.server.platform.ViewRequest.Asking;
import dev.sightline.server.tenancy.OneTrip;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The dashboard of a viewer, from sums alone: its cost does not grow with records or people. Where no view has moved, it is answered as it
 * was; where nothing has changed beneath the viewer, figures and ranking are. Thread-safe.
 */
@Component
class FindDashboard {
    private static final int UPCOMING = 8;
    /** Stages that the source no longer shows come last. */
    private static final int LAST = Integer.MAX_VALUE;

    private final OrganizationTransactions transactions;
    private final KnownFrom beginnings;
    private final RememberedFigures remembered = new RememberedFigures();

    FindDashboard(OrganizationTransactions transactions, KnownFrom beginnings) {
        this.transactions = transactions;
        this.beginnings = beginnings;
    }

    Dashboard find(Scope scope, Whose whose, Period period, LocalDate today, Organization organization, Asking asking) {
        LocalDate knownFrom = beginnings.day(organization, today);
        Asked asked = new Asked(scope, whose, Comparison.of(period, today), today, knownFrom, organization);
        int reports = whose.person() == null
                ? scope.reports()
                : transactions.read(scope.organization(), jdbc -> whose.check(jdbc, scope));
        if (whose.person() != null) {
            return find(asked, reports, asking, null).dashboard();
        }
        AtomicReference<@Nullable Answer> place =
                remembered.place(new RememberedFigures.Question(scope, whose, period, today, knownFrom, organization));
        Answer last = place.get();
        if (last != null && remembered.mayStillBe(scope.organization(), last.views())) {
            Freshness now = freshness(scope, asking);
            remembered.met(scope.organization(), now.views());
            if (now.views().equals(last.views())) {
                return last.dashboard().with(now);
            }
        }
        Known known = last == null ? null : last.known();
        Answer found = find(asked, reports, asking, known);
        if (known != null && found.known().revision() != known.revision()) {
            // The views were rebuilt, or a parked event was retried.
            found = find(asked, reports, asking, null);
        }
        remembered.met(scope.organization(), found.views());
        place.set(found);
        return found.dashboard();
    }

    private Freshness freshness(Scope scope, Asking asking) {
        OneTrip trip = transactions.trip(scope.organization());
        Supplier<Freshness> freshness = asking.among(trip);
        trip.go();
        return freshness.get();
    }

    private record Asked(
            Scope scope,
            Whose whose,
            Comparison comparison,
            LocalDate today,
            LocalDate knownFrom,
            Organization organization) {
        Period period() {
            return comparison.period();
        }

        /** Null where the period runs. */
        @Nullable
        LocalDate asOf() {
            return comparison.running() ? null : comparison.until();
        }

        LocalDate since() {
            LocalDate before = comparison.before().from();
            return before.isBefore(period().from()) ? before : period().from();
        }
    }

    /** @param known an earlier answer to the same question; null for none */
    private Answer find(Asked asked, int reports, Asking asking, @Nullable Known known) {
        Scope scope = asked.scope;
        Whose whose = asked.whose;
        LocalDate asOf = asked.asOf();
        String changes = known == null ? null : known.changes();
        OneTrip trip = transactions.trip(scope.organization());
        Supplier<Freshness> freshness = asking.among(trip);
        Supplier<Changed> sums = askSums(trip, asked, changes);
        Supplier<Viewer> viewer = askViewer(trip, scope, whose.person());
        Supplier<List<Stage>> stages = askStages(trip, scope);
        Supplier<List<Performer>> ranked = TopPerformers.ask(trip, scope, whose, reports, asked.period(), changes);
        Supplier<List<Performer>> named =
                known == null ? List::of : TopPerformers.askNames(trip, scope, known.performers());
        Supplier<List<ActivityItem>> activities =
                UpcomingActivities.ask(trip, scope, whose, Look.forFirstOf(reports), asked.today, UPCOMING);
        Supplier<List<InStage>> then =
                asOf == null || asOf.isBefore(asked.knownFrom) ? List::of : OpenAt.askStages(trip, scope, whose, asOf);
        trip.go();
        Changed changed = sums.get();
        Known now = changed.sums() == null && known != null
                ? known.with(freshness.get().revision(), named.get())
                : known(asked, changed, freshness.get().revision(), ranked.get());
        return new Answer(
                new Dashboard(
                        whose.part().name().toLowerCase(Locale.ROOT),
                        period(asked),
                        viewer.get(),
                        asked.organization.currency(),
                        now.kpis(),
                        stages(stages.get(), asOf == null ? now.stages() : sums(then.get()), asOf == null),
                        now.trend(),
                        now.performers(),
                        activities.get(),
                        now.parts(),
                        freshness.get()),
                freshness.get().views(),
                now);
    }

    private static Supplier<Changed> askSums(Questions questions, Asked asked, @Nullable String known) {
        String person = asked.whose.person();
        if (person == null) {
            return ReadSums.ask(questions, asked.scope, asked.since(), known);
        }
        Supplier<Both> sums = ReadSums.ask(questions, asked.scope, person, asked.since());
        return () -> new Changed("", sums.get());
    }

    private static Known known(Asked asked, Changed changed, long revision, List<Performer> performers) {
        Both both = Objects.requireNonNull(changed.sums());
        Comparison comparison = asked.comparison;
        DashboardSums shown = both.of(asked.whose.part());
        return new Known(
                changed.changes(),
                revision,
                DashboardFigures.kpis(shown, comparison, asked.knownFrom),
                Map.copyOf(shown.stages()),
                DashboardFigures.trend(shown, comparison),
                new Parts(
                        DashboardFigures.part(both.mine(), comparison), DashboardFigures.part(both.team(), comparison)),
                performers);
    }

    private static Dashboard.Period period(Asked asked) {
        Period period = asked.period();
        Comparison comparison = asked.comparison;
        return new Dashboard.Period(
                period.id(),
                period.label(),
                period.from(),
                period.lastDay(),
                new Dashboard.Span(
                        comparison.before().label(), comparison.before().from(), comparison.beforeUntil()),
                asked.asOf(),
                asked.knownFrom);
    }

    private static Supplier<Viewer> askViewer(Questions questions, Scope scope, @Nullable String person) {
        String id = person == null ? scope.viewerId() : person;
        if (id == null) {
            return () -> new Viewer(null, null, 0);
        }
        Supplier<List<Viewer>> found = questions.ask(
                """
                SELECT name, total_reports FROM user_profiles
                WHERE organization_id = :organization AND person_id = :person
                """,
                Map.of("organization", scope.organization().value(), "person", id),
                (row, number) -> new Viewer(id, row.getString("name"), row.getInt("total_reports")));
        return () ->
                found.get().isEmpty() ? new Viewer(id, null, 0) : found.get().getFirst();
    }

    private record Stage(String id, String name, int sequence, boolean won, boolean deleted) {}

    private static Supplier<List<Stage>> askStages(Questions questions, Scope scope) {
        return questions.ask(
                "SELECT id, name, sequence, won, deleted FROM crm_stages WHERE organization_id = :organization",
                Map.of("organization", scope.organization().value()),
                (row, number) -> new Stage(
                        row.getString("id"),
                        row.getString("name"),
                        row.getInt("sequence"),
                        row.getBoolean("won"),
                        row.getBoolean("deleted")));
    }

    private static Map<String, Sums> sums(List<InStage> then) {
        Map<String, Sums> sums = new HashMap<>();
        for (InStage stage : then) {
            sums.put(
                    stage.stageId() == null ? FigureChanges.NONE : stage.stageId(),
                    Sums.open(stage.count(), stage.amount(), stage.weighted()));
        }
        return sums;
    }

    /** Every stage in use where deals are open or, where {@code emptyOnes}, may be, in order; then what is in no stage. */
    private static List<StageSum> stages(List<Stage> known, Map<String, Sums> open, boolean emptyOnes) {
        Map<String, Sums> rest = new TreeMap<>(open);
        List<StageSum> stages = new ArrayList<>();
        for (Stage stage : known) {
            Sums sums = rest.remove(stage.id);
            boolean empty = sums == null || sums.openCount() == 0;
            if (!empty || emptyOnes && !stage.won && !stage.deleted) {
                stages.add(stage(stage.id, stage.name, stage.sequence, sums == null ? Sums.ZERO : sums));
            }
        }
        rest.forEach((id, sums) -> {
            if (!sums.isZero()) {
                stages.add(
                        id.equals(FigureChanges.NONE)
                                ? stage(null, "No stage", LAST, sums)
                                : stage(id, id, LAST, sums));
            }
        });
        stages.sort(Comparator.comparingInt(StageSum::sequence).thenComparing(StageSum::name));
        return stages;
    }

    private static StageSum stage(@Nullable String id, String name, int sequence, Sums sums) {
        return new StageSum(
                id, name, sequence, sums.openCount(), Amounts.of(sums.openAmount()), Amounts.of(sums.openWeighted()));
    }
}
