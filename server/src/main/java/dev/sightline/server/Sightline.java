package dev.sightline.server;

import dev.sightline.server.demo.Demo;
import dev.sightline.server.platform.Verb;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the server ({@code serve}, or no word at all), or runs a {@link Verb} and ends. */
@SpringBootApplication
public class Sightline {
    private static final int WRONG_USAGE = 2;

    public static void main(String[] args) throws IOException {
        if (args.length == 0 || args[0].startsWith("-")) {
            SpringApplication.run(Sightline.class, args);
        } else if (args[0].equals("serve")) {
            SpringApplication.run(Sightline.class, Arrays.copyOfRange(args, 1, args.length));
        } else if (args[0].equals("demo")) {
            int refusal = Demo.start(Sightline.class, List.of(args).subList(1, args.length));
            if (refusal != 0) {
                System.exit(refusal);
            }
        } else {
            System.exit(run(args[0], List.of(args).subList(1, args.length)));
        }
    }

    private static int run(String name, List<String> arguments) throws IOException {
        SpringApplication application = new SpringApplication(Sightline.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setLazyInitialization(true);
        application.setLogStartupInfo(false);
        application.setDefaultProperties(
                Map.of("sightline.background", "false", "logging.level.root", "ERROR", "sightline.log.format", "text"));
        try (ConfigurableApplicationContext context = application.run()) {
            Map<String, Verb> verbs = new TreeMap<>();
            context.getBeansOfType(Verb.class).values().forEach(verb -> verbs.put(verb.name(), verb));
            Verb verb = verbs.get(name);
            if (verb == null) {
                System.err.println("sightline: there is no verb '" + name + "'; there are demo, serve, "
                        + String.join(", ", verbs.keySet()));
                return WRONG_USAGE;
            }
            try {
                return verb.run(arguments, new Verb.Streams(System.in, System.out, System.err));
            } catch (Verb.UsageException e) {
                System.err.println("sightline: " + e.getMessage() + "\n\n" + verb.usage());
                return WRONG_USAGE;
            }
        }
    }
}
