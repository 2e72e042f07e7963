package dev.sightline.server.ingest;

/**
 * A source's record whose field has a shape that no translator understands, such as a number where a name belongs. The
 * message names model, id and field, and never the value. One record's trouble: the others of a page go on.
 */
public final class UntranslatableRecord extends RuntimeException {
    private final String model;
    private final String id;
    private final String field;

    /** @param expected what belongs there, in words: {@code "a date"} */
    public UntranslatableRecord(String model, String id, String field, String expected) {
        super(model + "/" + id + ": field '" + field + "' is not " + expected);
        this.model = model;
        this.id = id;
        this.field = field;
    }

    public String model() {
        return model;
    }

    public String id() {
        return id;
    }

    public String field() {
        return field;
    }
}
