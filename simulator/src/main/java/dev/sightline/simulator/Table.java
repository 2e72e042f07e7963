package dev.sightline.simulator;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The records of one model. Rows are numbered from 0 in the order of their ids; a deleted row stays as a hole, so
 * neither ids nor rows are ever used twice. Guarded by the lock of the {@link Database}.
 */
final class Table {
    private final String model;
    private final Map<String, FieldSpec> fields;
    private final Map<String, Column> columns = new HashMap<>();
    private final BitSet gone = new BitSet();
    private int[] ids = {};
    private int rows;
    private int lastId;
    private volatile AtomicReferenceArray<byte @Nullable []> labels = new AtomicReferenceArray<>(0);

    Table(String model, Map<String, FieldSpec> fields) {
        this.model = model;
        this.fields = new LinkedHashMap<>(fields);
    }

    String model() {
        return model;
    }

    Map<String, FieldSpec> fields() {
        return fields;
    }

    @Nullable
    FieldSpec field(String name) {
        return fields.get(name);
    }

    FieldSpec required(String name) {
        FieldSpec field = fields.get(name);
        if (field == null) {
            throw OdooError.value("Invalid field '" + name + "' on model '" + model + "'");
        }
        return field;
    }

    /** One more than the last row, holes included. */
    int rows() {
        return rows;
    }

    int count() {
        return rows - gone.cardinality();
    }

    boolean lives(int row) {
        return !gone.get(row);
    }

    int id(int row) {
        return ids[row];
    }

    /** The row of a living record, -1 where there is none. */
    int row(int id) {
        int at = firstRowFrom(id);
        return at < rows && ids[at] == id && lives(at) ? at : -1;
    }

    /** The first row whose id is at least the given one; ids are mostly dense, so a guess usually hits. */
    int firstRowFrom(long id) {
        if (rows == 0 || id <= ids[0]) {
            return 0;
        }
        if (id > lastId) {
            return rows;
        }
        int guess = (int) Math.min(id - ids[0], rows - 1L);
        if (ids[guess] == id) {
            return guess;
        }
        int at = Arrays.binarySearch(ids, 0, rows, (int) id);
        return at >= 0 ? at : -at - 1;
    }

    void each(IntConsumer visitor) {
        for (int row = 0; row < rows; row++) {
            if (lives(row)) {
                visitor.accept(row);
            }
        }
    }

    int append() {
        return append(lastId + 1);
    }

    /** Adds an empty record under an id above all ids so far. */
    int append(int id) {
        if (id <= lastId) {
            throw new IllegalArgumentException(model + ": id " + id + " is not above " + lastId);
        }
        if (rows == ids.length) {
            ids = Arrays.copyOf(ids, Math.max(16, rows + (rows >> 1)));
        }
        ids[rows] = id;
        lastId = id;
        return rows++;
    }

    void remove(int row) {
        gone.set(row);
    }

    /** The column of a field, or null while no record has a value in it. */
    @Nullable
    Column column(String field) {
        return columns.get(field);
    }

    private Column columnFor(FieldSpec field) {
        Column column = columns.get(field.name());
        if (column == null) {
            column = Column.of(field.type());
            columns.put(field.name(), column);
        }
        return column;
    }

    void set(int row, FieldSpec field, @Nullable Object value) {
        if (Values.none(value) && !columns.containsKey(field.name())) {
            return;
        }
        switch (columnFor(field)) {
            case Column.Ints ints ->
                ints.set(
                        row,
                        switch (field.type()) {
                            case MANY2ONE, MANY2ONE_REFERENCE -> Values.reference(value, field);
                            case DATE -> Values.day(value, field);
                            case DATETIME -> Values.moment(value, field);
                            default -> Values.whole(value, field);
                        });
            case Column.Doubles doubles -> doubles.set(row, Values.fractional(value, field));
            case Column.Texts texts -> texts.set(row, Values.text(value));
            case Column.Links links -> links.set(row, Values.links(value, links.get(row), field));
            case Column.Documents documents -> documents.set(row, value instanceof JsonNode node ? node : null);
        }
    }

    void set(int row, String field, @Nullable Object value) {
        set(row, required(field), value);
    }

    int whole(int row, String field) {
        return columns.get(field) instanceof Column.Ints ints
                ? ints.get(row)
                : ((Column.Ints) Column.of(required(field).type())).get(row);
    }

    /** A reference, or 0 where there is none. */
    int reference(int row, String field) {
        return columns.get(field) instanceof Column.Ints ints && ints.get(row) != Column.Ints.NULL ? ints.get(row) : 0;
    }

    boolean flag(int row, String field) {
        return columns.get(field) instanceof Column.Ints ints && ints.get(row) == 1;
    }

    double decimal(int row, String field) {
        return columns.get(field) instanceof Column.Doubles doubles ? doubles.get(row) : 0;
    }

    @Nullable
    String text(int row, String field) {
        return columns.get(field) instanceof Column.Texts texts ? texts.get(row) : null;
    }

    int[] links(int row, String field) {
        return columns.get(field) instanceof Column.Links links ? links.get(row) : Column.Links.NONE;
    }

    /** Gives a field another type and converts what it holds, as far as the new type can say it. */
    void retype(String name, FieldType type) {
        FieldSpec before = required(name);
        FieldSpec after = before.retyped(type);
        Column old = columns.remove(name);
        fields.put(name, after);
        if (old != null) {
            each(row -> set(row, after, converted(old, row, type)));
        }
    }

    private static @Nullable Object converted(Column old, int row, FieldType type) {
        Object value = switch (old) {
            case Column.Ints ints -> ints.get(row) == Column.Ints.NULL ? null : ints.get(row);
            case Column.Doubles doubles -> doubles.get(row);
            case Column.Texts texts -> texts.get(row);
            case Column.Links links -> links.get(row);
            case Column.Documents documents -> documents.get(row);
        };
        if (value == null || type.textual()) {
            return value instanceof int[] list ? Arrays.toString(list) : value;
        }
        if (type.links()) {
            return value instanceof int[] ? value : null;
        }
        if (type == FieldType.JSON) {
            return JsonNodeFactory.instance.stringNode(String.valueOf(value));
        }
        return value instanceof Number && type != FieldType.DATE && type != FieldType.DATETIME ? value : null;
    }

    byte @Nullable [] cachedLabel(int row) {
        AtomicReferenceArray<byte @Nullable []> cache = labels;
        return row < cache.length() ? cache.get(row) : null;
    }

    void cacheLabel(int row, byte[] label) {
        AtomicReferenceArray<byte @Nullable []> cache = labels;
        if (cache.length() < rows) {
            cache = new AtomicReferenceArray<>(rows + rows / 4 + 16);
            labels = cache;
        }
        if (row < cache.length()) {
            cache.set(row, label);
        }
    }

    void forgetLabels() {
        labels = new AtomicReferenceArray<>(0);
    }
}
