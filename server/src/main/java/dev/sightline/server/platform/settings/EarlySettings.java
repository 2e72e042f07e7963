package dev.sightline.server.platform.settings;

import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.platform.WrongSetting;
import java.io.Console;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/**
 * Checks the settings before anything is started, so that a wrong one costs no time and leaves nothing half-started; and
 * decides about the form of the log: readable in a terminal, JSON elsewhere.
 */
final class EarlySettings implements EnvironmentPostProcessor, Ordered {
    private static final String PORT = "server.port";
    private static final String ADDRESS = "server.address";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Binder settings = Binder.get(environment);
        settings.bind("sightline", SightlineSettings.class).ifBound(bound -> {
            checkHome(bound.home());
            checkKey("sightline.token.key-file", bound.token().keyFile());
            checkKey("sightline.seal.key-file", bound.seal().keyFile());
            checkKey("sightline.master.key-file", bound.master().keyFile());
            bound.master().eachOldKeyFile().forEach(file -> checkKey("sightline.master.old-key-files", file));
        });
        checkDoor(settings, environment);
        String format = environment.getProperty("sightline.log.format", "auto");
        if (format.equals("json") || format.equals("auto") && !inTerminal()) {
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource(
                            "sightline-log", Map.of("logging.structured.format.console", "logstash")));
        }
    }

    private static void checkHome(Path home) {
        Path there = home.toAbsolutePath().normalize();
        while (there != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
            there = there.getParent();
        }
        if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
            throw new WrongSetting(
                    "sightline.home", "must name a folder that can be made and written to", home.toString());
        }
    }

    private static void checkKey(String property, String file) {
        if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
            throw new WrongSetting(property, "must lead to a file that can be read", file);
        }
    }

    /** Where the server listens: else found wrong only when the database runs already. */
    private static void checkDoor(Binder settings, Environment environment) {
        for (String name : List.of(PORT, ADDRESS)) {
            // An empty address would open the server to the network.
            if (environment.getProperty(name, "set").isBlank()) {
                throw new WrongSetting(name, "must not be empty: leave it out, or give it a value");
            }
        }
        settings.bind(PORT, Integer.class).ifBound(port -> {
            if (port < 0 || port > 65_535) {
                throw new WrongSetting(PORT, "must be a whole number from 0 to 65535", port.toString());
            }
        });
        settings.bind(ADDRESS, InetAddress.class).ifBound(address -> {
            if (!isOfThisMachine(address)) {
                throw new WrongSetting(
                        ADDRESS,
                        "must be an address of this machine, such as 127.0.0.1 or 0.0.0.0",
                        environment.getProperty(ADDRESS, ""));
            }
        });
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            // Not to be found out here; opening the port will tell.
            return true;
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
