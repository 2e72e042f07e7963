package dev.sightline.server.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the demonstration keeps, for this process alone until it is closed or the process ends. */
final class DemoFolder implements AutoCloseable {
    private static final String LOCK = "lock";

    private final Path folder;
    private final FileChannel lock;

    private DemoFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Empty where another process has it. */
    static Optional<DemoFolder> take(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel lock = locked(folder.resolve(LOCK));
            return lock == null ? Optional.empty() : Optional.of(new DemoFolder(folder, lock));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + folder, e);
        }
    }

    /**
     * Empties it, but for the locks: whoever opens one of them meanwhile waits for the same file as we.
     *
     * @return false, with nothing done, where the PostgreSQL in it is in use, as it is by a verb that was started for this folder
     */
    boolean forget() {
        Path postgres = folder.resolve("postgres");
        try {
            if (!Files.exists(postgres)) {
                delete(List.of(folder.resolve(LOCK)));
                return true;
            }
            Path second = postgres.resolve(LOCK);
            try (FileChannel taken = locked(second)) {
                if (taken == null) {
                    return false;
                }
                delete(List.of(folder.resolve(LOCK), second));
                return true;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + folder, e);
        }
    }

    private void delete(List<Path> kept) throws IOException {
        try (Stream<Path> everything = Files.walk(folder)) {
            for (Path each : everything.sorted(Comparator.reverseOrder()).toList()) {
                if (kept.stream().noneMatch(file -> file.startsWith(each))) {
                    Files.delete(each);
                }
            }
        }
    }

    /** Null where it is held already. */
    private static @Nullable FileChannel locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock taken = channel.tryLock();
            if (taken != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // By this very process.
        }
        channel.close();
        return null;
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot leave " + folder, e);
        }
    }
}
