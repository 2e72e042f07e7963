package dev.sightline.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.testkit.Seeds;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OdooTimesTest {
    private static final DateTimeFormatter ODOO = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final LocalDateTime YEAR_0 = LocalDateTime.of(0, 1, 1, 0, 0);
    private static final long SECONDS_TO_YEAR_10000 = 315_569_520_000L;

    static LongStream seeds() {
        return Seeds.take(3);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void every_second_of_ten_thousand_years_reads_as_it_was_written(long seed) {
        Random random = Seeds.random(seed);
        for (int i = 0; i < 5_000; i++) {
            LocalDateTime time = YEAR_0.plusSeconds(random.nextLong(SECONDS_TO_YEAR_10000));
            String text = ODOO.format(time);
            assertThat(OdooTimes.time(text)).isEqualTo(time);
            assertThat(OdooTimes.beginsWithTime(text + ".123456")).isTrue();
            assertThat(OdooTimes.day(text.substring(0, 10))).isEqualTo(time.toLocalDate());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21 02:51:35.5, 2026-11-21T02:51:35.500",
        "2026-11-21T02:51:35, 2026-11-21T02:51:35",
        "2026-11-21T02:51:35Z, 2026-11-21T02:51:35",
        "2026-11-21 02:51, 2026-11-21T02:51",
    })
    void forms_that_other_versions_use_are_read_too(String text, LocalDateTime expected) {
        assertThat(OdooTimes.time(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-30 10:00:00",
                "2026-11-21 24:00:00",
                "2026-11-21 02:60:35",
                "2026-11-21 02:51:3x",
                "2026-11-21-02:51:35",
                "+026-11-21 02:51:35",
                "not a date at all..",
                "",
            })
    void what_is_no_time_is_none(String text) {
        assertThat(OdooTimes.time(text)).isNull();
        assertThat(OdooTimes.beginsWithTime(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-02-30", "2026-13-01", "2026-1-01", "2026/01/01", "٢٠٢٦-01-01", "2026-01-011", ""})
    void what_is_no_day_is_none(String text) {
        assertThat(OdooTimes.day(text)).isNull();
    }

    @Test
    void leap_days_are_days() {
        assertThat(OdooTimes.day("2024-02-29")).isEqualTo(LocalDate.of(2024, 2, 29));
        assertThat(OdooTimes.day("2023-02-29")).isNull();
    }
}
