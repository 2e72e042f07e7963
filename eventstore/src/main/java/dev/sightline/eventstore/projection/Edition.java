package dev.sightline.eventstore.projection;

/** The copies of a projection's tables that there may be at once, each with a position of its own. */
public enum Edition {
    /** What readers see. */
    SERVING(""),
    /** Being built beside it, from position 1. */
    NEXT("next"),
    /** What served before; still kept up to date, so that it can serve again at once. */
    PREVIOUS("previous");

    private final String suffix;

    Edition(String suffix) {
        this.suffix = suffix;
    }

    /** Its name in {@code projection_editions} and outside; the serving one is not listed there. */
    public String label() {
        return this == SERVING ? "serving" : suffix;
    }

    static Edition labelled(String label) {
        for (Edition edition : values()) {
            if (edition.label().equals(label)) {
                return edition;
            }
        }
        throw new IllegalArgumentException("there is no edition '" + label + "'");
    }

    /** The name that its checkpoints and parked events go by. */
    String checkpointOf(String projection) {
        return this == SERVING ? projection : projection + "@" + suffix;
    }

    /** Where its tables are; not for the serving one, whose tables are where the migrations made them. */
    String schemaOf(String projection) {
        if (this == SERVING) {
            throw new IllegalStateException("the serving edition has no schema of its own");
        }
        return projection + "_" + suffix;
    }
}
