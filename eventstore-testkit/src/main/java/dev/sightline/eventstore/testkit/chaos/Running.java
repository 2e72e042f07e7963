package dev.sightline.eventstore.testkit.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A {@link Victim} that runs. For one thread. */
final class Running {
    private static final long PATIENCE_SECONDS = 90;

    private final Process process;
    private final Thread listener;
    private final CountDownLatch atWork;

    private Running(Process process, Thread listener, CountDownLatch atWork) {
        this.process = process;
        this.listener = listener;
        this.atWork = atWork;
    }

    static Running start(List<String> arguments, Consumer<String> heard) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
        // Inside an executable jar the class path is that jar alone.
        String loader = "org.springframework.boot.loader.launch.PropertiesLauncher";
        if (System.getProperty("loader.main") != null) {
            command.addAll(List.of("-Dloader.main=" + Victim.class.getName(), loader));
        } else {
            command.add(Victim.class.getName());
        }
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        CountDownLatch atWork = new CountDownLatch(1);
        Thread listener =
                Thread.ofPlatform().daemon().name("chaos-listener").start(() -> listen(process, heard, atWork));
        return new Running(process, listener, atWork);
    }

    /** Waits for its first word. */
    void awaitWork() throws InterruptedException {
        if (!atWork.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process " + process.pid() + " does not begin to work");
        }
    }

    private static void listen(Process process, Consumer<String> heard, CountDownLatch atWork) {
        try (BufferedReader lines = process.inputReader()) {
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                heard.accept(line);
                atWork.countDown();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL; returns when all that it had said was heard. */
    void kill() throws InterruptedException {
        // Of the handle, as the process's own would close the stream with words in it that were not yet read.
        process.toHandle().destroyForcibly();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process " + process.pid() + " does not die");
        }
        listener.join();
    }

    /** SIGSTOP, and SIGCONT after the time: as a process that is suspended or gets no processor. */
    void stopFor(Duration time) throws IOException, InterruptedException {
        signal("STOP");
        LockSupport.parkNanos(time.toNanos());
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }
}
