package dev.sightline.simulator;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Converts between what callers write, what JSON says and what the columns hold. */
final class Values {
    /** Datetimes are held as seconds since 2000-01-01 in an int: 1932 to 2068. */
    static final long DATETIME_BASE = 946_684_800L;

    private Values() {}

    /** A JSON value as null, Boolean, Number, String, List, or itself when it is an object. */
    static @Nullable Object plain(JsonNode node) {
        if (node.isNull() || node.isMissingNode()) {
            return null;
        }
        if (node.isBoolean()) {
            return node.asBoolean();
        }
        if (node.isIntegralNumber()) {
            return node.asLong();
        }
        if (node.isNumber()) {
            return node.asDouble();
        }
        if (node.isString()) {
            return node.asString();
        }
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            node.forEach(element -> list.add(plain(element)));
            return list;
        }
        return node;
    }

    static boolean none(@Nullable Object value) {
        return value == null || Boolean.FALSE.equals(value);
    }

    static int whole(@Nullable Object value, FieldSpec field) {
        return switch (value) {
            case null -> 0;
            case Boolean flag -> flag ? 1 : 0;
            case Number number -> Math.toIntExact(number.longValue());
            case String text when text.isEmpty() -> 0;
            default -> throw wrong(field, value);
        };
    }

    static double fractional(@Nullable Object value, FieldSpec field) {
        return switch (value) {
            case null -> 0;
            case Boolean flag -> flag ? 1 : 0;
            case Number number -> number.doubleValue();
            default -> throw wrong(field, value);
        };
    }

    static @Nullable String text(@Nullable Object value) {
        return none(value) ? null : String.valueOf(value);
    }

    static int reference(@Nullable Object value, FieldSpec field) {
        return switch (value) {
            case null -> Column.Ints.NULL;
            case Boolean flag when !flag -> Column.Ints.NULL;
            case Number number -> number.intValue() == 0 ? Column.Ints.NULL : number.intValue();
            case List<?> pair when !pair.isEmpty() -> reference(pair.getFirst(), field);
            default -> throw wrong(field, value);
        };
    }

    static int day(@Nullable Object value, FieldSpec field) {
        return switch (value) {
            case null -> Column.Ints.NULL;
            case Boolean flag when !flag -> Column.Ints.NULL;
            case LocalDate date -> (int) date.toEpochDay();
            case String text when text.isEmpty() -> Column.Ints.NULL;
            case String text -> (int) epochDay(text);
            default -> throw wrong(field, value);
        };
    }

    static int moment(@Nullable Object value, FieldSpec field) {
        return switch (value) {
            case null -> Column.Ints.NULL;
            case Boolean flag when !flag -> Column.Ints.NULL;
            case Instant instant -> held(instant.getEpochSecond());
            case String text when text.isEmpty() -> Column.Ints.NULL;
            case String text -> held(epochSecond(text));
            default -> throw wrong(field, value);
        };
    }

    static int held(long epochSecond) {
        return Math.toIntExact(epochSecond - DATETIME_BASE);
    }

    static long epochDay(String text) {
        try {
            return LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text)
                    .toEpochDay();
        } catch (DateTimeParseException e) {
            throw OdooError.value("time data '" + text + "' does not match format '%Y-%m-%d'");
        }
    }

    static long epochSecond(String text) {
        try {
            if (text.length() == 10) {
                return LocalDate.parse(text).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
            }
            return LocalDateTime.parse(text.replace(' ', 'T')).toEpochSecond(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw OdooError.value("time data '" + text + "' does not match format '%Y-%m-%d %H:%M:%S'");
        }
    }

    /** Applies Odoo's x2many commands, or takes a plain list of ids. */
    static int[] links(@Nullable Object value, int[] before, FieldSpec field) {
        if (none(value)) {
            return Column.Links.NONE;
        }
        if (value instanceof int[] ids) {
            return ids;
        }
        if (!(value instanceof List<?> list)) {
            throw wrong(field, value);
        }
        SequencedSet<Integer> ids = new LinkedHashSet<>();
        boolean commands = list.stream().anyMatch(List.class::isInstance);
        if (commands) {
            for (int id : before) {
                ids.add(id);
            }
        }
        for (Object element : list) {
            switch (element) {
                case Number id -> ids.add(id.intValue());
                case List<?> command -> apply(command, ids, field);
                case null, default -> throw wrong(field, value);
            }
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    private static void apply(List<?> command, SequencedSet<Integer> ids, FieldSpec field) {
        int code = whole(command.getFirst(), field);
        switch (code) {
            case 2, 3 -> ids.remove(whole(command.get(1), field));
            case 4 -> ids.add(whole(command.get(1), field));
            case 5 -> ids.clear();
            case 6 -> {
                ids.clear();
                for (int id : links(command.get(2), Column.Links.NONE, field)) {
                    ids.add(id);
                }
            }
            default -> throw OdooError.value("Unsupported x2many command " + code + " on field " + field.name());
        }
    }

    private static OdooError wrong(FieldSpec field, @Nullable Object value) {
        return OdooError.value("Wrong value for " + field.name() + ": " + value);
    }
}
