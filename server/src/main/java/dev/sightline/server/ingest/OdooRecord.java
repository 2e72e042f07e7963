package dev.sightline.server.ingest;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a record as Odoo shows it: no value is {@code false}, a many2one is {@code [id, name]} or the bare id, times are
 * naive UTC. A field that is missing reads as no value; one of a wrong shape throws {@link UntranslatableRecord}.
 * Immutable.
 */
public final class OdooRecord {
    private static final String SOURCE = "odoo";
    private static final int DAY_LENGTH = 10;

    private final String model;
    private final String id;
    private final JsonNode json;

    public OdooRecord(String model, String id, JsonNode json) {
        this.model = model;
        this.id = id;
        this.json = json;
    }

    /** {@code odoo-6} for the record 6. */
    public static String keyOf(String id) {
        return SOURCE + "-" + id;
    }

    /** The record's own stream key. */
    public String key() {
        return keyOf(id);
    }

    public String id() {
        return id;
    }

    /** Whether the source shows the field at all, be it without a value. */
    public boolean has(String field) {
        return json.has(field);
    }

    /** Text without the space around it; null where there is none. */
    public @Nullable String text(String field) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw wrong(field, "a text");
        }
        // PostgreSQL keeps no NUL in a text, and it says nothing.
        String text = value.stringValue().replace("\u0000", "").strip();
        return text.isEmpty() ? null : text;
    }

    /** The first of the fields that has a text; null where none has. */
    public @Nullable String firstText(String... fields) {
        for (String field : fields) {
            String text = text(field);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    public boolean flag(String field, boolean whereMissing) {
        JsonNode value = json.get(field);
        if (value == null || value.isNull()) {
            return whereMissing;
        }
        if (!value.isBoolean()) {
            throw wrong(field, "true or false");
        }
        return value.booleanValue();
    }

    public int integer(String field, int whereMissing) {
        JsonNode value = value(field);
        if (value == null) {
            return whereMissing;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(field, "a whole number");
        }
        return value.intValue();
    }

    /** Zero where there is none. Equal numbers read as equal objects, however many zeros the source wrote. */
    public BigDecimal decimal(String field) {
        JsonNode value = value(field);
        if (value == null) {
            return BigDecimal.ZERO;
        }
        if (!value.isNumber() || (value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue()))) {
            throw wrong(field, "a number");
        }
        BigDecimal plain = value.decimalValue().stripTrailingZeros();
        return plain.scale() < 0 ? plain.setScale(0) : plain;
    }

    public @Nullable Instant instant(String field) {
        String text = text(field);
        if (text == null) {
            return null;
        }
        LocalDate day = text.length() == DAY_LENGTH ? OdooTimes.day(text) : null;
        LocalDateTime time = day == null ? OdooTimes.time(text) : day.atStartOfDay();
        if (time == null) {
            throw wrong(field, "a date and time");
        }
        return time.toInstant(ZoneOffset.UTC);
    }

    public @Nullable LocalDate day(String field) {
        String text = text(field);
        if (text == null) {
            return null;
        }
        LocalDate day = OdooTimes.day(text.length() > DAY_LENGTH ? text.substring(0, DAY_LENGTH) : text);
        if (day == null) {
            throw wrong(field, "a date");
        }
        return day;
    }

    /** The source's id of what a many2one refers to. */
    public @Nullable String reference(String field) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        JsonNode target =
                value.isArray() && !value.isEmpty() ? value.get(0) : value.isObject() ? value.path("id") : value;
        if (!target.isIntegralNumber()) {
            throw wrong(field, "a reference");
        }
        long number = target.longValue();
        return number <= 0 ? null : Long.toString(number);
    }

    /** The stream key of what a many2one refers to. */
    public @Nullable String referenceKey(String field) {
        String target = reference(field);
        return target == null ? null : keyOf(target);
    }

    /** The name that comes with a many2one; null where the source gave the bare id. */
    public @Nullable String referenceName(String field) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        JsonNode name = value.isArray() ? value.path(1) : value.path("display_name");
        return name.isString() && !name.stringValue().isBlank()
                ? name.stringValue().replace("\u0000", "").strip()
                : null;
    }

    /** The stream keys of a many2many, in ascending order of ids, so that their order does not look like a change. */
    public List<String> referenceKeys(String field) {
        JsonNode value = value(field);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrong(field, "a list of ids");
        }
        List<Long> ids = new ArrayList<>();
        for (JsonNode element : value) {
            if (!element.isIntegralNumber()) {
                throw wrong(field, "a list of ids");
            }
            ids.add(element.longValue());
        }
        return ids.stream()
                .distinct()
                .sorted()
                .map(one -> keyOf(Long.toString(one)))
                .toList();
    }

    private @Nullable JsonNode value(String field) {
        JsonNode value = json.get(field);
        return value == null || value.isNull() || (value.isBoolean() && !value.booleanValue()) ? null : value;
    }

    private UntranslatableRecord wrong(String field, String expected) {
        return new UntranslatableRecord(model, id, field, expected);
    }
}
