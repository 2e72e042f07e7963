package dev.sightline.server.odoo.sync;

import dev.sightline.server.odoo.client.Domain;
import dev.sightline.server.odoo.client.ModelFields;
import dev.sightline.server.odoo.client.OdooClient;
import dev.sightline.server.odoo.client.OdooException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the sync could read of one model: found out as it reads, without forbidden fields. Immutable.
 *
 * @param records how many there are
 * @param fields how many fields would be read
 * @param missing those that are used and are not there or may not be read, sorted
 * @param problem one sentence for people where it would not be read, as something of it is needed and missing; else null
 */
public record ModelAccess(
        long records,
        int fields,
        List<String> missing,
        @Nullable String problem) {
    public ModelAccess {
        missing = List.copyOf(missing);
    }

    /** Asks for all models as whom Odoo takes us for. */
    public static final class Asking {
        private final OdooClient client;
        private final Map<String, Object> context;

        public Asking(OdooClient client) {
            this.client = client;
            this.context = Access.ask(client).context();
        }

        /** @throws OdooException where the model may not be read at all */
        public ModelAccess of(SyncModel model) {
            ModelFields there = client.fieldsOf(model.model());
            long records = client.count(model.model(), Domain.ALL, context);
            List<String> names = ReadableFields.ask(client, model.model(), there.readable(model.also()), context)
                    .names();
            Set<String> needed = model.uses().neededBut(names);
            return new ModelAccess(
                    records,
                    names.size(),
                    List.copyOf(model.uses().allBut(names)),
                    needed.isEmpty() ? null : NeededFieldsMissing.sentence(model, needed));
        }
    }
}
