package dev.sightline.server.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
    @Test
    void quotes_what_needs_it() throws IOException {
        assertThat(written("a,b", "say \"x\"", "two\nlines", "anna@example.com", ""))
                .isEqualTo("\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",anna@example.com,\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+1",
                "-1+2",
                "-5",
                "@sum",
                "=cmd|' /C calc'!A0",
                "\uFF1D1",
                "\uFF0B1",
                "\uFF0D1",
                "\uFF20x"
            })
    void keeps_a_text_that_begins_like_a_formula_a_text(String formula) throws IOException {
        assertThat(written(formula)).isEqualTo("'" + formula + "\r\n");
    }

    @Test
    void also_behind_a_tab_or_a_new_line() throws IOException {
        assertThat(written("\t=1")).isEqualTo("'\t=1\r\n");
        assertThat(written("\n=1")).isEqualTo("\"'\n=1\"\r\n");
        assertThat(written("\r=1")).isEqualTo("\"'\r=1\"\r\n");
    }

    @Test
    void writes_numbers_and_times_as_they_are() throws IOException {
        assertThat(written(
                        new BigDecimal("-90071992547409.93"),
                        new BigDecimal("1E+3"),
                        -7L,
                        LocalDate.of(2026, 3, 4),
                        Instant.parse("2026-03-04T05:06:07Z"),
                        null))
                .isEqualTo("-90071992547409.93,1000,-7,2026-03-04,2026-03-04T05:06:07Z,\r\n");
    }

    private static String written(@Nullable Object... cells) throws IOException {
        StringWriter out = new StringWriter();
        Csv csv = new Csv(out);
        csv.row(Arrays.asList(cells));
        csv.flush();
        return out.toString();
    }
}
