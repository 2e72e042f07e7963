package dev.sightline.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Asks the operating system about processes. */
final class Processes {
    private static final double KILOBYTES = 1024;

    private Processes() {}

    /** What the process holds in memory (its resident set), as {@code ps} says on Linux and macOS. */
    static double residentMegabytes(long pid) throws IOException, InterruptedException {
        Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
        String answer = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (ps.waitFor() != 0 || answer.isEmpty()) {
            throw new IOException("process " + pid + " is gone");
        }
        return Long.parseLong(answer) / KILOBYTES;
    }
}
