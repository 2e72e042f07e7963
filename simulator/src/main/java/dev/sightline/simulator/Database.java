package dev.sightline.simulator;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one Odoo database. Everything below it is guarded by one read-write lock: requests read side by side,
 * a writing transaction is alone.
 */
final class Database {
    private final String name;
    private final OdooVersion version;
    private final InstantSource clock;
    private final Map<String, Table> tables = new TreeMap<>();
    private final Map<String, Map<Integer, String>> foreignNames = new ConcurrentHashMap<>();
    private final Map<Integer, String> secrets = new ConcurrentHashMap<>();
    private final Map<Integer, Double> scores = new HashMap<>();
    private @Nullable Long relived;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    Database(String name, OdooVersion version, InstantSource clock) {
        this.name = name;
        this.version = version;
        this.clock = clock;
    }

    String name() {
        return name;
    }

    OdooVersion version() {
        return version;
    }

    /** The present, to the second. */
    long now() {
        Long remembered = relived;
        return remembered == null ? clock.instant().getEpochSecond() : remembered;
    }

    /** Lets {@code work} believe that it is {@code moment}; before the first request only. */
    void relive(long moment, Runnable work) {
        relived = moment;
        try {
            work.run();
        } finally {
            relived = null;
        }
    }

    void add(Table table) {
        tables.put(table.model(), table);
    }

    boolean has(String model) {
        return tables.containsKey(model);
    }

    @Nullable
    Table find(String model) {
        return tables.get(model);
    }

    Table table(String model) {
        Table table = tables.get(model);
        if (table == null) {
            throw OdooError.user("Object " + model + " doesn't exist");
        }
        return table;
    }

    Iterable<Table> tables() {
        return tables.values();
    }

    <T> T read(Supplier<T> work) {
        lock.readLock().lock();
        try {
            return work.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    <T> T write(Supplier<T> work) {
        lock.writeLock().lock();
        try {
            return work.get();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Remembers the name of a record of a model that is not held here, so that references to it can be shown. */
    void name(String model, int id, String text) {
        foreignNames.computeIfAbsent(model, _ -> new ConcurrentHashMap<>()).put(id, text);
    }

    @Nullable
    String foreignName(String model, int id) {
        Map<Integer, String> names = foreignNames.get(model);
        return names == null ? null : names.get(id);
    }

    void secret(int user, String secret) {
        secrets.put(user, secret);
    }

    /** Whether the password or API key is the user's. */
    boolean opens(int user, String secret) {
        return secret.equals(secrets.get(user)) && active(user);
    }

    /** The user of a login and password, 0 when they do not fit. */
    int userOf(String login, String secret) {
        Table users = table("res.users");
        for (int row = 0; row < users.rows(); row++) {
            if (users.lives(row) && login.equals(users.text(row, "login")) && opens(users.id(row), secret)) {
                return users.id(row);
            }
        }
        return 0;
    }

    /** The user whose API key this is, 0 when nobody's. */
    int userOfKey(String key) {
        return secrets.entrySet().stream()
                .filter(entry -> entry.getValue().equals(key) && active(entry.getKey()))
                .mapToInt(Map.Entry::getKey)
                .min()
                .orElse(0);
    }

    private boolean active(int user) {
        Table users = table("res.users");
        int row = users.row(user);
        return row >= 0 && users.flag(row, "active");
    }

    /** Sets the probability that the predictive scoring gives an opportunity in a stage, in percent. */
    void score(int stage, double probability) {
        scores.put(stage, probability);
    }

    double scoreOf(int stage) {
        return scores.getOrDefault(stage, 0.0);
    }

    void forgetLabels() {
        tables.values().forEach(Table::forgetLabels);
    }
}
