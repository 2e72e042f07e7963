package dev.sightline.server.platform.database;

import dev.sightline.postgres.EmbeddedPostgres;
import dev.sightline.server.platform.Secret;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** Finds the embedded PostgreSQL that a running server has started, so that a verb can work beside it. */
final class RunningPostgres {
    private static final int PORT_LINE = 3;

    private RunningPostgres() {}

    /** The address, where another process holds the folder and its PostgreSQL answers. */
    static Optional<DatabaseAddress> in(Path folder) {
        try {
            if (!heldByAnother(folder.resolve("lock"))) {
                return Optional.empty();
            }
            List<String> pidFile = Files.readAllLines(folder.resolve("data").resolve("postmaster.pid"));
            int port = Integer.parseInt(pidFile.get(PORT_LINE).strip());
            String password = Files.readString(folder.resolve("password")).strip();
            return Optional.of(new DatabaseAddress(
                    "jdbc:postgresql://127.0.0.1:" + port + "/" + EmbeddedPostgres.NAME,
                    EmbeddedPostgres.NAME,
                    new Secret(password),
                    null));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static boolean heldByAnother(Path lock) throws IOException {
        if (!Files.exists(lock)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock taken = channel.tryLock()) {
            return taken == null;
        }
    }
}
