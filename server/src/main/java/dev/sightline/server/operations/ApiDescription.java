package dev.sightline.server.operations;

import dev.sightline.server.access.Scope;
import dev.sightline.server.identity.SignedIn;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Open;
import dev.sightline.server.platform.Page;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.platform.ViewRequest;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.method.HandlerMethod;

/** What the generated OpenAPI description cannot know from the controllers: tokens, errors, the platform's own arguments. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {
    private static final String TOKEN = "access_token";
    /** What an operation asks of its caller: {@code open}, {@code signed_in}, or the name of a permission. */
    private static final String PERMISSION = "x-permission";

    private static final String OPEN = "open";
    private static final String SCHEMAS = "#/components/schemas/";

    static {
        // Taken from the token, or described below.
        SpringDocUtils.getConfig()
                .addRequestWrapperToIgnore(Page.class, ViewRequest.class, SignedIn.class, Scope.class, Caller.class);
    }

    @Bean
    OpenAPI sightlineApi() {
        ArraySchema errors = new ArraySchema();
        errors.setItems(new ObjectSchema()
                .addProperty("field", new StringSchema())
                .addProperty("code", new StringSchema())
                .addProperty("message", new StringSchema()));
        Schema<?> problem = new ObjectSchema()
                .addProperty("type", new StringSchema())
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("detail", new StringSchema())
                .addProperty("code", new StringSchema().description("Stable, for programs"))
                .addProperty("instance", new StringSchema())
                .addProperty("errors", errors)
                .addProperty("request_id", new StringSchema());
        return new OpenAPI()
                // Wherever it is served from.
                .servers(List.of(new Server().url("/")))
                .info(new Info()
                        .title("Sightline")
                        .version("2")
                        .description("What happens in the ERP, as answers that each person may see."))
                .components(new Components()
                        .addSchemas("Problem", problem)
                        .addSecuritySchemes(
                                TOKEN,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("JWT")))
                .addSecurityItem(new SecurityRequirement().addList(TOKEN));
    }

    @Bean
    OperationCustomizer completeOperations() {
        return (operation, handler) -> {
            String permission = permission(handler);
            operation.addExtension(PERMISSION, permission);
            if (permission.equals(OPEN)) {
                operation.setSecurity(List.of());
            } else {
                operation.addSecurityItem(new SecurityRequirement().addList(TOKEN));
            }
            if (takes(handler, Page.class)) {
                operation.addParametersItem(new QueryParameter()
                        .name("limit")
                        .description("How many at most")
                        .schema(new IntegerSchema()
                                .minimum(BigDecimal.ONE)
                                .maximum(BigDecimal.valueOf(Page.MAX_LIMIT))
                                ._default(Page.DEFAULT_LIMIT)));
                operation.addParametersItem(new QueryParameter()
                        .name("cursor")
                        .description("The next_cursor of the page before")
                        .schema(new StringSchema()));
            }
            if (takes(handler, ViewRequest.class)) {
                operation.addParametersItem(new QueryParameter()
                        .name("min_position")
                        .description("Wait up to 2 seconds until the views show this position")
                        .schema(new IntegerSchema().format("int64").minimum(BigDecimal.ZERO)));
                operation.getResponses().addApiResponse("304", new ApiResponse().description("Nothing has changed"));
            }
            operation
                    .getResponses()
                    .addApiResponse(
                            "default",
                            new ApiResponse()
                                    .description("A problem (RFC 9457)")
                                    .content(new Content()
                                            .addMediaType(
                                                    "application/problem+json",
                                                    new MediaType().schema(new Schema<>().$ref(SCHEMAS + "Problem")))));
            return operation;
        };
    }

    @Bean
    RecordSchemas recordSchemas() {
        return new RecordSchemas();
    }

    /** What a request may say null for, it may leave out. */
    @Bean
    OpenApiCustomizer optionalInRequests() {
        return api -> api.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .map(Operation::getRequestBody)
                .filter(Objects::nonNull)
                .flatMap(body -> body.getContent().values().stream())
                .map(MediaType::getSchema)
                .filter(schema -> schema.get$ref() != null)
                .map(schema ->
                        api.getComponents().getSchemas().get(schema.get$ref().substring(SCHEMAS.length())))
                .forEach(schema -> schema.setRequired(names(schema)));
    }

    @SuppressWarnings("unchecked")
    private static List<String> names(Schema<?> request) {
        Map<String, Schema<?>> properties = (Map<String, Schema<?>>) (Map<?, ?>) request.getProperties();
        return properties.entrySet().stream()
                .filter(property -> property.getValue().getTypes() == null
                        || !property.getValue().getTypes().contains("null"))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String permission(HandlerMethod handler) {
        Requires requires = handler.getMethodAnnotation(Requires.class);
        if (requires != null) {
            return requires.value().word();
        }
        return handler.hasMethodAnnotation(Open.class) ? OPEN : "signed_in";
    }

    private static boolean takes(HandlerMethod handler, Class<?> type) {
        return Arrays.stream(handler.getMethodParameters())
                .map(MethodParameter::getParameterType)
                .anyMatch(type::equals);
    }
}
