package dev.sightline.server.ingest;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Odoo's dates and times, naive UTC: {@code 2026-11-21 02:51:35}, some fields with a fraction of a second, newer answers with a {@code T}.
 * Records hold some ten of them, and a formatter takes twenty times as long as a look at the digits. Stateless.
 */
public final class OdooTimes {
    private static final int DAY = 10;
    private static final int SECOND = 19;

    /** For what the digits alone do not tell. */
    private static final DateTimeFormatter LENIENT = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral(' ')
            .optionalEnd()
            .optionalStart()
            .appendLiteral('T')
            .optionalEnd()
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendLiteral('Z')
            .optionalEnd()
            .toFormatter(Locale.ROOT);

    private OdooTimes() {}

    /** @return null where the text is no date */
    public static @Nullable LocalDate day(String text) {
        if (text.length() != DAY || text.charAt(4) != '-' || text.charAt(7) != '-') {
            return null;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        try {
            return year < 0 || month < 0 || day < 0 ? null : LocalDate.of(year, month, day);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** @return null where the text is no date with a time, to the second or finer */
    public static @Nullable LocalDateTime time(String text) {
        if (text.length() == SECOND && text.charAt(DAY) == ' ') {
            return toTheSecond(text);
        }
        try {
            return LocalDateTime.parse(text, LENIENT);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Of the first 19 characters, {@code yyyy-MM-dd HH:mm:ss}. */
    private static @Nullable LocalDateTime toTheSecond(String text) {
        LocalDate day = day(text.substring(0, DAY));
        if (day == null || text.charAt(13) != ':' || text.charAt(16) != ':') {
            return null;
        }
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, SECOND);
        try {
            return hour < 0 || minute < 0 || second < 0 ? null : day.atTime(hour, minute, second);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Whether a text begins with a time in Odoo's usual form; what follows is a fraction. */
    public static boolean beginsWithTime(String text) {
        return text.length() >= SECOND && text.charAt(DAY) == ' ' && toTheSecond(text) != null;
    }

    /** -1 where there is anything but digits. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
