package dev.sightline.server.odoo.sync;

/** What a job did to a model's records; {@code events} is what it appended. */
public record Counts(long read, long changed, long unchanged, long deleted, long failed, long events) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

    public Counts plus(Counts other) {
        return new Counts(
                read + other.read,
                changed + other.changed,
                unchanged + other.unchanged,
                deleted + other.deleted,
                failed + other.failed,
                events + other.events);
    }
}
