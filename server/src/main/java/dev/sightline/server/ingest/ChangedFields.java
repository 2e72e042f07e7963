package dev.sightline.server.ingest;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        for (RecordComponent component : before.getClass().getRecordComponents()) {
            if (!Objects.equals(value(component, before), value(component, after))) {
                changed.add(component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
            }
        }
        return changed;
    }

    private static Object value(RecordComponent component, Record of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("a record of the catalogue is public", e);
        }
    }
}
