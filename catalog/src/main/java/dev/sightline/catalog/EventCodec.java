package dev.sightline.catalog;

import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Events to and from their stored JSON: snake_case, ISO dates, decimals as plain numbers, nulls written. Thread-safe.
 */
public final class EventCodec {
    /** What a personal text of somebody who is forgotten reads as. */
    public static final String ERASED = "erased";

    /** Name of the sealed texts in the stored JSON, always the last one. */
    private static final String SEALED = "personal";

    private static final String SEALED_BEGINS = ",\"" + SEALED + "\":\"";
    private static final String SEALED_ENDS = "\"}";
    private static final Map<String, Class<? extends DomainEvent>> TYPES = new LinkedHashMap<>();
    private static final Map<Class<?>, PersonalShape> PERSONAL = new HashMap<>();
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
        this(new Upcasters(versions(), RELEASED));
    }

    EventCodec(Upcasters upcasters) {
        this.upcasters = upcasters;
    }

    /** All type names, in the order of the catalogue. */
    public static Set<String> types() {
        return Set.copyOf(TYPES.keySet());
    }

    /** The present version of each type. */
    public static Map<String, Integer> versions() {
        return TYPES.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> annotation(entry.getValue()).version()));
    }

    /** The type names of the events below {@code branch}, such as {@code CrmEvent.OpportunityEvent.class}. */
    public static Set<String> typesOf(Class<? extends DomainEvent> branch) {
        return TYPES.entrySet().stream()
                .filter(entry -> branch.isAssignableFrom(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The type names of events that may hold personal texts. */
    public static Set<String> personalTypes() {
        return TYPES.entrySet().stream()
                .filter(entry -> PERSONAL.containsKey(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    public static String typeOf(DomainEvent event) {
        return annotation(event.getClass()).value();
    }

    public static int versionOf(DomainEvent event) {
        return annotation(event.getClass()).version();
    }

    /** Everything in clear: for events without personal texts, see {@link #whose}. */
    public String write(DomainEvent event) {
        return json.writeValueAsString(event);
    }

    /**
     * Whose the personal texts of an event are; null where it has none.
     *
     * @param stream the event's, such as {@code employee/odoo-6}
     */
    public static @Nullable Whose whose(DomainEvent event, String stream) {
        PersonalShape shape = PERSONAL.get(event.getClass());
        if (shape == null) {
            return null;
        }
        PersonalDetails details = shape.details(event);
        return details.personal() ? new Whose(stream, details.contact()) : null;
    }

    /**
     * Personal texts are sealed: where they were stands what remains once their person is forgotten, and they themselves follow,
     * together, as {@code personal}. Those of somebody who is forgotten are left out.
     */
    public String write(DomainEvent event, String stream, PersonalCipher cipher) {
        Whose whose = whose(event, stream);
        PersonalShape shape = PERSONAL.get(event.getClass());
        if (whose == null || shape == null) {
            return write(event);
        }
        Map<String, String> texts = shape.texts(event);
        if (texts.isEmpty()) {
            return write(event);
        }
        String open = write(erased(event));
        byte[] plain = json.writeValueAsBytes(Map.of(shape.holder(), texts));
        byte[] sealed = cipher.seal(whose, typeOf(event), plain);
        return sealed == null
                ? open
                : open.substring(0, open.length() - 1)
                        + SEALED_BEGINS
                        + Base64.getEncoder().encodeToString(sealed)
                        + SEALED_ENDS;
    }

    /** The event as it reads once its person is forgotten. */
    DomainEvent erased(DomainEvent event) {
        PersonalShape shape = PERSONAL.get(event.getClass());
        return shape == null ? event : shape.erased(event);
    }

    /** Details, such as {@code AccountDetails}, as they read once their person is forgotten. */
    public static <D extends Record> D erasedDetails(D details) {
        for (PersonalShape shape : PERSONAL.values()) {
            Object erased = shape.erasedDetails(details);
            if (erased != null) {
                @SuppressWarnings("unchecked") // the very type that was given
                D same = (D) erased;
                return same;
            }
        }
        return details;
    }

    /**
     * An event whose personal texts are still sealed, so that the keys of many can be fetched at once.
     *
     * @throws IllegalArgumentException as {@link #read(String, int, String)}
     */
    public SealedEvent readSealed(String type, int version, String data, String stream) {
        DomainEvent event = read(type, version, data);
        Whose whose = whose(event, stream);
        String sealed = whose == null ? null : sealedIn(data);
        return new SealedEvent(event, whose, sealed, this, type, version, data);
    }

    /** The personal texts in their place. */
    DomainEvent opened(SealedEvent from, String sealed, Whose whose, PersonalCipher cipher) {
        PersonalShape shape = PERSONAL.get(from.event().getClass());
        byte[] plain = shape == null ? null : cipher.open(whose, from.type(), decoded(sealed, from.type()));
        if (shape == null || plain == null) {
            return from.event();
        }
        JsonNode texts = json.readTree(plain);
        if (upcasters.needed(from.type(), from.version())) {
            ObjectNode data = (ObjectNode) json.readTree(from.data());
            texts.properties()
                    .forEach(holder -> ((ObjectNode) data.get(holder.getKey())).setAll((ObjectNode) holder.getValue()));
            return read(from.type(), from.version(), data, from.event().getClass());
        }
        Map<String, String> held = new HashMap<>();
        texts.path(shape.holder())
                .properties()
                .forEach(text -> held.put(text.getKey(), text.getValue().asString("")));
        return shape.filled(from.event(), held);
    }

    private static byte[] decoded(String sealed, String type) {
        try {
            return Base64.getDecoder().decode(sealed);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the sealed texts of event type " + type + " are not Base64", e);
        }
    }

    /** A quote within a text is escaped, so that the first pattern is never part of one. */
    private @Nullable String sealedIn(String data) {
        int at = data.endsWith(SEALED_ENDS) ? data.lastIndexOf(SEALED_BEGINS) : -1;
        if (at >= 0) {
            String value = data.substring(at + SEALED_BEGINS.length(), data.length() - SEALED_ENDS.length());
            if (value.indexOf('"') < 0) {
                return value;
            }
        }
        // Somebody else's layout.
        return data.contains("\"" + SEALED + "\"") && json.readTree(data).get(SEALED) instanceof StringNode text
                ? text.stringValue()
                : null;
    }

    /**
     * An event as today's shape tells it, whichever version it was stored in. Personal texts that are sealed read as if their
     * person were forgotten; {@link #readSealed} opens them.
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
            Class<? extends DomainEvent> event = type.asSubclass(DomainEvent.class);
            TYPES.put(annotation(type).value(), event);
            PersonalShape shape = PersonalShape.of(event);
            if (shape != null) {
                PERSONAL.put(event, shape);
            }
        }
    }
}
