package dev.sightline.simulator;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
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
            LongPredicate numbers = Comparisons.numbers(operator, value, false);
            return row -> numbers.test(table.id(row));
        }
        if (name.equals("display_name")) {
            Predicate<@Nullable String> texts = Comparisons.texts(operator, value);
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
                boolean wanted = Comparisons.truth(value);
                boolean negated = operator.equals("!=") || operator.equals("not in");
                yield row -> (table.flag(row, name) == wanted) != negated;
            }
            case INTEGER -> {
                LongPredicate numbers = Comparisons.numbers(operator, value, true);
                yield row -> numbers.test(table.whole(row, name));
            }
            case FLOAT, MONETARY -> Comparisons.decimals(table, name, operator, value);
            case DATE -> {
                LongPredicate numbers = Comparisons.moments(operator, value, false);
                yield row -> numbers.test(table.whole(row, name));
            }
            case DATETIME -> {
                LongPredicate numbers = Comparisons.moments(operator, value, true);
                if (table.column(name) instanceof Column.Ints held) {
                    yield row -> numbers.test(held.get(row));
                }
                yield row -> numbers.test(Column.Ints.NULL);
            }
            case MANY2ONE, MANY2ONE_REFERENCE -> references(table, field, operator, value);
            case ONE2MANY, MANY2MANY -> links(table, field, operator, value);
            default -> {
                Predicate<@Nullable String> texts = Comparisons.texts(operator, value);
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
        boolean absentFits = (operator.equals("=") && !Comparisons.truth(value))
                || (operator.equals("!=") && Comparisons.truth(value));
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
            Predicate<@Nullable String> texts = Comparisons.texts(operator, value);
            return row -> {
                int id = table.reference(row, name);
                return texts.test(id == 0 ? null : labels.text(relation, id));
            };
        }
        LongPredicate numbers = Comparisons.numbers(operator, value, false);
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
        IntPredicate fits = target(field, operator, value);
        return row -> {
            boolean any = false;
            for (int id : ids.of(row)) {
                any |= fits.test(id);
            }
            return any != negated;
        };
    }

    /** Whether a linked id is among those asked for, or bears a name that is. */
    private IntPredicate target(FieldSpec field, String operator, JsonNode value) {
        String relation = field.relation();
        if (value.isString() && relation != null) {
            Predicate<@Nullable String> texts =
                    Comparisons.texts(operator.replace("not ", "").replace("!=", "="), value);
            return id -> texts.test(labels.text(relation, id));
        }
        Set<Integer> wanted = new HashSet<>();
        (value.isArray() ? value : Json.array(value)).forEach(id -> wanted.add(id.asInt(0)));
        return wanted::contains;
    }
}
