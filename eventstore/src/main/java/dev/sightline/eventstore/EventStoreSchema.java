package dev.sightline.eventstore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables of the event store, as SQL files at {@value #LOCATION} that Flyway understands, and a way to install them
 * without Flyway.
 */
public final class EventStoreSchema {
    /** Where the migrations are on the classpath. */
    public static final String LOCATION = "dev/sightline/eventstore/db";

    private static final List<String> FILES = List.of(
            "V001__event_log.sql",
            "V002__event_log_functions.sql",
            "V003__projections.sql",
            "V060__seals.sql",
            "V061__event_log_append.sql",
            "V080__event_log_append.sql",
            "V083__projection_editions.sql",
            "V096__personal_keys.sql",
            "V150__abandoned_editions.sql");

    private EventStoreSchema() {}

    /** Creates role, tables and functions through the owner's connection; does nothing where they exist. */
    public static void install(Connection owner) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            try (ResultSet found = statement.executeQuery("SELECT to_regclass('events') IS NOT NULL")) {
                found.next();
                if (found.getBoolean(1)) {
                    return;
                }
            }
            for (String file : FILES) {
                statement.execute(text(file));
            }
        }
    }

    private static String text(String file) {
        try (InputStream content = EventStoreSchema.class.getResourceAsStream("/" + LOCATION + "/" + file)) {
            if (content == null) {
                throw new IllegalStateException("the classpath lacks " + LOCATION + "/" + file);
            }
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
