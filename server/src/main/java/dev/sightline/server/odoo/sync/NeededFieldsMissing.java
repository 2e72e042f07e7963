package dev.sightline.server.odoo.sync;

import java.util.Set;

/** Fields without which a model is not read are not there, or may not be read. The message is one sentence for people. */
final class NeededFieldsMissing extends RuntimeException {
    private final transient Set<String> fields;

    NeededFieldsMissing(SyncModel model, Set<String> fields) {
        super(sentence(model, fields), null, false, false);
        this.fields = Set.copyOf(fields);
    }

    Set<String> fields() {
        return fields;
    }

    /** @param fields at least one */
    static String sentence(SyncModel model, Set<String> fields) {
        return model.label() + " are not read: Odoo does not show the sync user " + String.join(", ", fields) + " of "
                + model.model() + ", and without that, figures would be wrong. Give that user the rights.";
    }
}
