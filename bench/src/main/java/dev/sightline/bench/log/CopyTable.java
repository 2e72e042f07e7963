package dev.sightline.bench.log;

import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.StreamAppend;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * The limit of appending: the very same rows through {@code COPY}, in PostgreSQL's binary format, into a table with the same columns,
 * constraints and indexes as {@code events}. Without row-level security, which {@code COPY} refuses, and by the owner. Nothing
 * is looked up, no version is checked and nobody is notified. Confined to one thread.
 */
final class CopyTable {
    private static final long EPOCH = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();
    private static final int COLUMNS = 15;

    private final Connection owner;
    private final String copy;
    private long position;

    CopyTable(Connection owner, String name) throws SQLException {
        this.owner = owner;
        this.copy = "COPY " + name + " FROM STDIN (FORMAT binary)";
        try (Statement statement = owner.createStatement()) {
            statement.execute("CREATE TABLE " + name + " (LIKE events INCLUDING ALL)");
        }
    }

    /** The next positions belong to an organisation that has none yet. */
    void begin() {
        position = 0;
    }

    /** One batch, one commit. */
    void copy(int organization, List<StreamAppend> batch, Instant now) throws SQLException, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 * 1024);
        DataOutputStream out = new DataOutputStream(bytes);
        header(out);
        rows(out, organization, batch, now);
        out.writeShort(-1);
        owner.unwrap(PGConnection.class).getCopyAPI().copyIn(copy, new ByteArrayInputStream(bytes.toByteArray()));
    }

    /** All batches in one {@code COPY}. */
    void copyWhole(int organization, List<List<StreamAppend>> batches, Instant now) throws SQLException, IOException {
        CopyIn in = owner.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 * 1024);
        DataOutputStream out = new DataOutputStream(bytes);
        header(out);
        for (List<StreamAppend> batch : batches) {
            rows(out, organization, batch, now);
            in.writeToCopy(bytes.toByteArray(), 0, bytes.size());
            bytes.reset();
        }
        out.writeShort(-1);
        in.writeToCopy(bytes.toByteArray(), 0, bytes.size());
        in.endCopy();
    }

    private static void header(DataOutputStream out) throws IOException {
        out.writeBytes("PGCOPY\n\u00ff\r\n\0");
        out.writeInt(0);
        out.writeInt(0);
    }

    private void rows(DataOutputStream out, int organization, List<StreamAppend> batch, Instant now)
            throws IOException {
        for (StreamAppend append : batch) {
            long version = SampleEvents.versionBefore(append);
            for (NewEvent event : append.events()) {
                out.writeShort(COLUMNS);
                out.writeInt(Integer.BYTES);
                out.writeInt(organization);
                number(out, ++position);
                text(out, append.stream().toString());
                number(out, ++version);
                text(out, event.type());
                out.writeInt(Integer.BYTES);
                out.writeInt(event.schemaVersion());
                uuid(out, event.id());
                number(out, micros(event.occurredAt()));
                number(out, micros(now));
                text(out, event.origin().source());
                text(out, event.origin().sourceEventId());
                uuid(out, event.origin().correlationId());
                uuid(out, event.origin().causationId());
                text(out, event.origin().actor());
                text(out, event.data());
            }
        }
    }

    private static long micros(Instant instant) {
        return (instant.getEpochSecond() - EPOCH) * 1_000_000 + instant.getNano() / 1_000;
    }

    private static void number(DataOutputStream out, long value) throws IOException {
        out.writeInt(Long.BYTES);
        out.writeLong(value);
    }

    private static void text(DataOutputStream out, @Nullable String value) throws IOException {
        if (value == null) {
            out.writeInt(-1);
        } else {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    private static void uuid(DataOutputStream out, @Nullable UUID value) throws IOException {
        if (value == null) {
            out.writeInt(-1);
        } else {
            out.writeInt(2 * Long.BYTES);
            out.writeLong(value.getMostSignificantBits());
            out.writeLong(value.getLeastSignificantBits());
        }
    }
}
