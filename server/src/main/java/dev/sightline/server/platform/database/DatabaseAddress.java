package dev.sightline.server.platform.database;

import dev.sightline.postgres.EmbeddedPostgres;
import dev.sightline.server.platform.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is, and who migrates it.
 *
 * @param embedded the server's own PostgreSQL, which goes when this is closed; null where the settings name another
 */
record DatabaseAddress(
        String url, String user, Secret password, @Nullable EmbeddedPostgres embedded) implements AutoCloseable {

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
