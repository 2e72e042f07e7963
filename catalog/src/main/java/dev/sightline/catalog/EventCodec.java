package dev.sightline.catalog;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events to and from their stored JSON: snake_case, ISO dates, decimals as plain numbers, nulls written. Thread-safe.
 */
public final class EventCodec {
    private static final Map<String, Class<? extends DomainEvent>> TYPES = new LinkedHashMap<>();

    static {
        collect(DomainEvent.class);
    }

    private final JsonMapper json = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            // A newer producer may know more fields than this reader.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** All type names, in the order of the catalogue. */
    public static Set<String> types() {
        return Set.copyOf(TYPES.keySet());
    }

    /** The type names of the events below {@code branch}, such as {@code CrmEvent.OpportunityEvent.class}. */
    public static Set<String> typesOf(Class<? extends DomainEvent> branch) {
        return TYPES.entrySet().stream()
                .filter(entry -> branch.isAssignableFrom(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }

    public static String typeOf(DomainEvent event) {
        return annotation(event.getClass()).value();
    }

    public static int versionOf(DomainEvent event) {
        return annotation(event.getClass()).version();
    }

    public String write(DomainEvent event) {
        return json.writeValueAsString(event);
    }

    /**
     * @throws IllegalArgumentException for a type that the catalogue does not hold or a payload that does not fit it; the
     *     message names the type and no personal data
     */
    public DomainEvent read(String type, int version, String data) {
        Class<? extends DomainEvent> target = TYPES.get(type);
        if (target == null) {
            throw new IllegalArgumentException("the catalogue holds no event type '" + type + "'");
        }
        if (version != annotation(target).version()) {
            throw new IllegalArgumentException("event type " + type + " has no version " + version);
        }
        try {
            return json.readValue(data, target);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the payload does not fit event type " + type, e);
        }
    }

    private static EventType annotation(Class<?> type) {
        EventType annotation = type.getAnnotation(EventType.class);
        if (annotation == null) {
            throw new IllegalStateException(type + " has no @EventType");
        }
        return annotation;
    }

    private static void collect(Class<?> type) {
        if (type.isInterface()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                collect(permitted);
            }
        } else {
            TYPES.put(annotation(type).value(), type.asSubclass(DomainEvent.class));
        }
    }
}
