package dev.sightline.server.demo;

import dev.sightline.simulator.CompanyPlan;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.SimulatorOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;

/**
 * Starts the simulated Odoo in this process, and the server on it with settings of its own; what either keeps lies in
 * {@code HOME/demo}, apart from the data of {@code serve}.
 */
public final class Demo {
    private static final long SEED = 17;
    private static final Duration PACE = Duration.ofSeconds(5);

    private Demo() {}

    /**
     * @param application the class to start
     * @param arguments {@code --fresh} forgets the last company, {@code --still} lets nothing happen in it, {@code --train}
     *     walks through it once ({@link TrainingRun}) and ends
     * @return the exit code where it did not start; 0 when the server runs
     */
    public static int start(Class<?> application, List<String> arguments) {
        for (String argument : arguments) {
            if (!List.of("--fresh", "--still", "--train").contains(argument)) {
                System.err.println("sightline: demo knows --fresh and --still, not '" + argument + "'");
                return 2;
            }
        }
        Path home = home().resolve("demo");
        DemoFolder folder = DemoFolder.take(home).orElse(null);
        if (folder == null) {
            return inUse(home);
        }
        if (arguments.contains("--fresh") && !folder.forget()) {
            folder.close();
            return inUse(home);
        }
        boolean training = arguments.contains("--train");
        OdooSimulator odoo = OdooSimulator.start(company(home, !arguments.contains("--still"), training));
        SpringApplication server = new SpringApplication(application);
        server.setLogStartupInfo(false);
        settings(home, odoo).forEach(System::setProperty);
        System.setProperty("sightline.demo.training", Boolean.toString(training));
        server.addInitializers(context -> {
            context.getBeanFactory().registerSingleton("demoOdoo", odoo);
            // Held for as long as the server runs.
            context.getBeanFactory().registerSingleton("demoFolder", folder);
            context.getBeanFactory().registerSingleton("demoHome", new DemoHome(home));
        });
        try {
            server.run();
            return 0;
        } catch (RuntimeException e) {
            // Said already, by the server itself. The simulated Odoo would keep the process alive.
            odoo.close();
            folder.close();
            return 1;
        }
    }

    private static int inUse(Path home) {
        System.err.println("sightline: cannot start: the folder " + home
                + " is in use by another running Sightline: stop that one first.");
        return 1;
    }

    private static SimulatorOptions company(Path home, boolean living, boolean training) {
        CompanyPlan plan = CompanyPlan.demo(SEED, Clock.systemUTC().instant());
        // Between runs the company is the same one: what happened in it is made to happen again.
        SimulatorOptions options = SimulatorOptions.company(
                        training ? plan.withOpportunities(TrainingRun.OPPORTUNITIES) : plan)
                .remembering(home.resolve("company.journal"));
        return living ? options.living(PACE) : options;
    }

    private static Map<String, String> settings(Path home, OdooSimulator odoo) {
        Map<String, String> settings = new HashMap<>();
        settings.put("sightline.home", home.toString());
        settings.put("sightline.database.url", "");
        settings.put("sightline.odoo.url", odoo.baseUrl().toString());
        settings.put("sightline.odoo.database", odoo.databaseName());
        settings.put("sightline.odoo.login", odoo.login());
        settings.put("sightline.odoo.key", odoo.apiKey());
        settings.put("sightline.sync.interval", "15s");
        settings.put("sightline.organization.slug", "nordwind");
        settings.put("sightline.organization.name", odoo.company().name());
        settings.put("sightline.organization.currency", "EUR");
        settings.put("sightline.organization.zone", "Europe/Brussels");
        settings.put("sightline.demo", "true");
        // Its people are nobody: no mail goes to their addresses, whatever the environment says.
        settings.put("sightline.smtp.host", "");
        // The terminal is for the address and the sign-ins; what goes wrong still shows.
        settings.put("logging.level.root", System.getProperty("logging.level.root", "WARN"));
        return settings;
    }

    private static Path home() {
        String given =
                System.getProperty("sightline.home", System.getenv().getOrDefault("SIGHTLINE_HOME", ".sightline"));
        return Path.of(given).toAbsolutePath().normalize();
    }
}
