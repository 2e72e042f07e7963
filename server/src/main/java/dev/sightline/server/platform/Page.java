package dev.sightline.server.platform;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for. Controllers take it as an argument; it reads {@code limit} (1 to 200, 50 if not
 * given) and {@code cursor}. Immutable.
 *
 * @param cursor what the page before answered as {@code next_cursor}; null for the first page. Open it with
 *     {@link Cursor#open}
 */
@QueryParameters({"limit", "cursor"})
public record Page(int limit, @Nullable String cursor) {
    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 200;
    /** Longer ones are none of ours. */
    static final int MAX_CURSOR = 2000;

    public Page {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Refused.field("limit", "invalid_limit", "limit must be a whole number from 1 to " + MAX_LIMIT + ".");
        }
        if (cursor != null && (cursor.isEmpty() || cursor.length() > MAX_CURSOR)) {
            throw Cursor.invalid();
        }
    }

    /** @throws Refused 400, where one of them is not as described above */
    public static Page parse(@Nullable String limit, @Nullable String cursor) {
        int size = DEFAULT_LIMIT;
        if (limit != null) {
            // At most three digits, so that no number is too large to read.
            size = limit.matches("[0-9]{1,3}") ? Integer.parseInt(limit) : 0;
        }
        return new Page(size, cursor);
    }
}
