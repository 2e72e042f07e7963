package dev.sightline.bench;

import dev.sightline.server.Sightline;
import dev.sightline.server.identity.SignedIn;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Requires;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The server as it is, with one more address: an authenticated request that returns a constant. */
public final class MeasuredServer {
    static final String CONSTANT = "/api/v2/bench/constant";

    private MeasuredServer() {}

    /** Below /api, so that it goes through the same filters and the same look at the session. */
    @RestController
    static class Constant {
        record Answer(String word) {}

        @Requires(Permission.VIEW_RECORDS)
        @GetMapping(CONSTANT)
        Answer constant(SignedIn signedIn) {
            return new Answer("constant");
        }
    }

    public static void main(String[] arguments) throws IOException {
        serve(Constant.class);
    }

    /** Serves with more in it, until whoever started this process closes the door, or is gone. */
    static void serve(Class<?>... more) throws IOException {
        serve(
                (context, order) -> {
                    throw new IllegalArgumentException("no orders are taken: " + order);
                },
                more);
    }

    /** What a server in a benchmark does besides, when it is told to on its standard input. */
    @FunctionalInterface
    interface Orders {
        /** @return what has been done, in a line */
        String obey(ApplicationContext context, String order);
    }

    /** The same, and obeys. */
    static void serve(Orders orders, Class<?>... more) throws IOException {
        Class<?>[] sources =
                Stream.concat(Stream.of(Sightline.class), Stream.of(more)).toArray(Class<?>[]::new);
        SpringApplication server = new SpringApplication(sources);
        int[] port = new int[1];
        server.addListeners((ApplicationListener<WebServerInitializedEvent>)
                event -> port[0] = event.getWebServer().getPort());
        try (ConfigurableApplicationContext context =
                        server.run("--server.port=0", "--logging.level.root=WARN", "--sightline.log.format=text");
                BufferedReader given = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            Child.say("listening " + port[0]);
            for (@Nullable String order = given.readLine(); order != null; order = given.readLine()) {
                Child.say("done " + orders.obey(context, order));
            }
        }
    }
}
