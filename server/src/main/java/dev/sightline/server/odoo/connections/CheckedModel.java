package dev.sightline.server.odoo.connections;

import dev.sightline.server.odoo.client.OdooClient;
import dev.sightline.server.odoo.client.OdooException;
import dev.sightline.server.odoo.sync.ModelAccess;
import dev.sightline.server.odoo.sync.SyncModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may be read of one model. Immutable.
 *
 * @param records null where it may not be read, or is not read as something of it is needed and missing
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
        ModelAccess.Asking asking = new ModelAccess.Asking(client);
        return SyncModel.ALL.stream().map(model -> of(asking, model)).toList();
    }

    private static CheckedModel of(ModelAccess.Asking asking, SyncModel model) {
        try {
            ModelAccess access = asking.of(model);
            return access.problem() == null
                    ? new CheckedModel(model, access.records(), access.fields(), access.missing(), null)
                    : new CheckedModel(model, null, access.fields(), access.missing(), access.problem());
        } catch (OdooException.NoAccess | OdooException.NotThere | OdooException.ReadFailed e) {
            return new CheckedModel(model, null, 0, List.of(), String.valueOf(e.getMessage()));
        }
    }
}
