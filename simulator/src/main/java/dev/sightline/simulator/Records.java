package dev.sightline.simulator;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The records of one model, for tests and demonstrations that change them without HTTP. Values are what Odoo's API
 * takes: numbers, texts, booleans, ids, lists of ids, {@code "yyyy-mm-dd hh:mm:ss"}; also LocalDate and Instant.
 * Changes follow Odoo's rules, each call in a transaction of its own as user 2. Thread-safe.
 */
public final class Records {
    static final int USER = 2;

    private final Database database;
    private final Labels labels;
    private final String model;

    Records(Database database, Labels labels, String model) {
        this.database = database;
        this.labels = labels;
        this.model = model;
        database.table(model);
    }

    /** Creates a record and returns its id. */
    public int create(Map<String, ?> values) {
        return database.write(() -> transaction().create(model, new LinkedHashMap<String, @Nullable Object>(values)));
    }

    /** Changes a record. */
    public void write(int id, Map<String, ?> values) {
        database.write(() -> {
            transaction().write(model, new int[] {id}, new LinkedHashMap<String, @Nullable Object>(values));
            return true;
        });
    }

    /**
     * Changes one field of every nth record, each in a transaction of its own.
     *
     * @param value by the record's id
     * @return how many records were changed
     */
    public int writeEvery(int nth, String field, IntFunction<?> value) {
        int[] ids = ids();
        int written = 0;
        for (int i = 0; i < ids.length; i += nth) {
            write(ids[i], Map.of(field, value.apply(ids[i])));
            written++;
        }
        return written;
    }

    /** Deletes records; ids that are not there are ignored. */
    public void unlink(int... ids) {
        database.write(() -> {
            transaction().unlink(model, ids);
            return true;
        });
    }

    /** Marks an opportunity as won; only for {@code crm.lead}. */
    public void win(int id) {
        database.write(() -> {
            LeadLife.win(transaction(), new int[] {id});
            return true;
        });
    }

    /** Marks an opportunity as lost, for a reason (0: none); only for {@code crm.lead}. */
    public void lose(int id, int reason) {
        database.write(() -> {
            LeadLife.lose(transaction(), new int[] {id}, reason == 0 ? Map.of() : Map.of("lost_reason_id", reason));
            return true;
        });
    }

    /** All fields of a record as {@code read} answers them; an empty object when it does not exist. */
    public JsonNode read(int id) {
        return database.read(() -> {
            Table table = database.table(model);
            int row = table.row(id);
            if (row < 0) {
                return Json.object();
            }
            JsonOut out = new JsonOut(4096);
            List<String> fields = List.copyOf(table.fields().keySet());
            RecordWriter.of(database, labels, table, fields, true, field -> false)
                    .write(out, row);
            return Json.MAPPER.readTree(new String(out.array(), 0, out.length(), StandardCharsets.UTF_8));
        });
    }

    /** The ids of all records, archived ones included, ascending. */
    public int[] ids() {
        return database.read(() -> {
            Table table = database.table(model);
            return IntStream.range(0, table.rows())
                    .filter(table::lives)
                    .map(table::id)
                    .toArray();
        });
    }

    /** How many records there are, archived ones included. */
    public int count() {
        return database.read(() -> database.table(model).count());
    }

    private Transaction transaction() {
        return new Transaction(database, USER, database.now());
    }
}
