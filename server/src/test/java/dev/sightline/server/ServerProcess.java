package dev.sightline.server;

import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The server as somebody starts it at a terminal: a process of its own, with nothing set but what is given. */
public final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final Path out;
    private final Path err;
    private final String url;

    private ServerProcess(Map<String, String> settings, String input, String url, List<String> arguments)
            throws IOException {
        this.url = url;
        out = Files.createTempFile("sightline-out", ".txt");
        err = Files.createTempFile("sightline-err", ".txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx384m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Sightline.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SIGHTLINE_"));
        builder.environment().putAll(settings);
        process = builder.start();
        try (Writer typed = process.outputWriter(StandardCharsets.UTF_8)) {
            typed.write(input);
        }
    }

    /** How a process ended, and what it wrote. */
    public record Ended(int exitCode, String out, String err) {}

    /** Runs a verb (or a start that fails) to its end. */
    public static Ended run(Map<String, String> settings, String input, String... arguments)
            throws IOException, InterruptedException {
        try (ServerProcess running = new ServerProcess(settings, input, "", List.of(arguments))) {
            if (!running.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("it does not end: " + running.said());
            }
            return new Ended(running.process.exitValue(), Files.readString(running.out), Files.readString(running.err));
        }
    }

    /** Starts serving on a free port and waits until it is ready. */
    public static ServerProcess serve(Map<String, String> settings) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Map<String, String> all = new HashMap<>(settings);
        all.put("SIGHTLINE_PORT", Integer.toString(port));
        ServerProcess server = new ServerProcess(all, "", "http://127.0.0.1:" + port, List.of("serve"));
        try {
            server.awaitReady();
            return server;
        } catch (Throwable e) {
            server.close();
            throw e;
        }
    }

    public String url() {
        return url;
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest probe = HttpRequest.newBuilder(URI.create(url + "/readyz"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            while (!ready(http, probe)) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new AssertionError("it does not start: " + said());
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }

    private static boolean ready(HttpClient http, HttpRequest probe) throws InterruptedException {
        try {
            return http.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** All that it has written so far. */
    public String said() throws IOException {
        return Files.readString(out, StandardCharsets.UTF_8) + Files.readString(err, StandardCharsets.UTF_8);
    }

    /** Ends it as Ctrl+C would, and waits. */
    @Override
    public void close() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        Files.delete(out);
        Files.delete(err);
    }
}
