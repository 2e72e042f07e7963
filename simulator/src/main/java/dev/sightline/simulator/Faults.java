package dev.sightline.simulator;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What can be made to go wrong, in the transport, in the access and in the data. Thread-safe; takes effect with the next
 * request.
 */
public final class Faults {
    private final Database database;
    private final Deque<Planned> planned = new ArrayDeque<>();
    private final Map<String, Set<Integer>> vanished = new ConcurrentHashMap<>();
    private final Set<String> forbidden = ConcurrentHashMap.newKeySet();
    private @Nullable Fault standing;

    private static final class Planned {
        private final @Nullable String model;
        private final Fault fault;
        private int left;

        Planned(@Nullable String model, int left, Fault fault) {
            this.model = model;
            this.left = left;
            this.fault = fault;
        }
    }

    Faults(Database database) {
        this.database = database;
    }

    /** Lets the next requests go wrong, whatever they ask. Faults planned earlier come first. */
    public synchronized void next(int requests, Fault fault) {
        planned.add(new Planned(null, requests, fault));
    }

    /** Lets the next requests for a model go wrong. */
    public synchronized void next(String model, int requests, Fault fault) {
        planned.add(new Planned(model, requests, fault));
    }

    /** Lets every request go wrong until {@link #clear()}. */
    public synchronized void always(Fault fault) {
        standing = fault;
    }

    /** Ends all faults of the transport. */
    public synchronized void clear() {
        planned.clear();
        standing = null;
    }

    synchronized @Nullable Fault take(String model) {
        for (Iterator<Planned> each = planned.iterator(); each.hasNext(); ) {
            Planned next = each.next();
            if (next.model == null || next.model.equals(model)) {
                if (--next.left == 0) {
                    each.remove();
                }
                return next.fault;
            }
        }
        return standing;
    }

    /**
     * Gives a field another type, converting its values where the new type can say them.
     *
     * @param type a type of Odoo, such as {@code char}
     */
    public void retype(String model, String field, String type) {
        locked(() -> database.table(model).retype(field, FieldType.of(type)));
    }

    /** Removes a field from a model: asking for it is an error, {@code fields_get} no longer names it. */
    public void hideField(String model, String field) {
        locked(() -> database.table(model).fields().remove(field));
    }

    /** Shrinks the callers' access: these records are there no more for them, though nobody deleted them. */
    public void vanish(String model, int... ids) {
        Set<Integer> all = new HashSet<>(vanished(model));
        Arrays.stream(ids).forEach(all::add);
        vanished.put(model, Set.copyOf(all));
    }

    /** Refuses a whole model to the callers, its description too. */
    public void forbid(String model) {
        forbidden.add(model);
    }

    /** Gives all access back. */
    public void reappear() {
        vanished.clear();
        forbidden.clear();
    }

    boolean forbids(String model) {
        return forbidden.contains(model);
    }

    Set<Integer> vanished(String model) {
        return vanished.getOrDefault(model, Set.of());
    }

    /** Changes a record as raw SQL would: {@code write_date} stays, nothing follows from it. */
    public void rawUpdate(String model, int id, Map<String, ?> values) {
        locked(() -> {
            Table table = database.table(model);
            int row = table.row(id);
            if (row < 0) {
                throw new IllegalArgumentException(model + " " + id + " does not exist");
            }
            values.forEach((name, value) -> table.set(row, name, value));
            database.forgetLabels();
        });
    }

    /** Begins a transaction now whose changes appear when it is committed, stamped with its beginning. */
    public LongTransaction beginTransaction() {
        return new LongTransaction(database, database.now());
    }

    private void locked(Runnable change) {
        database.write(() -> {
            change.run();
            return true;
        });
    }
}
