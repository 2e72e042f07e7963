package dev.sightline.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A transaction that takes its time. Nothing of it can be read before {@link #commit()}; then its records bear a
 * {@code write_date} that may lie before one that a reader has already seen. Not thread-safe.
 */
public final class LongTransaction {
    private final Database database;
    private final long start;
    private final List<Consumer<Transaction>> changes = new ArrayList<>();

    LongTransaction(Database database, long start) {
        this.database = database;
        this.start = start;
    }

    /** Plans the creation of a record; it gets its id at commit. */
    public LongTransaction create(String model, Map<String, ?> values) {
        Map<String, Object> copy = new LinkedHashMap<>(values);
        changes.add(transaction -> transaction.create(model, copy));
        return this;
    }

    /** Plans a change of a record. */
    public LongTransaction write(String model, int id, Map<String, ?> values) {
        Map<String, Object> copy = new LinkedHashMap<>(values);
        changes.add(transaction -> transaction.write(model, new int[] {id}, copy));
        return this;
    }

    /** Makes all planned changes visible at once. */
    public void commit() {
        database.write(() -> {
            Transaction transaction = new Transaction(database, Records.USER, start);
            changes.forEach(change -> change.accept(transaction));
            changes.clear();
            return true;
        });
    }
}
