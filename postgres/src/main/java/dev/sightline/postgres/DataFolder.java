package dev.sightline.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What one embedded PostgreSQL keeps on disk: {@code data/}, the generated {@code password}, {@code postgres.log} and the
 * {@code lock} that keeps a second process out for as long as this one lives.
 */
final class DataFolder implements AutoCloseable {
    private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(20);

    private final Path root;
    private final FileChannel lockFile;

    private DataFolder(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    static DataFolder open(Path root) {
        try {
            Files.createDirectories(root);
            FileChannel lockFile =
                    FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(lockFile) == null) {
                lockFile.close();
                throw new EmbeddedPostgresException(
                        "the data folder " + root + " is in use by another running Sightline: stop that one first");
            }
            return new DataFolder(root, lockFile);
        } catch (IOException e) {
            throw new EmbeddedPostgresException("the data folder " + root + " cannot be used: " + e, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    Path data() {
        return root.resolve("data");
    }

    Path log() {
        return root.resolve("postgres.log");
    }

    Path scratch(String name) {
        return root.resolve(name);
    }

    boolean isInitialised() {
        return Files.exists(data().resolve("PG_VERSION"));
    }

    /** The password of the folder's database; made at first use, readable by the owner only. */
    String password() {
        Path file = passwordFile();
        try {
            if (!Files.exists(file)) {
                byte[] random = new byte[24];
                new SecureRandom().nextBytes(random);
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new EmbeddedPostgresException("the password file " + file + " cannot be used: " + e, e);
        }
    }

    Path passwordFile() {
        return root.resolve("password");
    }

    /** The process that says it serves this folder, where it runs and is a PostgreSQL. */
    Optional<ProcessHandle> running() {
        return pidFile()
                .flatMap(lines ->
                        ProcessHandle.of(Long.parseLong(lines.getFirst().strip())))
                .filter(ProcessHandle::isAlive)
                // The number may belong to some other program after a restart of the machine.
                .filter(process -> process.info().command().orElse("").endsWith("postgres"));
    }

    /** Whether this server, not one that was killed before, has written that it accepts connections. */
    boolean isReady(long pid) {
        return pidFile()
                .filter(lines -> lines.size() >= 8
                        && lines.getFirst().strip().equals(Long.toString(pid))
                        && lines.get(7).strip().equals("ready"))
                .isPresent();
    }

    private Optional<List<String>> pidFile() {
        try {
            List<String> lines = Files.readAllLines(data().resolve("postmaster.pid"));
            return lines.isEmpty() || !lines.getFirst().strip().matches("\\d{1,18}")
                    ? Optional.empty()
                    : Optional.of(lines);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Stops a server that outlived the process that started it. Safe: this process holds the folder's lock. */
    void stopOrphan() {
        Optional<ProcessHandle> orphan = running();
        if (orphan.isEmpty()) {
            return;
        }
        signal(orphan.get(), "INT");
        if (ended(orphan.get(), ORPHAN_PATIENCE)) {
            return;
        }
        signal(orphan.get(), "QUIT");
        if (!ended(orphan.get(), ORPHAN_PATIENCE)) {
            throw new EmbeddedPostgresException("an earlier PostgreSQL (process "
                    + orphan.get().pid() + ") still serves " + root + " and does not stop: end it, then try again");
        }
    }

    static void signal(ProcessHandle process, String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static boolean ended(ProcessHandle process, Duration patience) {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    void delete() throws IOException {
        Binaries.deleteTree(root);
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new EmbeddedPostgresException("the lock of " + root + " cannot be released: " + e, e);
        }
    }
}
