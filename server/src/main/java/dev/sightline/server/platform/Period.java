package dev.sightline.server.platform;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A month ({@code 2026-11}, of the calendar), a quarter ({@code 2026-Q4}) or a year ({@code 2026}) of an organisation.
 * Quarters and years count from the fiscal year's first month, and a fiscal year is named after the calendar year that it
 * begins in: with April, {@code 2026-Q4} is January to March 2027. Immutable; the same text and month always give the same days.
 *
 * @param id its form in the API
 * @param label for people, such as {@code Q4 2026}
 * @param from the first day
 * @param until the day after the last one
 * @param fiscalYearStart the month that quarters and years are counted from
 */
public record Period(String id, String label, LocalDate from, LocalDate until, Month fiscalYearStart) {
    private static final Pattern FORM = Pattern.compile("([0-9]{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?");
    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 2999;

    /** A part of a period, {@code until} exclusive. */
    public record Span(String label, LocalDate from, LocalDate until) {
        public Instant start(ZoneId zone) {
            return from.atStartOfDay(zone).toInstant();
        }

        /** The first instant behind it. */
        public Instant end(ZoneId zone) {
            return until.atStartOfDay(zone).toInstant();
        }

        public LocalDate lastDay() {
            return until.minusDays(1);
        }
    }

    /** @throws Refused 400 {@code invalid_period}, for field {@code period} */
    public static Period parse(String text, Month fiscalYearStart) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw invalid();
        }
        int year = Integer.parseInt(matcher.group(1));
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            throw invalid();
        }
        if (matcher.group(2) != null) {
            return month(year, Month.of(Integer.parseInt(matcher.group(2))), fiscalYearStart);
        }
        return matcher.group(3) != null
                ? quarter(year, Integer.parseInt(matcher.group(3)), fiscalYearStart)
                : year(year, fiscalYearStart);
    }

    /** The quarter that the day is in. */
    public static Period quarterOf(LocalDate day, Month fiscalYearStart) {
        int months = monthsIntoYear(day, fiscalYearStart);
        return quarter(day.minusMonths(months).getYear(), months / 3 + 1, fiscalYearStart);
    }

    /** The fiscal year that the day is in. */
    public static Period yearOf(LocalDate day, Month fiscalYearStart) {
        return year(day.minusMonths(monthsIntoYear(day, fiscalYearStart)).getYear(), fiscalYearStart);
    }

    public static Period monthOf(LocalDate day, Month fiscalYearStart) {
        return month(day.getYear(), day.getMonth(), fiscalYearStart);
    }

    /** The one of the same length just before. */
    public Period previous() {
        LocalDate day = from.minusDays(1);
        return switch (months()) {
            case 1 -> monthOf(day, fiscalYearStart);
            case 3 -> quarterOf(day, fiscalYearStart);
            default -> yearOf(day, fiscalYearStart);
        };
    }

    /** What a figure of this period is compared with: {@link #previous}, up to as many days as have begun of this one. */
    public Span comparison(LocalDate today) {
        Period before = previous();
        if (!today.isBefore(until.minusDays(1))) {
            return new Span(before.label, before.from, before.until);
        }
        long days = Math.max(0, ChronoUnit.DAYS.between(from, today) + 1);
        LocalDate end = before.from.plusDays(days);
        return new Span(before.label + " to date", before.from, end.isAfter(before.until) ? before.until : end);
    }

    /** The whole of it. */
    public Span span() {
        return new Span(label, from, until);
    }

    public LocalDate lastDay() {
        return until.minusDays(1);
    }

    public Instant start(ZoneId zone) {
        return span().start(zone);
    }

    /** The first instant behind it. */
    public Instant end(ZoneId zone) {
        return span().end(zone);
    }

    public boolean contains(LocalDate day) {
        return !day.isBefore(from) && day.isBefore(until);
    }

    private int months() {
        return Math.toIntExact(ChronoUnit.MONTHS.between(from, until));
    }

    private static Period month(int year, Month month, Month fiscalYearStart) {
        LocalDate from = LocalDate.of(year, month, 1);
        return new Period(
                "%04d-%02d".formatted(year, month.getValue()),
                month.getDisplayName(TextStyle.FULL, Locale.ENGLISH) + " " + year,
                from,
                from.plusMonths(1),
                fiscalYearStart);
    }

    private static Period quarter(int year, int quarter, Month fiscalYearStart) {
        LocalDate from = LocalDate.of(year, fiscalYearStart, 1).plusMonths(3L * (quarter - 1));
        return new Period(
                "%04d-Q%d".formatted(year, quarter),
                "Q" + quarter + " " + yearLabel(year, fiscalYearStart),
                from,
                from.plusMonths(3),
                fiscalYearStart);
    }

    private static Period year(int year, Month fiscalYearStart) {
        LocalDate from = LocalDate.of(year, fiscalYearStart, 1);
        return new Period(
                "%04d".formatted(year), yearLabel(year, fiscalYearStart), from, from.plusYears(1), fiscalYearStart);
    }

    /** {@code 2026}, or {@code 2026/27} where the fiscal year is not the calendar's. */
    private static String yearLabel(int year, Month fiscalYearStart) {
        return fiscalYearStart == Month.JANUARY ? Integer.toString(year) : "%d/%02d".formatted(year, (year + 1) % 100);
    }

    private static int monthsIntoYear(LocalDate day, Month fiscalYearStart) {
        return Math.floorMod(day.getMonthValue() - fiscalYearStart.getValue(), 12);
    }

    private static Refused invalid() {
        return Refused.field(
                "period", "invalid_period", "period must be a month (2026-11), a quarter (2026-Q4) or a year (2026).");
    }
}
