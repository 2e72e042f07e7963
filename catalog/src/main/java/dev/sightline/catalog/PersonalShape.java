package dev.sightline.catalog;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Where the personal texts of an event type are, and how to put others in their place. Immutable. */
final class PersonalShape {
    private final Shape event;
    private final int holder;
    private final Shape details;

    /** A record's components with their stored names, and how to make one. */
    private static final class Shape {
        private final RecordFields fields;
        private final @Nullable Personal[] personal;
        private final Constructor<?> constructor;

        Shape(Class<?> type) {
            fields = RecordFields.of(type);
            personal = fields.components().stream()
                    .map(each -> each.getAnnotation(Personal.class))
                    .toArray(Personal[]::new);
            try {
                constructor = type.getDeclaredConstructor(fields.components().stream()
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new));
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(type + " is no record", e);
            }
        }

        int size() {
            return personal.length;
        }

        String name(int n) {
            return fields.names().get(n);
        }

        @Nullable
        Object value(Object of, int n) {
            return fields.value(of, n);
        }

        Object make(@Nullable Object[] values) {
            try {
                return constructor.newInstance(values);
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException("the payload does not fit " + constructor.getDeclaringClass(), e);
            }
        }

        /** The record with other personal texts. */
        Object with(Object of, BiFunction<String, @Nullable String, @Nullable String> other) {
            @Nullable Object[] values = new @Nullable Object[size()];
            for (int n = 0; n < values.length; n++) {
                Object value = value(of, n);
                values[n] = personal[n] == null ? value : other.apply(name(n), (String) value);
            }
            return make(values);
        }

        Object erased(Object of) {
            @Nullable Object[] values = new @Nullable Object[size()];
            for (int n = 0; n < values.length; n++) {
                Object value = value(of, n);
                Personal mark = personal[n];
                values[n] = mark == null || value == null ? value : mark.isName() ? EventCodec.ERASED : null;
            }
            return make(values);
        }
    }

    private PersonalShape(Class<?> event, int holder, Class<?> details) {
        this.event = new Shape(event);
        this.holder = holder;
        this.details = new Shape(details);
    }

    /** Null for a type without personal texts. */
    static @Nullable PersonalShape of(Class<? extends DomainEvent> type) {
        List<RecordComponent> components = RecordFields.of(type).components();
        for (int n = 0; n < components.size(); n++) {
            Class<?> held = components.get(n).getType();
            if (PersonalDetails.class.isAssignableFrom(held)) {
                return new PersonalShape(type, n, held);
            }
        }
        return null;
    }

    /** Name of the component that holds the details, as it is stored. */
    String holder() {
        return event.name(holder);
    }

    /** Details of this type as they read once their person is forgotten; null where they are of another type. */
    @Nullable
    Object erasedDetails(Record of) {
        return details.constructor.getDeclaringClass() == of.getClass() ? details.erased(of) : null;
    }

    PersonalDetails details(DomainEvent of) {
        return (PersonalDetails) Objects.requireNonNull(event.value(of, holder));
    }

    /** The personal texts that there are, by their stored names. */
    Map<String, String> texts(DomainEvent of) {
        PersonalDetails from = details(of);
        Map<String, String> texts = new LinkedHashMap<>();
        for (int n = 0; n < details.size(); n++) {
            if (details.personal[n] != null && details.value(from, n) instanceof String text) {
                texts.put(details.name(n), text);
            }
        }
        return texts;
    }

    DomainEvent erased(DomainEvent of) {
        return with(of, details.erased(details(of)));
    }

    /** The event with its texts in their place again; of those that are not named, what stands there stays. */
    DomainEvent filled(DomainEvent of, Map<String, String> texts) {
        return with(of, details.with(details(of), texts::getOrDefault));
    }

    private DomainEvent with(DomainEvent of, Object otherDetails) {
        @Nullable Object[] values = new @Nullable Object[event.size()];
        for (int n = 0; n < values.length; n++) {
            values[n] = n == holder ? otherDetails : event.value(of, n);
        }
        return (DomainEvent) event.make(values);
    }
}
