package dev.sightline.catalog;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The components of a record of the catalogue by the names that they are stored by ({@code expected_revenue}), in order. Looked up once
 * for each class: the JVM makes components, and the way to call their accessors, anew at each question. Immutable, thread-safe.
 */
public final class RecordFields {
    private static final ClassValue<RecordFields> KNOWN = new ClassValue<>() {
        @Override
        protected RecordFields computeValue(Class<?> type) {
            return new RecordFields(type);
        }
    };

    private final List<RecordComponent> components;
    private final List<String> names;
    private final List<Method> accessors;

    private RecordFields(Class<?> type) {
        RecordComponent @Nullable [] found = type.getRecordComponents();
        if (found == null) {
            throw new IllegalArgumentException(type + " is no record");
        }
        components = List.of(found);
        names = Arrays.stream(found)
                .map(each -> each.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                .toList();
        accessors = Arrays.stream(found).map(RecordComponent::getAccessor).toList();
    }

    /** @throws IllegalArgumentException where it is no record */
    public static RecordFields of(Class<?> type) {
        return KNOWN.get(type);
    }

    public List<String> names() {
        return names;
    }

    /** The value of the nth one. */
    public @Nullable Object value(Object of, int n) {
        try {
            return accessors.get(n).invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record of the catalogue is public", e);
        }
    }

    List<RecordComponent> components() {
        return components;
    }
}
