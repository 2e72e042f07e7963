package dev.sightline.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON straight into a growing byte array. Pages of thousands of records pass through here, so values go from the
 * columns to the bytes without a tree or a string in between. Not thread-safe: one per request.
 */
final class JsonOut {
    private static final byte[] FALSE = ascii("false");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] NULL = ascii("null");
    private static final byte[] HEX = ascii("0123456789abcdef");
    private static final double EXACT_TENTHOUSANDTHS = 1e11;

    private byte[] bytes;
    private int length;
    private int records;

    JsonOut(int capacity) {
        bytes = new byte[capacity];
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Notes that records were written, for whoever keeps a pace. */
    void wrote(int more) {
        records += more;
    }

    int records() {
        return records;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    JsonOut raw(byte[] encoded) {
        room(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
        return this;
    }

    JsonOut raw(char character) {
        room(1);
        bytes[length++] = (byte) character;
        return this;
    }

    JsonOut raw(String ascii) {
        room(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    JsonOut bool(boolean value) {
        return raw(value ? TRUE : FALSE);
    }

    JsonOut nothing() {
        return raw(NULL);
    }

    JsonOut integer(long value) {
        room(20);
        long rest = value;
        if (rest < 0) {
            if (rest == Long.MIN_VALUE) {
                return raw(Long.toString(value));
            }
            bytes[length++] = '-';
            rest = -rest;
        }
        int digits = 1;
        for (long limit = 10; rest >= limit && digits < 19; limit *= 10) {
            digits++;
        }
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** Writes a float the way Python does: always with a point, and without an exponent in the range of amounts. */
    JsonOut decimal(double value) {
        double scaled = value * 10_000;
        long tenThousandths = Math.round(scaled);
        if (Math.abs(value) < EXACT_TENTHOUSANDTHS && tenThousandths / 10_000.0 == value) {
            if (tenThousandths < 0) {
                raw('-');
                tenThousandths = -tenThousandths;
            }
            integer(tenThousandths / 10_000).raw('.');
            int fraction = (int) (tenThousandths % 10_000);
            int divisor = 1_000;
            do {
                raw((char) ('0' + fraction / divisor));
                fraction %= divisor;
                divisor /= 10;
            } while (fraction > 0);
            return this;
        }
        return raw(Double.toString(value));
    }

    JsonOut text(String value) {
        int size = value.length();
        room(size * 6 + 2);
        bytes[length++] = '"';
        for (int i = 0; i < size; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                i = beyondAscii(value, i);
            } else if (c == '"' || c == '\\') {
                bytes[length++] = '\\';
                bytes[length++] = (byte) c;
            } else if (c < 0x20) {
                control(c);
            } else {
                bytes[length++] = (byte) c;
            }
        }
        bytes[length++] = '"';
        return this;
    }

    private int beyondAscii(String value, int at) {
        char c = value.charAt(at);
        boolean pair = Character.isHighSurrogate(c)
                && at + 1 < value.length()
                && Character.isLowSurrogate(value.charAt(at + 1));
        byte[] encoded = value.substring(at, at + (pair ? 2 : 1)).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
        return pair ? at + 1 : at;
    }

    private void control(char c) {
        if (c == '\n') {
            raw("\\n");
        } else {
            raw("\\u00").raw((char) HEX[c >> 4]).raw((char) HEX[c & 15]);
        }
    }

    /** Writes a calendar day, counted from 1970-01-01, as {@code "yyyy-mm-dd"}. */
    JsonOut day(int epochDay) {
        raw('"');
        civil(epochDay);
        return raw('"');
    }

    /** Writes seconds since 1970 as Odoo's naive UTC {@code "yyyy-mm-dd hh:mm:ss"}. */
    JsonOut instant(long epochSecond) {
        raw('"');
        civil(Math.toIntExact(Math.floorDiv(epochSecond, 86_400L)));
        int second = (int) Math.floorMod(epochSecond, 86_400L);
        raw(' ');
        two(second / 3600).raw(':');
        two(second / 60 % 60).raw(':');
        return two(second % 60).raw('"');
    }

    private JsonOut two(int value) {
        room(2);
        bytes[length++] = (byte) ('0' + value / 10);
        bytes[length++] = (byte) ('0' + value % 10);
        return this;
    }

    /** Howard Hinnant's civil_from_days: a LocalDate per value would double the cost of a page. */
    private void civil(int epochDay) {
        int z = epochDay + 719_468;
        int era = Math.floorDiv(z, 146_097);
        int doe = z - era * 146_097;
        int yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        int mp = (5 * doy + 2) / 153;
        int month = mp < 10 ? mp + 3 : mp - 9;
        int year = yoe + era * 400 + (month <= 2 ? 1 : 0);
        two(year / 100);
        two(year % 100).raw('-');
        two(month).raw('-');
        two(doy - (153 * mp + 2) / 5 + 1);
    }
}
