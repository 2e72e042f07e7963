package dev.sightline.simulator;

import java.net.URI;

/**
 * An Odoo in memory, on 127.0.0.1. It answers what a connector asks, in the words of a recorded Odoo 17, and lets tests
 * change its records and break its transport. Thread-safe.
 */
public final class OdooSimulator implements AutoCloseable {
    private final Database database;
    private final Labels labels;
    private final Faults faults;
    private final RequestCounters counters = new RequestCounters();
    private final HttpDoor door;
    private final String login;
    private final String apiKey;

    private OdooSimulator(SimulatorOptions options, Database database, String login, String apiKey) {
        this.database = database;
        this.login = login;
        this.apiKey = apiKey;
        labels = new Labels(database);
        faults = new Faults(database);
        door = new HttpDoor(options.port(), database, faults, counters, new Methods(labels));
    }

    /** Loads or generates the records and starts listening. */
    public static OdooSimulator start(SimulatorOptions options) {
        Database database = new Database(options.database(), options.version(), options.clock());
        Recording recording = options.recording() == null ? Recording.builtIn() : Recording.in(options.recording());
        recording.addTables(database);
        Settings.addTable(database);
        recording.addRecords(database);
        Table users = database.table("res.users");
        users.each(row -> {
            String login = users.text(row, "login");
            if (login != null) {
                database.secret(users.id(row), login);
            }
        });
        return new OdooSimulator(options, database, "admin", "admin");
    }

    /** Where it listens, {@code http://127.0.0.1:PORT}, without a slash at the end. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + door.port());
    }

    /** The name of the database. */
    public String databaseName() {
        return database.name();
    }

    /** The login of the user a connector signs in as. */
    public String login() {
        return login;
    }

    /** The password or API key that goes with {@link #login()}. */
    public String apiKey() {
        return apiKey;
    }

    /**
     * The records of a model.
     *
     * @throws RuntimeException when there is no such model
     */
    public Records records(String model) {
        return new Records(database, labels, model);
    }

    public Faults faults() {
        return faults;
    }

    public RequestCounters counters() {
        return counters;
    }

    /** Stops listening and forgets everything. */
    @Override
    public void close() {
        door.close();
    }
}
