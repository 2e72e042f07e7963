package dev.sightline.simulator;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Compiles single conditions, {@code (field, operator, value)}. */
final class Terms {
    private static final Set<String> OPERATORS = Set.of(
            "=",
            "!=",
            "<>",
            "<",
            "<=",
            ">",
            ">=",
            "in",
            "not in",
            "like",
            "not like",
            "ilike",
            "not ilike",
            "=like",
            "=ilike",
            "=?",
            "child_of",
            "parent_of");

    private final Database database;
    private final Labels labels;

    Terms(Database database, Labels labels) {
        this.database = database;
        this.labels = labels;
    }

    IntPredicate compile(Table table, String path, String writtenOperator, JsonNode value) {
        String operator = writtenOperator.equals("<>") ? "!=" : writtenOperator;
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        FieldSpec field = table.field(name);
        if (field == null || !OPERATORS.contains(operator)) {
            String leaf = "('" + path + "', '" + operator + "', " + value + ")";
            throw OdooError.value(
                    field == null
                            ? "Invalid field " + table.model() + "." + name + " in leaf " + leaf
                            : "Invalid operator in leaf " + leaf);
        }
        if (operator.equals("=?")) {
            return value.isNull() || (value.isBoolean() && !value.asBoolean())
                    ? row -> true
                    : compile(table, path, "=", value);
        }
        if (dot > 0) {
            return through(table, field, path.substring(dot + 1), operator, value);
        }
        if (operator.equals("child_of") || operator.equals("parent_of")) {
            return family(table, field, operator.equals("child_of"), value);
        }
        if (name.equals("id")) {
            LongPredicate numbers = numbers(operator, value, false);
            return row -> numbers.test(table.id(row));
        }
        if (name.equals("display_name")) {
            Predicate<@Nullable String> texts = texts(operator, value);
            return row -> texts.test(labels.text(table, row));
        }
        if (Computed.viaPartner(database, table, field)) {
            return compile(table, "partner_id." + name, operator, value);
        }
        return direct(table, field, operator, value);
    }

    private IntPredicate direct(Table table, FieldSpec field, String operator, JsonNode value) {
        String name = field.name();
        return switch (field.type()) {
            case BOOLEAN -> {
                boolean wanted = truth(value);
                boolean negated = operator.equals("!=") || operator.equals("not in");
                yield row -> (table.flag(row, name) == wanted) != negated;
            }
            case INTEGER -> {
                LongPredicate numbers = numbers(operator, value, true);
                yield row -> numbers.test(table.whole(row, name));
            }
            case FLOAT, MONETARY -> decimals(table, name, operator, value);
            case DATE -> {
                LongPredicate numbers = moments(operator, value, false);
                yield row -> numbers.test(table.whole(row, name));
            }
            case DATETIME -> {
                LongPredicate numbers = moments(operator, value, true);
                if (table.column(name) instanceof Column.Ints held) {
                    yield row -> numbers.test(held.get(row));
                }
                yield row -> numbers.test(Column.Ints.NULL);
            }
            case MANY2ONE, MANY2ONE_REFERENCE -> references(table, field, operator, value);
            case ONE2MANY, MANY2MANY -> links(table, field, operator, value);
            default -> {
                Predicate<@Nullable String> texts = texts(operator, value);
                yield row -> texts.test(table.text(row, name));
            }
        };
    }

    /** A path over a relation: true where any record at its end fits. */
    private IntPredicate through(Table table, FieldSpec field, String rest, String operator, JsonNode value) {
        String relation = field.relation();
        if (relation == null) {
            throw OdooError.value("Invalid field " + table.model() + "." + field.name() + "." + rest);
        }
        Table target = database.table(relation);
        IntPredicate inner = compile(target, rest, operator, value);
        boolean absentFits = (operator.equals("=") && !truth(value)) || (operator.equals("!=") && truth(value));
        return row -> {
            int[] ids = field.type().links()
                    ? table.links(row, field.name())
                    : new int[] {table.reference(row, field.name())};
            for (int id : ids) {
                int found = target.row(id);
                if (found >= 0 ? inner.test(found) : absentFits) {
                    return true;
                }
            }
            return ids.length == 0 && absentFits;
        };
    }

    private IntPredicate family(Table table, FieldSpec field, boolean down, JsonNode value) {
        String relation = field.name().equals("id") ? table.model() : field.relation();
        Table target = database.table(relation == null ? table.model() : relation);
        Set<Integer> ids = new HashSet<>();
        if (value.isArray()) {
            value.forEach(id -> ids.add(id.asInt()));
        } else if (value.isIntegralNumber()) {
            ids.add(value.asInt());
        }
        if (target.field("parent_id") != null) {
            boolean grown = true;
            while (grown) {
                int before = ids.size();
                target.each(row -> {
                    int parent = target.reference(row, "parent_id");
                    if (down && ids.contains(parent)) {
                        ids.add(target.id(row));
                    } else if (!down && parent != 0 && ids.contains(target.id(row))) {
                        ids.add(parent);
                    }
                });
                grown = ids.size() > before;
            }
        }
        return field.name().equals("id")
                ? row -> ids.contains(table.id(row))
                : row -> ids.contains(table.reference(row, field.name()));
    }

    private IntPredicate references(Table table, FieldSpec field, String operator, JsonNode value) {
        String name = field.name();
        String relation = field.relation();
        if (value.isString() && relation != null) {
            Predicate<@Nullable String> texts = texts(operator, value);
            return row -> {
                int id = table.reference(row, name);
                return texts.test(id == 0 ? null : labels.text(relation, id));
            };
        }
        LongPredicate numbers = numbers(operator, value, false);
        return row -> {
            int id = table.reference(row, name);
            return numbers.test(id == 0 ? Column.Ints.NULL : id);
        };
    }

    private IntPredicate links(Table table, FieldSpec field, String operator, JsonNode value) {
        boolean negated = operator.startsWith("not") || operator.equals("!=");
        Computed.Links ids = Computed.links(database, table, field);
        if (value.isBoolean() || value.isNull()) {
            return row -> (ids.of(row).length == 0) != negated;
        }
        String relation = field.relation();
        Predicate<@Nullable String> texts =
                value.isString() ? texts(operator.replace("not ", "").replace("!=", "="), value) : null;
        Set<Long> wanted = new HashSet<>();
        (value.isArray() ? value : Json.array(value)).forEach(id -> wanted.add(id.asLong(0)));
        return row -> {
            boolean any = false;
            for (int id : ids.of(row)) {
                any |= texts == null || relation == null
                        ? wanted.contains((long) id)
                        : texts.test(labels.text(relation, id));
            }
            return any != negated;
        };
    }

    private static boolean truth(JsonNode value) {
        if (value.isArray()) {
            return value.size() > 0 && truth(value.get(0));
        }
        return value.isBoolean() ? value.asBoolean() : !value.isNull() && !(value.isNumber() && value.asDouble() == 0);
    }

    private static boolean none(JsonNode value) {
        return value.isNull() || (value.isBoolean() && !value.asBoolean());
    }

    private static LongPredicate numbers(String operator, JsonNode value, boolean emptyIsZero) {
        long empty = emptyIsZero ? 0 : Column.Ints.NULL;
        if (value.isArray()) {
            Set<Long> wanted = new HashSet<>();
            value.forEach(element -> wanted.add(none(element) ? empty : element.asLong()));
            return within(operator, wanted);
        }
        return compare(operator, none(value) ? empty : (long) value.asDouble(0), empty);
    }

    private static LongPredicate moments(String operator, JsonNode value, boolean datetime) {
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

    private static IntPredicate decimals(Table table, String name, String operator, JsonNode value) {
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

    private static Predicate<@Nullable String> texts(String operator, JsonNode value) {
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
        for (char c : like.toCharArray()) {
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
