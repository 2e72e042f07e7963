package dev.sightline.server.platform;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * A moment of the past as people name it: a day such as {@code 2026-03-31} (its end), an instant such as
 * {@code 2026-03-31T12:00:00Z}, or a position of the event log such as {@code 4711}. Immutable.
 */
public sealed interface Moment {
    /** The end of a day, in the organisation's zone. */
    record EndOf(LocalDate day) implements Moment {}

    record At(Instant time) implements Moment {}

    /** When the log had come to this position. */
    record Position(long position) implements Moment {}

    /** Null where it is none of the three. Years have four digits: the database takes no more. */
    static @Nullable Moment parse(String text) {
        try {
            if (text.matches("[0-9]{1,18}")) {
                return new Position(Long.parseLong(text));
            }
            if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
                return new EndOf(LocalDate.parse(text));
            }
            return text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T.{1,40}") ? new At(Instant.parse(text)) : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** The last microsecond of a day: the finest that the database keeps. */
    static Instant endOf(LocalDate day, ZoneId zone) {
        return day.plusDays(1).atStartOfDay(zone).toInstant().minusNanos(1_000);
    }
}
