package dev.sightline.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own, from the same jar with another main class, so that what is measured shares no heap and no compiled
 * code with the measuring. It ends when this is closed, or when this process ends and its standard input with it.
 */
public final class Child implements AutoCloseable {
    /** What a child says to its parent stands on lines of its own, among its log. */
    static final String SAYS = "bench: ";

    private static final int HEAP_MEGABYTES = 384;
    private static final Pattern OWN_CLASSES = Pattern.compile("sightline-bench-[0-9].*\\.jar");
    private static final Duration START_PATIENCE = Duration.ofMinutes(3);
    private static final Duration END_PATIENCE = Duration.ofSeconds(20);

    /** The heap and collector of the launcher, so that the server is measured as it is run. */
    private static final List<String> JAVA_OPTIONS = List.of(
            "-XX:+UseCompactObjectHeaders",
            "-XX:+UseSerialGC",
            "-Xms64m",
            "-XX:MaxMetaspaceSize=256m",
            "-XX:MinHeapFreeRatio=20",
            "-XX:MaxHeapFreeRatio=40",
            "-XX:-ShrinkHeapInSteps",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final String name;
    private final Process process;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final Writer orders;
    private int port;

    private Child(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.orders = process.outputWriter();
        Thread.ofPlatform().daemon().name(name + "-output").start(() -> listen(log));
    }

    /**
     * Starts as the launcher does (its heap, the unpacked server, what the training run learnt of it) and waits until it
     * says {@code listening PORT}. The main class may use what the server uses, and no library of the benchmarks.
     */
    static Child start(String name, Class<?> main, Map<String, String> properties, Path home)
            throws IOException, InterruptedException {
        Path app = Path.of(System.getProperty("sightline.app", "")).resolve("sightline-app.jar");
        if (!insideJar() || !Files.exists(app)) {
            return start(name, main, properties, home, HEAP_MEGABYTES);
        }
        List<String> command = command(properties, HEAP_MEGABYTES);
        Path cache = app.resolveSibling("sightline.aot");
        if (Files.exists(cache)) {
            command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off"));
        }
        command.addAll(List.of("-cp", app + File.pathSeparator + ownClasses(), main.getName()));
        return start(name, command, home);
    }

    /** Starts from the jar of the benchmarks, with another heap. */
    public static Child start(String name, Class<?> main, Map<String, String> properties, Path home, int heapMegabytes)
            throws IOException, InterruptedException {
        List<String> command = command(properties, heapMegabytes);
        command.add("-Dloader.main=" + main.getName());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(insideJar() ? "org.springframework.boot.loader.launch.PropertiesLauncher" : main.getName());
        return start(name, command, home);
    }

    private static List<String> command(Map<String, String> properties, int heapMegabytes) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(JAVA_OPTIONS);
        command.add("-Xmx" + heapMegabytes + "m");
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        return command;
    }

    private static Child start(String name, List<String> command, Path home) throws IOException, InterruptedException {
        Files.createDirectories(home);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Child child = new Child(name, process, home.resolve(name + ".log"));
        child.port = Integer.parseInt(child.await("listening ", START_PATIENCE));
        return child;
    }

    /** The benchmarks' own classes lie beside the jar that holds their libraries too. */
    private static Path ownClasses() {
        Path jar = Path.of(System.getProperty("java.class.path"));
        try (Stream<Path> beside = Files.list(jar.toAbsolutePath().getParent())) {
            return beside.filter(file ->
                            OWN_CLASSES.matcher(file.getFileName().toString()).matches())
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalStateException("no jar of the benchmarks' own classes beside " + jar));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean insideJar() {
        return System.getProperty("java.class.path").endsWith("sightline-bench.jar");
    }

    /** Tells the parent. */
    public static void say(String what) {
        System.out.println(SAYS + what);
        System.out.flush();
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** Gives an order on the child's standard input and waits for the answer, which begins with {@code done }. */
    String order(String what) throws IOException, InterruptedException {
        return order(what, START_PATIENCE);
    }

    public String order(String what, Duration patience) throws IOException, InterruptedException {
        orders.write(what + "\n");
        orders.flush();
        return await("done ", patience);
    }

    private String await(String beginning, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            String line = said.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null || line.isEmpty()) {
                throw new IllegalStateException(
                        name + (line == null ? " did not answer within " + patience : " ended; see its log"));
            }
            if (line.startsWith(beginning)) {
                return line.substring(beginning.length());
            }
        }
    }

    private void listen(Path file) {
        try (BufferedReader lines = process.inputReader();
                Writer log = Files.newBufferedWriter(file)) {
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.write(line + "\n");
                log.flush();
                if (line.startsWith(SAYS)) {
                    said.add(line.substring(SAYS.length()));
                }
            }
        } catch (IOException e) {
            System.err.println(name + ": " + e.getMessage());
        }
        said.add("");
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(END_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
