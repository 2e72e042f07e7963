package dev.sightline.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** How this machine lets a PostgreSQL be started: without root's rights, and tied to the life of this process. */
final class Launch {
    private Launch() {}

    /** The words before a command that PostgreSQL refuses to run as root; empty for an ordinary user. */
    static List<String> asNobody() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        // A user namespace without a mapping: the process is nobody to itself, and still owns root's files.
        List<String> words = List.of("unshare", "-U");
        if (!works(words)) {
            throw new EmbeddedPostgresException(
                    "PostgreSQL refuses to run as root, and this machine does not let root shed its"
                            + " rights (`unshare -U` fails): run as an ordinary user, or set SIGHTLINE_DATABASE_URL to a"
                            + " PostgreSQL of your own");
        }
        return words;
    }

    /**
     * The words that have the kernel stop the command when the thread that started it ends, and a terminal's Ctrl+C go to that
     * thread's process alone; empty where unknown.
     */
    static List<String> endingWithThread() {
        List<String> words = List.of("setpriv", "--pdeathsig", "INT", "setsid");
        return works(words) ? words : List.of();
    }

    private static boolean works(List<String> prefix) {
        List<String> command = new ArrayList<>(prefix);
        command.add("true");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Starts a process from a thread of its own that lives until {@code end} opens: the kernel's "parent died" signal
     * means the thread, not the process, and the caller's thread may well end before the database.
     */
    static Process fromLastingThread(List<String> command, File log, CountDownLatch end) {
        CompletableFuture<Process> started = new CompletableFuture<>();
        Thread.ofPlatform().name("postgres-parent").daemon().start(() -> {
            try {
                started.complete(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log)
                        .start());
            } catch (IOException e) {
                started.completeExceptionally(e);
                return;
            }
            while (end.getCount() > 0) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    // Nobody interrupts this thread for good: ending it would stop the database.
                    Thread.onSpinWait();
                }
            }
        });
        try {
            return started.get();
        } catch (ExecutionException e) {
            throw new EmbeddedPostgresException("PostgreSQL cannot be started: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("interrupted while PostgreSQL was starting", e);
        }
    }

    /** Runs a short command to its end; its output goes into the error when it fails. */
    static void run(List<String> command, Path output, String what) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new EmbeddedPostgresException(what + " did not end within two minutes");
            }
            if (process.exitValue() != 0) {
                throw new EmbeddedPostgresException(what + " failed: " + tail(output));
            }
        } catch (IOException e) {
            throw new EmbeddedPostgresException(what + " failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("interrupted: " + what, e);
        }
    }

    /** The last lines of a log, for an error's text. */
    static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 8), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }
}
