package dev.sightline.server.odoo.sync;

import java.time.Duration;

/**
 * @param overlap how much of the window before is read again; outlasts Odoo's longest writing transaction, whose records
 *     appear late under the time it began
 * @param vanishingShare more of a model's records than this may not vanish at once
 * @param activityShare the same for activities, which vanish whenever one is done
 */
public record SyncTuning(Duration overlap, double vanishingShare, double activityShare) {
    public static final SyncTuning DEFAULT = new SyncTuning(Duration.ofMinutes(10), 0.2, 0.9);
    /** A handful may always vanish, as long as something is left. */
    static final int HANDFUL = 10;

    boolean tooMany(SyncModel model, int vanished, int known) {
        double share = model.vanishing() ? activityShare : vanishingShare;
        boolean all = vanished == known && known > 1 && !model.vanishing();
        return all || (vanished > HANDFUL && vanished > share * known);
    }
}
