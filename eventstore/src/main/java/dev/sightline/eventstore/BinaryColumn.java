package dev.sightline.eventstore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLDataException;
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
 * A column of rows as an array in PostgreSQL's binary form, a parameter of a statement. The driver would print numbers, ids and
 * times as text, to be parsed and cast at the other end. Confined to one thread.
 *
 * <p>The form: number of dimensions, whether there are nulls, the elements' type, length and lower bound; then of each element its
 * length and its bytes, -1 for null. All numbers are big-endian.
 */
final class BinaryColumn {
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

    private final int arrayType;
    private byte[] bytes;
    private int length;

    private BinaryColumn(int arrayType, int type, int elements, int guessedLength) {
        this.arrayType = arrayType;
        this.bytes = new byte[HEADER + elements * (Integer.BYTES + guessedLength)];
        putInt(elements == 0 ? 0 : 1);
        putInt(0);
        putInt(type);
        if (elements > 0) {
            putInt(elements);
            putInt(1);
        }
    }

    static <T> BinaryColumn texts(List<T> rows, Function<T, @Nullable String> value) throws SQLException {
        return texts(Oid.TEXT_ARRAY, Oid.TEXT, rows, value);
    }

    /** From their texts. */
    static <T> BinaryColumn jsons(List<T> rows, Function<T, @Nullable String> value) throws SQLException {
        return texts(Oid.JSON_ARRAY, Oid.JSON, rows, value);
    }

    static <T> BinaryColumn integers(List<T> rows, ToIntFunction<T> value) {
        BinaryColumn column = new BinaryColumn(Oid.INT4_ARRAY, Oid.INT4, rows.size(), Integer.BYTES);
        for (T row : rows) {
            column.putInt(Integer.BYTES);
            column.putInt(value.applyAsInt(row));
        }
        return column;
    }

    static <T> BinaryColumn longs(List<T> rows, ToLongFunction<T> value) {
        return longs(Oid.INT8_ARRAY, Oid.INT8, rows, value);
    }

    /** In whole microseconds; what is finer is cut off. */
    static <T> BinaryColumn instants(List<T> rows, Function<T, Instant> value) {
        return longs(Oid.TIMESTAMPTZ_ARRAY, Oid.TIMESTAMPTZ, rows, row -> micros(value.apply(row)));
    }

    static <T> BinaryColumn uuids(List<T> rows, Function<T, @Nullable UUID> value) {
        BinaryColumn column = new BinaryColumn(Oid.UUID_ARRAY, Oid.UUID, rows.size(), 2 * Long.BYTES);
        for (T row : rows) {
            UUID uuid = value.apply(row);
            if (uuid == null) {
                column.putNull();
            } else {
                column.putInt(2 * Long.BYTES);
                column.putLong(uuid.getMostSignificantBits());
                column.putLong(uuid.getLeastSignificantBits());
            }
        }
        return column;
    }

    /** As the statement's parameter of that number, from 1. */
    void set(PreparedStatement statement, int parameter) throws SQLException {
        BaseConnection connection = statement.getConnection().unwrap(BaseConnection.class);
        statement.setArray(parameter, new PgArray(connection, arrayType, bytes()));
    }

    byte[] bytes() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private static <T> BinaryColumn longs(int arrayType, int type, List<T> rows, ToLongFunction<T> value) {
        BinaryColumn column = new BinaryColumn(arrayType, type, rows.size(), Long.BYTES);
        for (T row : rows) {
            column.putInt(Long.BYTES);
            column.putLong(value.applyAsLong(row));
        }
        return column;
    }

    private static <T> BinaryColumn texts(int arrayType, int type, List<T> rows, Function<T, @Nullable String> value)
            throws SQLException {
        BinaryColumn column = new BinaryColumn(arrayType, type, rows.size(), GUESSED_LENGTH);
        for (T row : rows) {
            String text = value.apply(row);
            if (text == null) {
                column.putNull();
            } else {
                column.putText(text);
            }
        }
        return column;
    }

    private static long micros(Instant instant) {
        long seconds = Math.clamp(instant.getEpochSecond() - EPOCH_SECOND, -BEYOND, BEYOND);
        return seconds * MICROS_PER_SECOND + instant.getNano() / NANOS_PER_MICRO;
    }

    private void putInt(int value) {
        room(Integer.BYTES);
        INT.set(bytes, length, value);
        length += Integer.BYTES;
    }

    private void putLong(long value) {
        room(Long.BYTES);
        LONG.set(bytes, length, value);
        length += Long.BYTES;
    }

    private void putText(String text) throws SQLException {
        requireWholeCharacters(text);
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        putInt(encoded.length);
        room(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
    }

    /** Encoded, half of a pair would be a question mark: another text, and perhaps another's name. */
    private static void requireWholeCharacters(String text) throws SQLException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isLowSurrogate(c)
                    || i + 1 == text.length()
                    || !Character.isLowSurrogate(text.charAt(i + 1))) {
                throw new SQLDataException("a text holds half a character at index " + i, "22021");
            }
            i++;
        }
    }

    private void putNull() {
        INT.set(bytes, HAS_NULLS_AT, 1);
        putInt(-1);
    }

    private void room(int needed) {
        if (length + needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + needed, 2 * bytes.length));
        }
    }
}
