package dev.sightline.server.ingest;

import dev.sightline.catalog.RecordFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Which fields of a record differ. */
public final class ChangedFields {
    private ChangedFields() {}

    /** The names as they are stored ({@code expected_revenue}), in the order of the record; empty for equal records. */
    public static <R extends Record> List<String> between(R before, R after) {
        if (before.equals(after)) {
            return List.of();
        }
        List<String> changed = new ArrayList<>();
        RecordFields fields = RecordFields.of(before.getClass());
        List<String> names = fields.names();
        for (int n = 0; n < names.size(); n++) {
            if (!Objects.equals(fields.value(before, n), fields.value(after, n))) {
                changed.add(names.get(n));
            }
        }
        return changed;
    }
}
