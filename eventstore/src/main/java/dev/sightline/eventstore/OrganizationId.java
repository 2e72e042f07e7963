package dev.sightline.eventstore;

/** A tenant's small integer inside the system. Positive. Immutable. */
public record OrganizationId(int value) {
    public OrganizationId {
        if (value <= 0) {
            throw new IllegalArgumentException("an organisation's id is positive, not " + value);
        }
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
