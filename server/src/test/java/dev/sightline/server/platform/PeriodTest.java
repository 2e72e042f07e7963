package dev.sightline.server.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.Month;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodTest {

    @ParameterizedTest
    @CsvSource({
        "2026-11, JANUARY, November 2026, 2026-11-01, 2026-12-01",
        "2026-12, JANUARY, December 2026, 2026-12-01, 2027-01-01",
        "2026-11, APRIL, November 2026, 2026-11-01, 2026-12-01",
        "2026-Q4, JANUARY, Q4 2026, 2026-10-01, 2027-01-01",
        "2026-Q1, APRIL, Q1 2026/27, 2026-04-01, 2026-07-01",
        "2026-Q4, APRIL, Q4 2026/27, 2027-01-01, 2027-04-01",
        "2026, JANUARY, 2026, 2026-01-01, 2027-01-01",
        "2099, JULY, 2099/00, 2099-07-01, 2100-07-01",
    })
    void reads_months_quarters_and_years(String text, Month start, String label, LocalDate from, LocalDate until) {
        Period period = Period.parse(text, start);
        assertThat(period).isEqualTo(new Period(text, label, from, until, start));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-13",
                "2026-00",
                "2026-Q5",
                "2026-Q0",
                "26",
                "20266",
                "2026-1",
                "0000",
                "9999",
                "2026-Q4 ",
                "2026-q4",
                "now",
                "2026-11-01"
            })
    void refuses_everything_else(String text) {
        assertThatThrownBy(() -> Period.parse(text, Month.JANUARY))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo("invalid_period"));
    }

    @ParameterizedTest
    @EnumSource(Month.class)
    void every_day_is_in_its_month_quarter_and_year(Month start) {
        for (LocalDate day = LocalDate.of(2023, 1, 1); day.getYear() < 2026; day = day.plusDays(1)) {
            for (Period period :
                    new Period[] {Period.monthOf(day, start), Period.quarterOf(day, start), Period.yearOf(day, start)
                    }) {
                assertThat(period.contains(day)).as("%s in %s", day, period).isTrue();
                assertThat(Period.parse(period.id(), start)).isEqualTo(period);
                assertThat(period.previous().until()).isEqualTo(period.from());
            }
        }
    }

    @Test
    void is_compared_with_as_many_days_of_the_period_before() {
        Period quarter = Period.parse("2026-Q4", Month.JANUARY);
        assertThat(quarter.comparison(LocalDate.of(2026, 10, 1)))
                .isEqualTo(new Period.Span("Q3 2026 to date", LocalDate.of(2026, 7, 1), LocalDate.of(2026, 7, 2)));
        assertThat(quarter.comparison(LocalDate.of(2026, 11, 21)))
                .isEqualTo(new Period.Span("Q3 2026 to date", LocalDate.of(2026, 7, 1), LocalDate.of(2026, 8, 22)));
    }

    @Test
    void is_compared_with_the_whole_period_before_once_it_is_over() {
        Period quarter = Period.parse("2026-Q2", Month.JANUARY);
        Period.Span whole = new Period.Span("Q1 2026", LocalDate.of(2026, 1, 1), LocalDate.of(2026, 4, 1));
        assertThat(quarter.comparison(LocalDate.of(2026, 6, 30))).isEqualTo(whole);
        assertThat(quarter.comparison(LocalDate.of(2027, 1, 1))).isEqualTo(whole);
    }

    @Test
    void never_compares_with_more_than_the_period_before() {
        // On 30 March 30 days have begun, and February has 28.
        assertThat(Period.parse("2026-03", Month.JANUARY)
                        .comparison(LocalDate.of(2026, 3, 30))
                        .until())
                .isEqualTo(LocalDate.of(2026, 3, 1));
    }

    @Test
    void before_it_begins_there_is_nothing_to_compare_with() {
        Period.Span span = Period.parse("2027", Month.JANUARY).comparison(LocalDate.of(2026, 11, 21));
        assertThat(span.from()).isEqualTo(span.until());
    }

    @Test
    void begins_at_midnight_of_the_zone() {
        Period month = Period.parse("2026-11", Month.JANUARY);
        assertThat(month.start(ZoneId.of("Europe/Brussels"))).isEqualTo("2026-10-31T23:00:00Z");
        assertThat(month.end(ZoneId.of("America/New_York"))).isEqualTo("2026-12-01T05:00:00Z");
    }
}
