package dev.sightline.server.crm.dashboard;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.Month;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a batch changes in the sums of owners and teams, collected opportunity by opportunity. Each change adds its "after" and takes
 * away its "before", so the order of opportunities and the cut into batches make no difference. Confined to one thread.
 */
public final class FigureChanges {
    static final String STAGE = "stage";
    static final String DAY = "day";
    /** Tells whether anything was added: see {@link #changed}. */
    static final String CHANGE = "change";
    /** Stands for no owner and for no team. */
    static final String NONE = "";
    /** All teams together. */
    static final String ANY = "*";
    /** The period of what is open now. */
    static final String OPEN = "open";
    /** Leaves 40 bits of a mixed position: those of a hundred million events add up within the column. */
    private static final int HALF = 24;

    private final Month fiscalYearStart;
    private final Map<BaseKey, Sums> base = new HashMap<>();
    private final Map<PersonKey, Sums> people = new HashMap<>();

    public FigureChanges(Month fiscalYearStart) {
        this.fiscalYearStart = fiscalYearStart;
    }

    /** A row of {@code dashboard_base}. */
    record BaseKey(String owner, String team, String kind, String key) {}

    /** A row of {@code dashboard_people}. */
    record PersonKey(String owner, String team, String period) {}

    /**
     * @param before null where there was nothing that counts
     * @param after null where there is nothing any more
     * @param day when it happened, in the organisation's zone: where what is open changed
     * @param position of the event
     */
    public void add(@Nullable Counted before, @Nullable Counted after, LocalDate day, long position) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before != null) {
            add(before, day, true);
            changed(before, position);
        }
        if (after != null) {
            add(after, day, false);
            changed(after, position);
        }
    }

    /**
     * Every event adds two numbers made of its position to whoever it concerns. They are added up for viewers by the same statements as
     * all else, so they say in one look-up whether anything that a viewer's figures are made of has changed, be it a deal or who is
     * below whom: other deals or other people give, but for one in 10^24, another sum. No sign: what comes back has changed, too.
     */
    private void changed(Counted counted, long position) {
        long mixed = mixed(position);
        Sums change = new Sums(
                0,
                BigDecimal.valueOf(mixed >>> HALF),
                BigDecimal.ZERO,
                0,
                BigDecimal.valueOf(mixed(mixed) >>> HALF),
                BigDecimal.ZERO,
                0);
        base.merge(new BaseKey(owner(counted), team(counted), CHANGE, NONE), change, Sums::plus);
    }

    /** As SplittableRandom mixes its states (Steele, Lea, Flood 2014). */
    private static long mixed(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    Map<BaseKey, Sums> base() {
        return withoutZeros(base);
    }

    Map<PersonKey, Sums> people() {
        return withoutZeros(people);
    }

    /** The name of a day's month in {@code dashboard_people}. */
    static String monthOf(LocalDate day) {
        return "month " + day.withDayOfMonth(1);
    }

    /** The names of its quarter and year. Of all teams together only: nobody is ranked by one team, so months are added up there. */
    private static List<String> longPeriods(LocalDate day, Month fiscalYearStart) {
        int month = Math.floorMod(day.getMonthValue() - fiscalYearStart.getValue(), 12);
        LocalDate first = day.withDayOfMonth(1);
        return List.of("quarter " + first.minusMonths(month % 3), "year " + first.minusMonths(month));
    }

    private void add(Counted counted, LocalDate day, boolean take) {
        String owner = owner(counted);
        String team = team(counted);
        Sums open = take ? Sums.open(counted).negated() : Sums.open(counted);
        if (!open.isZero()) {
            String stage = counted.stageId() == null ? NONE : counted.stageId();
            base.merge(new BaseKey(owner, team, STAGE, stage), open, Sums::plus);
            base.merge(new BaseKey(owner, team, DAY, day.toString()), open, Sums::plus);
            person(owner, team, OPEN, open);
        }
        Sums closed = take ? Sums.closed(counted).negated() : Sums.closed(counted);
        LocalDate closedDay = counted.closedDay();
        if (!closed.isZero() && closedDay != null) {
            base.merge(new BaseKey(owner, team, DAY, closedDay.toString()), closed, Sums::plus);
            person(owner, team, monthOf(closedDay), closed);
            for (String period : longPeriods(closedDay, fiscalYearStart)) {
                person(owner, NONE, period, closed);
            }
        }
    }

    private static String owner(Counted counted) {
        return counted.ownerId() == null ? NONE : counted.ownerId();
    }

    private static String team(Counted counted) {
        return counted.teamId() == null ? NONE : counted.teamId();
    }

    private void person(String owner, String team, String period, Sums sums) {
        if (!owner.equals(NONE)) {
            if (!team.equals(NONE)) {
                people.merge(new PersonKey(owner, team, period), sums, Sums::plus);
            }
            people.merge(new PersonKey(owner, ANY, period), sums, Sums::plus);
        }
    }

    private static <K> Map<K, Sums> withoutZeros(Map<K, Sums> sums) {
        Map<K, Sums> rest = new LinkedHashMap<>();
        sums.forEach((key, value) -> {
            if (!value.isZero()) {
                rest.put(key, value);
            }
        });
        return rest;
    }
}
