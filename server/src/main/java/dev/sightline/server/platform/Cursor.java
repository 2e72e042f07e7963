package dev.sightline.server.platform;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of a list ended: the sort values of its last row, opaque to the caller. A cursor names the list and the
 * order that it belongs to and is good for those alone. It is not signed: it only says where to go on in what the viewer
 * may see anyway, and each value is checked as it is read. Immutable.
 */
public final class Cursor {
    private static final int MAX_VALUES = 8;
    private static final BigDecimal LARGEST = new BigDecimal("1e18");

    private final List<@Nullable String> values;

    private Cursor(List<@Nullable String> values) {
        this.values = values;
    }

    /**
     * @param list the list and its order, such as {@code opportunities:-expected_revenue}
     * @param values of the last row, in the order of the sort; at most 8
     */
    public static String close(String list, @Nullable Object... values) {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(list);
            out.writeByte(values.length);
            for (Object value : values) {
                out.writeBoolean(value != null);
                if (value != null) {
                    out.writeUTF(value instanceof BigDecimal number ? number.toPlainString() : value.toString());
                }
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param size how many values a cursor of this list has
     * @throws Refused 400 {@code invalid_cursor} for anything but a cursor of this list
     */
    public static Cursor open(String list, int size, String cursor) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (!in.readUTF().equals(list)) {
                throw invalid();
            }
            int count = in.readUnsignedByte();
            if (count != size || count > MAX_VALUES) {
                throw invalid();
            }
            @Nullable String[] values = new @Nullable String[count];
            for (int i = 0; i < count; i++) {
                values[i] = in.readBoolean() ? withoutNul(in.readUTF()) : null;
            }
            if (in.read() != -1) {
                throw invalid();
            }
            return new Cursor(new ArrayList<>(Arrays.asList(values)));
        } catch (IOException e) {
            throw invalid();
        }
    }

    /** The value as text; null where it was null. */
    public @Nullable String text(int index) {
        return values.get(index);
    }

    public @Nullable BigDecimal decimal(int index) {
        BigDecimal value = parse(index, text -> text.length() > 40 ? null : new BigDecimal(text));
        // 1E999999999 is a number too.
        if (value != null
                && (value.scale() < -18 || value.scale() > 30 || value.abs().compareTo(LARGEST) > 0)) {
            throw invalid();
        }
        return value;
    }

    public @Nullable Long number(int index) {
        return parse(index, Long::valueOf);
    }

    public @Nullable Instant instant(int index) {
        Instant value = parse(index, Instant::parse);
        if (value != null && outside(value.getEpochSecond())) {
            throw invalid();
        }
        return value;
    }

    public @Nullable LocalDate day(int index) {
        LocalDate value = parse(index, LocalDate::parse);
        if (value != null && outside(value.toEpochDay() * 86_400)) {
            throw invalid();
        }
        return value;
    }

    static Refused invalid() {
        return Refused.field(
                "cursor",
                "invalid_cursor",
                "cursor must be the next_cursor of the page before, with the same filters and sort.");
    }

    private <T> @Nullable T parse(int index, Function<String, @Nullable T> parser) {
        String text = values.get(index);
        if (text == null) {
            return null;
        }
        try {
            T value = parser.apply(text);
            if (value == null) {
                throw invalid();
            }
            return value;
        } catch (NumberFormatException | java.time.format.DateTimeParseException e) {
            throw invalid();
        }
    }

    /** Outside of the years 0 to 9999, which the database could not compare with. */
    private static boolean outside(long epochSecond) {
        return epochSecond < -62_135_596_800L || epochSecond > 253_402_300_799L;
    }

    private static String withoutNul(String text) {
        if (text.indexOf('\0') >= 0) {
            throw invalid();
        }
        return text;
    }
}
