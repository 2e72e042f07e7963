package dev.sightline.eventstore.testkit.chaos;

import java.util.UUID;

/** Numbers in an open hash table, some twenty bytes each at most: millions of ids, by {@link #hash}. For one thread at a time. */
final class LongSet {
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;
    private static final int FIRST_BITS = 10;

    private int bits = FIRST_BITS;
    private long[] slots = new long[1 << FIRST_BITS];
    private int size;
    /** An empty slot is zero. */
    private boolean zero;

    /** Different for ids that count on from each other; two others share one with a probability of some 2 to the -60. */
    static long hash(UUID id) {
        return Long.rotateLeft(id.getMostSignificantBits() * SPREAD, 31) ^ id.getLeastSignificantBits();
    }

    /** Whether it was not there. */
    boolean add(long value) {
        if (value == 0) {
            boolean added = !zero;
            zero = true;
            return added;
        }
        int at = place(value);
        if (slots[at] == value) {
            return false;
        }
        slots[at] = value;
        if (++size > slots.length / 4 * 3) {
            grow();
        }
        return true;
    }

    boolean contains(long value) {
        return value == 0 ? zero : slots[place(value)] == value;
    }

    /** Where it is, or would be. */
    private int place(long value) {
        int at = (int) (value * SPREAD >>> (Long.SIZE - bits));
        while (slots[at] != 0 && slots[at] != value) {
            at = (at + 1) & (slots.length - 1);
        }
        return at;
    }

    private void grow() {
        long[] before = slots;
        bits++;
        slots = new long[1 << bits];
        for (long value : before) {
            if (value != 0) {
                slots[place(value)] = value;
            }
        }
    }
}
