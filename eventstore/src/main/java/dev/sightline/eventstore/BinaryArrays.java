package dev.sightline.eventstore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/**
 * Columns of rows as PostgreSQL's arrays in its binary form. The driver would print numbers, ids and times to text, to be parsed
 * and cast there; that was a third of an append's time. For one connection and thread.
 *
 * <p>The form: number of dimensions, whether there are nulls, the elements' type, length and lower bound; then of each element its
 * length and its bytes, -1 for null. All numbers are big-endian.
 */
final class BinaryArrays {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int HEADER = 5 * Integer.BYTES;
    private static final int HAS_NULLS_AT = Integer.BYTES;
    private static final int GUESSED_LENGTH = 32;
    private static final int MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;
    /** Seconds from its epoch that PostgreSQL refuses, and that still fit when counted in microseconds. */
    private static final long BEYOND = Long.MAX_VALUE / MICROS_PER_SECOND - 1;

    /** PostgreSQL counts time from here. */
    private static final long EPOCH_SECOND =
            Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

    private final BaseConnection connection;

    BinaryArrays(Connection connection) throws SQLException {
        this.connection = connection.unwrap(BaseConnection.class);
    }

    <T> Array texts(List<T> rows, Function<T, @Nullable String> value) throws SQLException {
        return array(Oid.TEXT_ARRAY, texts(Oid.TEXT, rows, value));
    }

    /** From their texts. */
    <T> Array jsons(List<T> rows, Function<T, @Nullable String> value) throws SQLException {
        return array(Oid.JSON_ARRAY, texts(Oid.JSON, rows, value));
    }

    <T> Array integers(List<T> rows, ToIntFunction<T> value) throws SQLException {
        Bytes bytes = new Bytes(Oid.INT4, rows.size(), Integer.BYTES);
        for (T row : rows) {
            bytes.putInt(Integer.BYTES);
            bytes.putInt(value.applyAsInt(row));
        }
        return array(Oid.INT4_ARRAY, bytes);
    }

    <T> Array longs(List<T> rows, ToLongFunction<T> value) throws SQLException {
        return array(Oid.INT8_ARRAY, longs(Oid.INT8, rows, value));
    }

    /** In whole microseconds; what is finer is cut off. */
    <T> Array instants(List<T> rows, Function<T, Instant> value) throws SQLException {
        return array(Oid.TIMESTAMPTZ_ARRAY, longs(Oid.TIMESTAMPTZ, rows, row -> micros(value.apply(row))));
    }

    <T> Array uuids(List<T> rows, Function<T, @Nullable UUID> value) throws SQLException {
        Bytes bytes = new Bytes(Oid.UUID, rows.size(), 2 * Long.BYTES);
        for (T row : rows) {
            UUID uuid = value.apply(row);
            if (uuid == null) {
                bytes.putNull();
            } else {
                bytes.putInt(2 * Long.BYTES);
                bytes.putLong(uuid.getMostSignificantBits());
                bytes.putLong(uuid.getLeastSignificantBits());
            }
        }
        return array(Oid.UUID_ARRAY, bytes);
    }

    private Array array(int type, Bytes bytes) throws SQLException {
        return new PgArray(connection, type, bytes.toArray());
    }

    private static <T> Bytes longs(int type, List<T> rows, ToLongFunction<T> value) {
        Bytes bytes = new Bytes(type, rows.size(), Long.BYTES);
        for (T row : rows) {
            bytes.putInt(Long.BYTES);
            bytes.putLong(value.applyAsLong(row));
        }
        return bytes;
    }

    private static <T> Bytes texts(int type, List<T> rows, Function<T, @Nullable String> value) {
        Bytes bytes = new Bytes(type, rows.size(), GUESSED_LENGTH);
        for (T row : rows) {
            String text = value.apply(row);
            if (text == null) {
                bytes.putNull();
            } else {
                bytes.putText(text);
            }
        }
        return bytes;
    }

    private static long micros(Instant instant) {
        long seconds = Math.clamp(instant.getEpochSecond() - EPOCH_SECOND, -BEYOND, BEYOND);
        return seconds * MICROS_PER_SECOND + instant.getNano() / NANOS_PER_MICRO;
    }

    /** Grows as it is filled. */
    private static final class Bytes {
        private byte[] bytes;
        private int length;

        Bytes(int type, int elements, int guessedLength) {
            bytes = new byte[HEADER + elements * (Integer.BYTES + guessedLength)];
            putInt(elements == 0 ? 0 : 1);
            putInt(0);
            putInt(type);
            if (elements > 0) {
                putInt(elements);
                putInt(1);
            }
        }

        void putInt(int value) {
            room(Integer.BYTES);
            INT.set(bytes, length, value);
            length += Integer.BYTES;
        }

        void putLong(long value) {
            room(Long.BYTES);
            LONG.set(bytes, length, value);
            length += Long.BYTES;
        }

        void putText(String text) {
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            putInt(encoded.length);
            room(encoded.length);
            System.arraycopy(encoded, 0, bytes, length, encoded.length);
            length += encoded.length;
        }

        void putNull() {
            INT.set(bytes, HAS_NULLS_AT, 1);
            putInt(-1);
        }

        byte[] toArray() {
            return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        }

        private void room(int needed) {
            if (length + needed > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + needed, 2 * bytes.length));
            }
        }
    }
}
