package dev.sightline.server.platform;

import javax.sql.DataSource;

/**
 * Connections of whoever owns the tables, for the little that changes the schema while the server runs. Row-level security may not
 * hold them: no request is answered through them. None is kept open. Immutable.
 */
public record OwnerDatabase(DataSource connections) {}
