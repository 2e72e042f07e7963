package dev.sightline.simulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Writes chosen fields of records as JSON objects. Made per request: the columns are looked up once, not per record. */
final class RecordWriter {
    private static final byte[] EMPTY_LIST = "[]".getBytes(StandardCharsets.US_ASCII);

    private final Table table;
    private final List<Field> fields;

    /** How one field of a row becomes bytes. */
    @FunctionalInterface
    private interface Value {
        void write(JsonOut out, int row);
    }

    private record Field(byte[] prefix, Value value) {}

    private RecordWriter(Table table, List<Field> fields) {
        this.table = table;
        this.fields = fields;
    }

    /**
     * @param pairs whether references are written as {@code [id, "name"]} rather than as bare ids
     * @param hidden fields that answer {@code false} whatever they hold
     */
    static RecordWriter of(
            Database database,
            Labels labels,
            Table table,
            List<String> names,
            boolean pairs,
            Predicate<String> hidden) {
        List<Field> fields = new ArrayList<>();
        for (String name : names) {
            FieldSpec field = table.required(name);
            if (!name.equals("id")) {
                byte[] prefix = (",\"" + name + "\":").getBytes(StandardCharsets.UTF_8);
                Value value = hidden.test(name)
                        ? (out, row) -> out.bool(false)
                        : value(database, labels, table, field, pairs);
                fields.add(new Field(prefix, value));
            }
        }
        return new RecordWriter(table, fields);
    }

    void write(JsonOut out, int row) {
        out.raw("{\"id\":").integer(table.id(row));
        for (Field field : fields) {
            out.raw(field.prefix());
            field.value().write(out, row);
        }
        out.raw('}');
    }

    private static Value value(Database database, Labels labels, Table table, FieldSpec field, boolean pairs) {
        String name = field.name();
        if (name.equals("display_name")) {
            return (out, row) -> out.text(labels.text(table, row));
        }
        if (Computed.viaPartner(database, table, field)) {
            Table partners = database.table("res.partner");
            Value inherited = value(database, labels, partners, partners.required(name), pairs);
            return (out, row) -> {
                int partner = partners.row(table.reference(row, "partner_id"));
                if (partner < 0) {
                    empty(out, field.type());
                } else {
                    inherited.write(out, partner);
                }
            };
        }
        if (table.model().equals("mail.activity") && name.equals("state")) {
            long today = Math.floorDiv(database.now(), 86_400L);
            return (out, row) -> orFalse(out, Computed.activityState(table.whole(row, "date_deadline"), today));
        }
        if (table.model().equals("crm.lead") && name.equals("company_currency")) {
            return (out, row) -> reference(
                    out, labels, field, pairs, Computed.companyCurrency(database, table.reference(row, "company_id")));
        }
        if (field.type().links()) {
            Computed.Links links = Computed.links(database, table, field);
            return (out, row) -> list(out, links.of(row));
        }
        return held(labels, field, table.column(name), pairs);
    }

    private static Value held(Labels labels, FieldSpec field, @Nullable Column column, boolean pairs) {
        return switch (column) {
            case null -> (out, row) -> empty(out, field.type());
            case Column.Doubles doubles -> (out, row) -> out.decimal(doubles.get(row));
            case Column.Texts texts -> (out, row) -> orFalse(out, texts.get(row));
            case Column.Links links -> (out, row) -> list(out, links.get(row));
            case Column.Documents documents -> (out, row) -> document(out, field, documents.get(row));
            case Column.Ints ints ->
                switch (field.type()) {
                    case BOOLEAN -> (out, row) -> out.bool(ints.get(row) != 0);
                    case INTEGER -> (out, row) -> out.integer(ints.get(row));
                    case DATE ->
                        (out, row) -> {
                            int day = ints.get(row);
                            if (day == Column.Ints.NULL) {
                                out.bool(false);
                            } else {
                                out.day(day);
                            }
                        };
                    case DATETIME ->
                        (out, row) -> {
                            int moment = ints.get(row);
                            if (moment == Column.Ints.NULL) {
                                out.bool(false);
                            } else {
                                out.instant(moment + Values.DATETIME_BASE);
                            }
                        };
                    default -> (out, row) -> reference(out, labels, field, pairs, ints.get(row));
                };
        };
    }

    private static void reference(JsonOut out, Labels labels, FieldSpec field, boolean pairs, int id) {
        String relation = field.relation();
        if (id == Column.Ints.NULL || id == 0) {
            out.bool(false);
        } else if (!pairs || relation == null) {
            out.integer(id);
        } else {
            byte[] pair = labels.pair(relation, id);
            if (pair == null) {
                out.bool(false);
            } else {
                out.raw(pair);
            }
        }
    }

    private static void document(JsonOut out, FieldSpec field, @Nullable JsonNode document) {
        if (document == null) {
            empty(out, field.type());
        } else {
            out.raw(Json.MAPPER.writeValueAsBytes(document));
        }
    }

    private static void orFalse(JsonOut out, @Nullable String text) {
        if (text == null) {
            out.bool(false);
        } else {
            out.text(text);
        }
    }

    private static void list(JsonOut out, int[] ids) {
        if (ids.length == 0) {
            out.raw(EMPTY_LIST);
            return;
        }
        char before = '[';
        for (int id : ids) {
            out.raw(before).integer(id);
            before = ',';
        }
        out.raw(']');
    }

    private static void empty(JsonOut out, FieldType type) {
        if (type.many()) {
            out.raw(EMPTY_LIST);
        } else if (type == FieldType.INTEGER) {
            out.integer(0);
        } else if (type.fractional()) {
            out.decimal(0);
        } else {
            out.bool(false);
        }
    }
}
