package dev.sightline.catalog;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes events of every type of the catalogue, from the shapes of their records. */
final class Samples {
    private final @Nullable Random random;

    private final boolean ofPerson;

    private Samples(@Nullable Random random) {
        this(random, false);
    }

    private Samples(@Nullable Random random, boolean ofPerson) {
        this.random = random;
        this.ofPerson = ofPerson;
    }

    /** Always the same one, with a value in each field. */
    static DomainEvent typical(Class<? extends DomainEvent> type) {
        return type.cast(new Samples(null).record(type));
    }

    /** The same of a person: no company, and an activity about a contact. */
    static DomainEvent personal(Class<? extends DomainEvent> type) {
        return type.cast(new Samples(null, true).record(type));
    }

    /** With missing values where they are allowed, odd texts, large and small numbers. */
    static DomainEvent random(Class<? extends DomainEvent> type, Random random) {
        return type.cast(new Samples(random).record(type));
    }

    /** Every event record of the catalogue. */
    static List<Class<? extends DomainEvent>> types() {
        List<Class<? extends DomainEvent>> types = new ArrayList<>();
        collect(DomainEvent.class, types);
        return types;
    }

    private static void collect(Class<?> type, List<Class<? extends DomainEvent>> types) {
        if (type.isInterface()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                collect(permitted, types);
            }
        } else {
            types.add(type.asSubclass(DomainEvent.class));
        }
    }

    private Object record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = Arrays.stream(components).map(this::value).toArray();
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }

    private @Nullable Object value(RecordComponent component) {
        AnnotatedType annotated = component.getAnnotatedType();
        if (random != null && annotated.isAnnotationPresent(Nullable.class) && random.nextInt(3) == 0) {
            return null;
        }
        Class<?> type = component.getType();
        String name = component.getName();
        if (type == String.class) {
            if (ofPerson && name.equals("onKind")) {
                return "account";
            }
            return random == null ? typicalText(name) : name + TEXTS.get(random.nextInt(TEXTS.size()));
        }
        if (type == boolean.class) {
            return random == null ? !(ofPerson && name.equals("isCompany")) : random.nextBoolean();
        }
        if (type == int.class) {
            return random == null ? 7 : random.nextInt();
        }
        if (type == BigDecimal.class) {
            return random == null ? new BigDecimal("1234.5") : BigDecimal.valueOf(random.nextLong(), random.nextInt(9));
        }
        if (type == Instant.class) {
            return Instant.parse("2026-11-21T08:09:10Z").plusMillis(random == null ? 0 : random.nextInt());
        }
        if (type == LocalDate.class) {
            return LocalDate.of(2026, 11, 21).plusDays(random == null ? 0 : random.nextInt(10_000));
        }
        if (type == List.class) {
            return random == null ? List.of("odoo-1", "odoo-2") : List.of("x".repeat(random.nextInt(5)), "ü");
        }
        if (type.isRecord()) {
            return record(type);
        }
        throw new IllegalStateException("no sample for " + component);
    }

    private static String typicalText(String name) {
        return name.endsWith("Id") ? "odoo-6" : name.equals("currency") ? "EUR" : "some " + name;
    }

    private static final List<String> TEXTS =
            List.of("", "\"quoted\" \\ back", "日本語 🙂", "line\nbreak\ttab", "' OR 1=1 --", "<b>", "\u2028");
}
