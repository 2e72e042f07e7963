package dev.sightline.server.operations;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Records as they go over the wire: names in snake_case, every component there but those that are kept back, null only where the code says so. The generator's own
 * reading of classes knows none of the three, and takes two classes of one simple name for one.
 */
final class RecordSchemas implements ModelConverter {
    private static final String OURS = "dev.sightline.";
    private static final String NULL = "null";

    @Override
    public boolean isOpenapi31() {
        return true;
    }

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType wanted, ModelConverterContext context, Iterator<ModelConverter> others) {
        Class<?> type = raw(wanted.getType());
        if (type == JsonNode.class) {
            return new JsonSchema();
        }
        if (type == null || !type.isRecord() || !type.getName().startsWith(OURS)) {
            return others.hasNext() ? others.next().resolve(wanted, context, others) : null;
        }
        String name = name(type);
        if (!context.getDefinedModels().containsKey(name)) {
            JsonSchema schema = new JsonSchema();
            schema.setTypes(Set.of("object"));
            // Before its components: one of them may be of this very type.
            context.defineModel(name, schema, type, null);
            Map<String, Schema> properties = new TreeMap<>();
            List<String> required = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
                if (component.getAccessor().isAnnotationPresent(JsonIgnore.class)) {
                    continue;
                }
                String property = snake(component.getName());
                properties.put(property, property(component, context));
                required.add(property);
            }
            schema.setProperties(properties);
            schema.setRequired(required);
        }
        return reference(name);
    }

    /** {@code DashboardKpi} for {@code Dashboard.Kpi}, {@code OpportunitiesFound} for {@code FindOpportunities.Found}. */
    private static String name(Class<?> type) {
        Class<?> around = type.getEnclosingClass();
        return around == null
                ? type.getSimpleName().replaceFirst("^(Find|Show)(?=[A-Z])", "").replaceFirst("Controller$", "")
                : name(around) + type.getSimpleName();
    }

    private static Schema<?> reference(String name) {
        return new JsonSchema().$ref("#/components/schemas/" + name);
    }

    private static Schema<?> property(RecordComponent component, ModelConverterContext context) {
        Schema<?> shared = context.resolve(
                new AnnotatedType(component.getGenericType()).resolveAsRef(true).skipOverride(true));
        if (shared == null) {
            // Any JSON.
            return new JsonSchema();
        }
        Schema<?> schema = copy(shared);
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        if (schema.get$ref() != null) {
            JsonSchema none = new JsonSchema();
            none.setTypes(Set.of(NULL));
            return nullable ? new JsonSchema().oneOf(List.of(schema, none)) : schema;
        }
        var said = component.getAccessor().getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
        List<Object> values = new ArrayList<>(said == null ? List.of() : Arrays.asList(said.allowableValues()));
        if (nullable && schema.getTypes() != null) {
            schema.addType(NULL);
            if (!values.isEmpty()) {
                values.add(null);
            }
        }
        if (!values.isEmpty()) {
            @SuppressWarnings("unchecked")
            Schema<Object> untyped = (Schema<Object>) schema;
            untyped.setEnum(values);
        }
        return schema;
    }

    /** The context hands out the same schema for the same type again, and each property says more of its own. */
    private static Schema<?> copy(Schema<?> shared) {
        JsonSchema schema = new JsonSchema();
        if (shared.get$ref() != null) {
            schema.set$ref(shared.get$ref());
            return schema;
        }
        schema.setTypes(shared.getTypes() == null ? null : new LinkedHashSet<>(shared.getTypes()));
        schema.setFormat(shared.getFormat());
        schema.setItems(shared.getItems());
        schema.setAdditionalProperties(shared.getAdditionalProperties());
        schema.setEnum(shared.getEnum() == null ? null : new ArrayList<>(shared.getEnum()));
        return schema;
    }

    private static String snake(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static @Nullable Class<?> raw(@Nullable Type type) {
        return switch (type) {
            case Class<?> plain -> plain;
            case ParameterizedType generic -> raw(generic.getRawType());
            case com.fasterxml.jackson.databind.JavaType jackson -> jackson.getRawClass();
            case null, default -> null;
        };
    }
}
