package dev.sightline.server.platform.settings;

import dev.sightline.server.platform.SightlineSettings;
import java.io.Console;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Checks the settings before anything is started, so that a wrong one costs no time and leaves nothing half-started; and
 * decides about the form of the log: readable in a terminal, JSON elsewhere.
 */
final class EarlySettings implements EnvironmentPostProcessor, Ordered {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Binder.get(environment).bind("sightline", SightlineSettings.class);
        String format = environment.getProperty("sightline.log.format", "auto");
        if (format.equals("json") || format.equals("auto") && !inTerminal()) {
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource(
                            "sightline-log", Map.of("logging.structured.format.console", "logstash")));
        }
    }

    private static boolean inTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    @Override
    public int getOrder() {
        // Behind the one that reads application.yaml.
        return Ordered.LOWEST_PRECEDENCE;
    }
}
