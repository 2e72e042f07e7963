package dev.sightline.simulator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The values of one field, by row. Primitive arrays hold a million opportunities in a few hundred megabytes and let a
 * domain scan them in milliseconds. Guarded by the lock of the {@link Database}.
 */
sealed interface Column {

    /** Whole numbers, booleans (0, 1), references, days (since 1970) and datetimes (seconds since 2000). */
    final class Ints implements Column {
        static final int NULL = Integer.MIN_VALUE;

        private final int empty;
        private int[] values = {};

        Ints(int empty) {
            this.empty = empty;
        }

        int get(int row) {
            return row < values.length ? values[row] : empty;
        }

        void set(int row, int value) {
            if (row >= values.length) {
                if (value == empty) {
                    return;
                }
                int before = values.length;
                values = Arrays.copyOf(values, grown(row));
                Arrays.fill(values, before, values.length, empty);
            }
            values[row] = value;
        }
    }

    /** Floats and amounts. */
    final class Doubles implements Column {
        private double[] values = {};

        double get(int row) {
            return row < values.length ? values[row] : 0;
        }

        void set(int row, double value) {
            if (row >= values.length) {
                if (value == 0) {
                    return;
                }
                values = Arrays.copyOf(values, grown(row));
            }
            values[row] = value;
        }
    }

    /** Texts. */
    final class Texts implements Column {
        private @Nullable String[] values = {};

        @Nullable
        String get(int row) {
            return row < values.length ? values[row] : null;
        }

        void set(int row, @Nullable String value) {
            if (row >= values.length) {
                if (value == null) {
                    return;
                }
                values = Arrays.copyOf(values, grown(row));
            }
            values[row] = value;
        }
    }

    /** Lists of ids. */
    final class Links implements Column {
        static final int[] NONE = {};

        private int[][] values = {};

        int[] get(int row) {
            int[] found = row < values.length ? values[row] : NONE;
            return found == null ? NONE : found;
        }

        void set(int row, int[] value) {
            if (row >= values.length) {
                if (value.length == 0) {
                    return;
                }
                values = Arrays.copyOf(values, grown(row));
            }
            values[row] = value;
        }
    }

    /** Properties and other documents, kept as they came. */
    final class Documents implements Column {
        private @Nullable JsonNode[] values = {};

        @Nullable
        JsonNode get(int row) {
            return row < values.length ? values[row] : null;
        }

        void set(int row, @Nullable JsonNode value) {
            if (row >= values.length) {
                values = Arrays.copyOf(values, grown(row));
            }
            values[row] = value;
        }
    }

    private static int grown(int row) {
        return Math.max(16, row + 1 + (row >> 1));
    }

    static Column of(FieldType type) {
        return switch (type) {
            case BOOLEAN, INTEGER -> new Ints(0);
            case DATE, DATETIME, MANY2ONE, MANY2ONE_REFERENCE -> new Ints(Ints.NULL);
            case FLOAT, MONETARY -> new Doubles();
            case CHAR, TEXT, HTML, SELECTION, BINARY, REFERENCE -> new Texts();
            case ONE2MANY, MANY2MANY -> new Links();
            case JSON, PROPERTIES, PROPERTIES_DEFINITION -> new Documents();
        };
    }
}
