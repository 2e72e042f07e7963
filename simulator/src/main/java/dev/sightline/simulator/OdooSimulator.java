package dev.sightline.simulator;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

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

    private final @Nullable DemoCompany company;
    private final LivingCompany life;

    private OdooSimulator(
            SimulatorOptions options,
            Database database,
            @Nullable DemoCompany company,
            @Nullable Journal journal,
            String login,
            String apiKey) {
        this.database = database;
        this.company = company;
        this.login = login;
        this.apiKey = apiKey;
        labels = new Labels(database);
        faults = new Faults(database);
        Methods methods = new Methods(labels, options.recordsPerSecond());
        door = new HttpDoor(options.port(), database, faults, counters, methods);
        CompanyPlan plan = options.company();
        life = new LivingCompany(database, plan == null ? 0 : plan.seed(), journal);
        if (company != null && options.life() != null) {
            life.begin(options.life());
        }
    }

    /** Loads or generates the records and starts listening. */
    public static OdooSimulator start(SimulatorOptions options) {
        Database database = new Database(options.database(), options.version(), options.clock());
        Recording recording = options.recording() == null ? Recording.builtIn() : Recording.in(options.recording());
        recording.addTables(database);
        Settings.addTable(database);
        if (options.company() != null) {
            CompanyPlan plan = options.company();
            Journal journal = options.journal() == null ? null : Journal.open(options.journal(), plan.now());
            DemoCompany company =
                    CompanyGenerator.generate(database, journal == null ? plan : plan.madeUpAt(journal.birth()));
            database.secret(Records.USER, options.apiKey());
            return new OdooSimulator(options, database, company, journal, "integration", options.apiKey());
        }
        recording.addRecords(database);
        Table users = database.table("res.users");
        users.each(row -> {
            String login = users.text(row, "login");
            if (login != null) {
                database.secret(users.id(row), login);
            }
        });
        return new OdooSimulator(options, database, null, null, "admin", "admin");
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

    /**
     * The company that was made up.
     *
     * @throws IllegalStateException when the records are recorded ones
     */
    public DemoCompany company() {
        if (company == null) {
            throw new IllegalStateException("this simulator shows a recording");
        }
        return company;
    }

    /** Lets so many things happen in the company at once: deals move, are won and lost, come in, change hands. */
    public void happen(int times) {
        company();
        for (int i = 0; i < times; i++) {
            life.happen();
        }
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
        life.close();
        door.close();
    }

    /**
     * Runs a living demonstration company until the process is ended.
     *
     * @param arguments optionally the port (8069), the number of opportunities (800), the seed (17) and Odoo's version
     *     (17)
     */
    public static void main(String[] arguments) throws InterruptedException {
        int port = argument(arguments, 0, 8069);
        int opportunities = argument(arguments, 1, 800);
        CompanyPlan plan = CompanyPlan.demo(argument(arguments, 2, 17), Instant.now());
        OdooVersion version = OdooVersion.valueOf("V" + argument(arguments, 3, 17));
        SimulatorOptions options = SimulatorOptions.company(
                        opportunities == plan.opportunities() ? plan : plan.withOpportunities(opportunities))
                .onPort(port)
                .as(version)
                .living(Duration.ofSeconds(4));
        try (OdooSimulator simulator = start(options)) {
            System.out.printf(
                    "Odoo %s (simulated) on %s, database %s, login %s, API key %s%n",
                    version.series(),
                    simulator.baseUrl(),
                    simulator.databaseName(),
                    simulator.login(),
                    simulator.apiKey());
            simulator
                    .company()
                    .signIns()
                    .forEach(person -> System.out.printf(
                            "  %-40s %-26s sees %s%n", person.email(), person.jobTitle(), person.sees()));
            new CountDownLatch(1).await();
        }
    }

    private static int argument(String[] arguments, int index, int otherwise) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
    }
}
