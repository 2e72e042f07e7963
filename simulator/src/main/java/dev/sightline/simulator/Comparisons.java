package dev.sightline.simulator;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What an operator and a value of a domain mean for numbers, moments and texts. */
final class Comparisons {
    private Comparisons() {}

    static boolean truth(JsonNode value) {
        if (value.isArray()) {
            return value.size() > 0 && truth(value.get(0));
        }
        return value.isBoolean() ? value.asBoolean() : !value.isNull() && !(value.isNumber() && value.asDouble() == 0);
    }

    private static boolean none(JsonNode value) {
        return value.isNull() || (value.isBoolean() && !value.asBoolean());
    }

    static LongPredicate numbers(String operator, JsonNode value, boolean emptyIsZero) {
        long empty = emptyIsZero ? 0 : Column.Ints.NULL;
        if (value.isArray()) {
            Set<Long> wanted = new HashSet<>();
            value.forEach(element -> wanted.add(none(element) ? empty : element.asLong()));
            return within(operator, wanted);
        }
        return compare(operator, none(value) ? empty : (long) value.asDouble(0), empty);
    }

    static LongPredicate moments(String operator, JsonNode value, boolean datetime) {
        if (value.isArray()) {
            Set<Long> wanted = new HashSet<>();
            value.forEach(element -> wanted.add(moment(element, datetime)));
            return within(operator, wanted);
        }
        return compare(operator, moment(value, datetime), Column.Ints.NULL);
    }

    private static long moment(JsonNode value, boolean datetime) {
        if (none(value)) {
            return Column.Ints.NULL;
        }
        return datetime
                ? Values.epochSecond(value.asString()) - Values.DATETIME_BASE
                : Values.epochDay(value.asString());
    }

    private static LongPredicate within(String operator, Set<Long> wanted) {
        return switch (operator) {
            case "in", "=" -> wanted::contains;
            case "not in", "!=" -> held -> !wanted.contains(held);
            default -> throw OdooError.value("Invalid operator '" + operator + "' for a list");
        };
    }

    /** As SQL does, an ordering is never true of an empty value; "not equal" is. */
    private static LongPredicate compare(String operator, long wanted, long empty) {
        return switch (operator) {
            case "=", "in" -> held -> held == wanted;
            case "!=", "not in" -> held -> held != wanted;
            case "<" -> held -> held < wanted && (held != empty || empty == 0);
            case "<=" -> held -> held <= wanted && (held != empty || empty == 0);
            case ">" -> held -> held > wanted;
            case ">=" -> held -> held >= wanted && (held != empty || empty == 0);
            default -> throw OdooError.value("Invalid operator '" + operator + "' for a number");
        };
    }

    static IntPredicate decimals(Table table, String name, String operator, JsonNode value) {
        if (value.isArray()) {
            Set<Double> wanted = new HashSet<>();
            value.forEach(element -> wanted.add(element.asDouble(0)));
            boolean negated = operator.equals("not in");
            return row -> wanted.contains(table.decimal(row, name)) != negated;
        }
        double wanted = none(value) ? 0 : value.asDouble(0);
        return switch (operator) {
            case "=" -> row -> table.decimal(row, name) == wanted;
            case "!=" -> row -> table.decimal(row, name) != wanted;
            case "<" -> row -> table.decimal(row, name) < wanted;
            case "<=" -> row -> table.decimal(row, name) <= wanted;
            case ">" -> row -> table.decimal(row, name) > wanted;
            case ">=" -> row -> table.decimal(row, name) >= wanted;
            default -> throw OdooError.value("Invalid operator '" + operator + "' for a number");
        };
    }

    static Predicate<@Nullable String> texts(String operator, JsonNode value) {
        if (value.isArray()) {
            Set<String> wanted = new HashSet<>();
            boolean[] nothing = {false};
            value.forEach(element -> {
                if (none(element)) {
                    nothing[0] = true;
                } else {
                    wanted.add(element.asString());
                }
            });
            boolean negated = operator.startsWith("not") || operator.equals("!=");
            return held -> (held == null ? nothing[0] : wanted.contains(held)) != negated;
        }
        if (none(value)) {
            boolean negated = operator.equals("!=") || operator.startsWith("not");
            return held -> (held == null) != negated;
        }
        String wanted = value.isString() ? value.asString() : value.toString();
        return switch (operator) {
            case "=", "in" -> wanted::equals;
            case "!=", "not in" -> held -> !wanted.equals(held);
            case "<" -> held -> held != null && held.compareTo(wanted) < 0;
            case "<=" -> held -> held != null && held.compareTo(wanted) <= 0;
            case ">" -> held -> held != null && held.compareTo(wanted) > 0;
            case ">=" -> held -> held != null && held.compareTo(wanted) >= 0;
            case "like", "ilike" -> pattern("%" + wanted + "%", operator.equals("ilike"));
            case "=like", "=ilike" -> pattern(wanted, operator.equals("=ilike"));
            case "not like" -> pattern("%" + wanted + "%", false).negate();
            case "not ilike" -> pattern("%" + wanted + "%", true).negate();
            default -> throw OdooError.value("Invalid operator '" + operator + "' for a text");
        };
    }

    private static Predicate<@Nullable String> pattern(String like, boolean foldCase) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < like.length(); i++) {
            char c = like.charAt(i);
            switch (c) {
                case '%' -> regex.append(".*");
                case '_' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        int folding = foldCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
        Pattern compiled = Pattern.compile(regex.toString(), Pattern.DOTALL | folding);
        return held -> held != null && compiled.matcher(held).matches();
    }
}
