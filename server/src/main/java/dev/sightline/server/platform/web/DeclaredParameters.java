package dev.sightline.server.platform.web;

import dev.sightline.server.platform.AnyQueryParameters;
import dev.sightline.server.platform.FieldProblem;
import dev.sightline.server.platform.QueryParameters;
import dev.sightline.server.platform.Refused;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses query parameters that the endpoint does not declare, by a {@code @RequestParam} or by an argument whose type
 * carries {@link QueryParameters}; so a mistyped filter is an error and never a longer list. Also refuses a parameter
 * given twice where one value is meant, and characters that no text here may hold.
 */
final class DeclaredParameters implements HandlerInterceptor {
    private static final int SHOWN = 60;

    /** Name to whether it may be given more than once. */
    private final ConcurrentMap<HandlerMethod, Map<String, Boolean>> declared = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        // A form is refused for what it is; its fields are no query parameters.
        if (handler instanceof HandlerMethod method
                && request.getQueryString() != null
                && !method.hasMethodAnnotation(AnyQueryParameters.class)) {
            check(
                    request,
                    declared.computeIfAbsent(
                            method.getResolvedFromHandlerMethod() == null
                                    ? method
                                    : method.getResolvedFromHandlerMethod(),
                            DeclaredParameters::of));
        }
        return true;
    }

    private static void check(HttpServletRequest request, Map<String, Boolean> declared) {
        List<FieldProblem> problems = new ArrayList<>();
        request.getParameterMap().forEach((name, values) -> {
            Boolean many = declared.get(name);
            if (many == null) {
                problems.add(new FieldProblem(shown(name), "unknown_parameter", unknown(name, declared)));
            } else if (values.length > 1 && !many) {
                problems.add(new FieldProblem(name, "repeated_parameter", name + " may be given once only."));
            } else {
                for (String value : values) {
                    if (value.indexOf('\0') >= 0) {
                        problems.add(new FieldProblem(
                                name, "invalid_character", name + " holds a character that is not allowed."));
                        break;
                    }
                }
            }
        });
        if (!problems.isEmpty()) {
            throw Refused.fields(problems);
        }
    }

    private static String unknown(String name, Map<String, Boolean> declared) {
        String known = declared.isEmpty() ? "none" : String.join(", ", new TreeSet<>(declared.keySet()));
        return "There is no parameter " + shown(name) + " here; known: " + known + ".";
    }

    private static String shown(String name) {
        String clean = name.replaceAll("\\p{Cntrl}", "?");
        return clean.length() > SHOWN ? clean.substring(0, SHOWN) + "…" : clean;
    }

    private static Map<String, Boolean> of(HandlerMethod method) {
        Map<String, Boolean> names = new HashMap<>();
        for (MethodParameter parameter : method.getMethodParameters()) {
            QueryParameters own = AnnotationUtils.findAnnotation(parameter.getParameterType(), QueryParameters.class);
            if (own != null) {
                for (String name : own.value()) {
                    names.put(name, false);
                }
            }
            RequestParam annotation = parameter.getParameterAnnotation(RequestParam.class);
            if (annotation != null) {
                String name = annotation.name().isEmpty() ? parameter.getParameterName() : annotation.name();
                Class<?> type = parameter.nestedIfOptional().getNestedParameterType();
                if (name != null) {
                    names.put(name, type.isArray() || Iterable.class.isAssignableFrom(type));
                }
            }
        }
        return Map.copyOf(names);
    }
}
