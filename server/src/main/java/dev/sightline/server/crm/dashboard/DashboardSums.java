package dev.sightline.server.crm.dashboard;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The sums of one part (mine or team) of what a viewer sees: open ones by stage, and what changed by day from some day on. Adds up.
 * Confined to one thread.
 */
public final class DashboardSums {
    private final Map<String, Sums> stages = new HashMap<>();
    private final NavigableMap<LocalDate, Sums> days = new TreeMap<>();

    void add(String kind, String key, Sums sums) {
        if (kind.equals(FigureChanges.STAGE)) {
            stages.merge(key, sums, Sums::plus);
        } else {
            days.merge(day(key), sums, Sums::plus);
        }
    }

    /** {@link LocalDate#parse} takes ten times as long, and a dashboard has some hundred days. */
    private static LocalDate day(String key) {
        return LocalDate.of(
                Integer.parseInt(key, 0, 4, 10), Integer.parseInt(key, 5, 7, 10), Integer.parseInt(key, 8, 10, 10));
    }

    public DashboardSums plus(DashboardSums other) {
        DashboardSums all = new DashboardSums();
        all.stages.putAll(stages);
        all.days.putAll(days);
        other.stages.forEach((key, sums) -> all.stages.merge(key, sums, Sums::plus));
        other.days.forEach((key, sums) -> all.days.merge(key, sums, Sums::plus));
        return all;
    }

    DashboardSums minus(DashboardSums other) {
        DashboardSums negative = new DashboardSums();
        other.stages.forEach((key, sums) -> negative.stages.put(key, sums.negated()));
        other.days.forEach((key, sums) -> negative.days.put(key, sums.negated()));
        return plus(negative);
    }

    /** By stage id; "" for none. */
    Map<String, Sums> stages() {
        return stages;
    }

    /** What is open now in a stage; "" for none. */
    public Sums openIn(String stage) {
        return stages.getOrDefault(stage, Sums.ZERO);
    }

    /** What is open now. */
    public Sums open() {
        return Sums.all(stages.values());
    }

    /** What was open at the end of a day: what is open now, without what changed since. */
    Sums openAt(LocalDate day) {
        return open().minus(Sums.all(days.tailMap(day, false).values()));
    }

    /** What was closed from one day to another, both included. */
    Sums closed(LocalDate from, LocalDate to) {
        return from.isAfter(to)
                ? Sums.ZERO
                : Sums.all(days.subMap(from, true, to, true).values());
    }

    Sums on(LocalDate day) {
        return days.getOrDefault(day, Sums.ZERO);
    }
}
