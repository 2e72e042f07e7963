package dev.sightline.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import tools.jackson.databind.JsonNode;

/**
 * What the demo's server process holds in memory once it has settled: the whole {@code ./sightline demo}, with the simulated
 * Odoo in the same process and its company living; PostgreSQL's processes are not in it.
 */
final class MemoryBench implements Bench.Measurement {
    private static final Duration START_PATIENCE = Duration.ofMinutes(3);
    private static final Duration SETTLING = Duration.ofSeconds(120);
    private static final Duration SETTLING_QUICK = Duration.ofSeconds(15);
    private static final int SAMPLES = 10;
    private static final int LOOKS = 20;

    @Override
    public Report measure(Bench.Run run) throws Exception {
        Path home = run.home().resolve("memory");
        Path facts = home.resolve("demo/demo.json");
        Files.createDirectories(home);
        Report report = new Report("memory", 1);
        run.say("Starting a demo …");
        withDemo(run, home, List.of("demo", "--fresh"), (process, startedAfter) -> {
            double ready = Processes.residentMegabytes(process.pid());
            run.say("Looking at dashboards, then letting it settle …");
            useIt(facts);
            Duration settling = run.quick() ? SETTLING_QUICK : SETTLING;
            double[] samples = new double[SAMPLES];
            for (int i = 0; i < SAMPLES; i++) {
                TimeUnit.NANOSECONDS.sleep(settling.toNanos() / SAMPLES);
                samples[i] = Processes.residentMegabytes(process.pid());
            }
            report.figure("memory.server_rss_mb", samples[SAMPLES - 1])
                    .detail("when_ready_mb", Figures.round(ready))
                    .detail(
                            "highest_mb",
                            Figures.round(DoubleStream.of(samples).max().orElseThrow()))
                    .detail("settled_s", settling.toSeconds())
                    .detail("of", "the demo's server process, the simulated Odoo included, PostgreSQL not")
                    .detail("first_start_s", Figures.round(startedAfter.toMillis() / 1e3));
        });
        run.say("Starting it a second time …");
        withDemo(
                run,
                home,
                List.of("demo"),
                (process, startedAfter) ->
                        report.detail("second_start_s", Figures.round(startedAfter.toMillis() / 1e3)));
        return report;
    }

    /** What is to be done while a demo runs. */
    @FunctionalInterface
    private interface Use {
        /** @param startedAfter from the command to its address */
        void use(Process process, Duration startedAfter) throws Exception;
    }

    private static void withDemo(Bench.Run run, Path home, List<String> command, Use use) throws Exception {
        Path facts = home.resolve("demo/demo.json");
        Files.deleteIfExists(facts);
        List<String> words =
                new ArrayList<>(List.of(run.root().resolve("sightline").toString()));
        words.addAll(command);
        ProcessBuilder demo = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("demo.log").toFile());
        demo.environment().put("SIGHTLINE_HOME", home.toString());
        demo.environment().put("SIGHTLINE_PORT", Integer.toString(freePort()));
        long begun = System.nanoTime();
        Process process = demo.start();
        try {
            await(process, facts);
            use.use(process, Duration.ofNanos(System.nanoTime() - begun));
        } finally {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    /** Everyone of the demo signs in and looks at what there is. */
    private static void useIt(Path facts) throws IOException, InterruptedException {
        JsonNode demo = SignIn.JSON.readTree(Files.readString(facts));
        int port = java.net.URI.create(demo.path("url").asString()).getPort();
        for (JsonNode signIn : demo.path("sign_ins").values()) {
            String token = SignIn.token(
                    port,
                    signIn.path("email").asString(),
                    signIn.path("password").asString());
            for (int look = 0; look < LOOKS; look++) {
                for (String path : List.of("/api/v2/dashboard", "/api/v2/opportunities", "/api/v2/users/hierarchy")) {
                    SignIn.get(port, path, token);
                }
            }
        }
    }

    private static void await(Process process, Path facts) throws InterruptedException {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (!Files.exists(facts)) {
            if (System.nanoTime() > deadline || process.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the demo did not start; see demo.log beside " + facts.getParent());
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
