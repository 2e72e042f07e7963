package dev.sightline.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Events to and from their stored JSON: snake_case, ISO dates, decimals as plain numbers, nulls written. Thread-safe.
 */
public final class EventCodec {
    private static final Map<String, Class<? extends DomainEvent>> TYPES = new LinkedHashMap<>();
    /** One for each version that is no longer written; none is removed, as old events stay as they are. */
    private static final List<Upcaster> RELEASED = List.of();

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
    private final Upcasters upcasters;

    /** With the upcasters of the catalogue. */
    public EventCodec() {
        this(new Upcasters(
                TYPES.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> annotation(entry.getValue()).version())),
                RELEASED));
    }

    EventCodec(Upcasters upcasters) {
        this.upcasters = upcasters;
    }

    /** All type names, in the order of the catalogue. */
    public static Set<String> types() {
        return Set.copyOf(TYPES.keySet());
    }

    /** The type names of the events below {@code branch}, such as {@code CrmEvent.OpportunityEvent.class}. */
    public static Set<String> typesOf(Class<? extends DomainEvent> branch) {
        return TYPES.entrySet().stream()
                .filter(entry -> branch.isAssignableFrom(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
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
     * An event as today's shape tells it, whichever version it was stored in.
     *
     * @throws IllegalArgumentException for a type that the catalogue does not hold or a payload that does not fit it; the
     *     message names the type and no personal data
     */
    public DomainEvent read(String type, int version, String data) {
        Class<? extends DomainEvent> target = TYPES.get(type);
        if (target == null) {
            throw new IllegalArgumentException("the catalogue holds no event type '" + type + "'");
        }
        try {
            if (upcasters.needed(type, version)) {
                return read(type, version, json.readTree(data), target);
            }
            if (version != annotation(target).version()) {
                throw new IllegalArgumentException("event type " + type + " has no version " + version
                        + " that this program knows; a newer one may have written it");
            }
            return json.readValue(data, target);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the payload does not fit event type " + type, e);
        }
    }

    private DomainEvent read(String type, int version, JsonNode data, Class<? extends DomainEvent> target) {
        if (!(data instanceof ObjectNode object)) {
            throw new IllegalArgumentException("the payload does not fit event type " + type);
        }
        return json.treeToValue(upcasters.apply(type, version, object), target);
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
