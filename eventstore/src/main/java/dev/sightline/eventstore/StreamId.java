package dev.sightline.eventstore;

/**
 * Names the events of one aggregate: {@code category/key}, such as {@code opportunity/odoo-123}. The category holds no
 * slash; the key may. Immutable.
 */
public record StreamId(String category, String key) {
    private static final int MAX_LENGTH = 300;

    public StreamId {
        if (category.isEmpty() || category.indexOf('/') >= 0) {
            throw new IllegalArgumentException("a stream's category is a word without a slash, not '" + category + "'");
        }
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a stream of category " + category + " needs a key");
        }
        if (category.length() + 1 + key.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a stream's name has at most " + MAX_LENGTH + " characters");
        }
    }

    /** Parses {@code category/key}; throws {@link IllegalArgumentException} where there is no slash. */
    public static StreamId parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("a stream's name is category/key, not '" + text + "'");
        }
        return new StreamId(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public String toString() {
        return category + "/" + key;
    }
}
