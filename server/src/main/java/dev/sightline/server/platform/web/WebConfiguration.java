package dev.sightline.server.platform.web;

import dev.sightline.server.platform.FreshnessSource;
import dev.sightline.server.platform.Page;
import dev.sightline.server.platform.ViewRequest;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.ConverterFactory;
import org.springframework.core.task.TaskDecorator;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.type.LogicalType;

/** JSON in snake_case, arguments of the platform's types, and the checks that every endpoint gets. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {
    private final ObjectProvider<FreshnessSource> freshness;
    private final ObjectProvider<BuildProperties> build;
    private final Clock clock;

    WebConfiguration(ObjectProvider<FreshnessSource> freshness, ObjectProvider<BuildProperties> build, Clock clock) {
        this.freshness = freshness;
        this.build = build;
        this.clock = clock;
    }

    @Bean
    JsonMapperBuilderCustomizer houseJson() {
        return json -> json.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                // A mistyped field is an error, not a silent default; so is a text where a number is meant.
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        texts -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
    }

    /** Of the threads in which exports are written. */
    @Bean
    TaskDecorator requestIdsInOtherThreads() {
        return RequestIds::carriedOver;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new DeclaredParameters())
                .addPathPatterns("/api/**")
                .excludePathPatterns("/api/v2/openapi.json");
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new TypedArgument<>(
                Page.class, request -> Page.parse(request.getParameter("limit"), request.getParameter("cursor"))));
        resolvers.add(new TypedArgument<>(
                ViewRequest.class,
                request ->
                        ViewRequests.parse(request, freshness.getObject(), build.getIfAvailable(), clock.instant())));
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public void addFormatters(FormatterRegistry registry) {
        // Enum values are lower-case words outside: status=open.
        registry.addConverterFactory((ConverterFactory<String, Enum>) new EnumWords());
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static final class EnumWords implements ConverterFactory<String, Enum> {
        @Override
        public <T extends Enum> org.springframework.core.convert.converter.Converter<String, T> getConverter(
                Class<T> type) {
            return word -> {
                if (!word.equals(word.toLowerCase(Locale.ROOT))) {
                    throw new IllegalArgumentException("not a lower-case word");
                }
                return (T) Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
            };
        }
    }
}
