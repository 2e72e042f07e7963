package dev.sightline.eventstore.projection;

/**
 * How the next events are taken, as faults have taught whoever takes them.
 *
 * @param singly one event at a time, parking those that fail
 * @param together several batches as one, where as many are behind
 * @param halvings how often a batch is halved, as larger ones failed
 */
record Pace(boolean singly, boolean together, int halvings) {
    /**
     * Behind by this many batches, as in a rebuild, one takes as many events at once: rows that many events change are written once for all of
     * them. Nobody waits longer for their own event than they do for all those before it.
     */
    private static final int TOGETHER = 10;

    static final Pace FULL = new Pace(false, true, 0);
    static final Pace SINGLY = new Pace(true, false, 0);

    /** Events of the largest batch. */
    static int largest(int batchSize) {
        return TOGETHER * batchSize;
    }

    /** How many events to take of those that are behind. */
    int most(int batchSize, long behind) {
        boolean large = together && !singly && behind >= largest(batchSize);
        return Math.max(1, (large ? largest(batchSize) : batchSize) >> halvings);
    }
}
