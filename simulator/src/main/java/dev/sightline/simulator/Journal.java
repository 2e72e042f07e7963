package dev.sightline.simulator;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What makes a living company the same one after a restart: the moment it was made up at, then the moment of each thing
 * that happened, one per line in seconds since 1970. What happened follows from the seed, so the moments are enough. Used
 * under the database's lock.
 */
final class Journal {
    private final Path file;
    private final Instant birth;
    private final List<Long> moments;

    private Journal(Path file, Instant birth, List<Long> moments) {
        this.file = file;
        this.birth = birth;
        this.moments = List.copyOf(moments);
    }

    /** Opens the journal, or begins one with {@code birth}. A last line that was cut off by a crash is dropped. */
    static Journal open(Path file, Instant birth) {
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, birth.getEpochSecond() + "\n");
                return new Journal(file, Instant.ofEpochSecond(birth.getEpochSecond()), List.of());
            }
            String text = Files.readString(file);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            if (whole.length() < text.length()) {
                Files.writeString(file, whole);
            }
            List<Long> lines = new ArrayList<>(whole.lines().map(Long::valueOf).toList());
            if (lines.isEmpty()) {
                Files.delete(file);
                return open(file, birth);
            }
            Instant remembered = Instant.ofEpochSecond(lines.removeFirst());
            return new Journal(file, remembered, lines);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the journal " + file, e);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(file + " is no journal of a demo company", e);
        }
    }

    /** When the company was made up, to the second. */
    Instant birth() {
        return birth;
    }

    /** The moments of what happened before this start, in order. */
    List<Long> moments() {
        return moments;
    }

    /** Called before the thing happens: nobody may have seen what a restart would not know. */
    void append(long moment) {
        try (BufferedWriter writer =
                Files.newBufferedWriter(file, StandardCharsets.US_ASCII, StandardOpenOption.APPEND)) {
            writer.write(moment + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the journal " + file, e);
        }
    }
}
