package dev.sightline.server.odoo.connections;

import dev.sightline.server.odoo.client.Domain;
import dev.sightline.server.odoo.client.ModelFields;
import dev.sightline.server.odoo.client.OdooClient;
import dev.sightline.server.odoo.client.OdooException;
import dev.sightline.server.odoo.sync.SyncModel;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What may be read of one model. Immutable.
 *
 * @param records null where it may not be read
 * @param fields how many of its fields may be read
 * @param missing those that are used and may not be read or are not there
 * @param problem in words, for people; null where it may be read
 */
public record CheckedModel(
        SyncModel model,
        @Nullable Long records,
        int fields,
        List<String> missing,
        @Nullable String problem) {
    public CheckedModel {
        missing = List.copyOf(missing);
    }

    public boolean readable() {
        return problem == null;
    }

    /** Whether the sync can do its work with what may be read of it. */
    public boolean goodEnough() {
        return readable() || !model.required();
    }

    /**
     * Each model that is synced, read as the sync reads it.
     *
     * @throws OdooException where Odoo cannot be asked at all
     */
    public static List<CheckedModel> all(OdooClient client) {
        return SyncModel.ALL.stream().map(model -> of(client, model)).toList();
    }

    private static CheckedModel of(OdooClient client, SyncModel model) {
        try {
            ModelFields fields = client.fieldsOf(model.model());
            long records = client.count(model.model(), Domain.ALL, Map.of());
            List<String> names = fields.readable(model.also());
            client.searchRead(model.model(), Domain.ALL, names, 1, Map.of());
            TreeSet<String> missing = new TreeSet<>(model.also());
            missing.removeIf(fields::has);
            if (!fields.has("write_date")) {
                missing.add("write_date");
            }
            return new CheckedModel(model, records, names.size(), List.copyOf(missing), null);
        } catch (OdooException.NoAccess | OdooException.NotThere | OdooException.ReadFailed e) {
            return new CheckedModel(model, null, 0, List.of(), String.valueOf(e.getMessage()));
        }
    }
}
