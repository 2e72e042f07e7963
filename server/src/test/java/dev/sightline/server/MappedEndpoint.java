package dev.sightline.server;

import dev.sightline.server.platform.Open;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.platform.RequiresSignIn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * What the server answers to by what is mapped, so also what the description of the API leaves out.
 *
 * @param permission as the description says it: {@code open}, {@code signed_in} or a permission; empty where nothing is declared
 */
public record MappedEndpoint(String method, String path, String permission, HandlerMethod handler) {
    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]*)}");

    /** All of ours, by path and method. One that takes any method is there with GET and with POST. */
    public static List<MappedEndpoint> all(Collection<RequestMappingHandlerMapping> mappings) {
        List<MappedEndpoint> found = new ArrayList<>();
        for (RequestMappingHandlerMapping mapping : mappings) {
            mapping.getHandlerMethods().forEach((info, handler) -> {
                if (!handler.getBeanType().getName().startsWith("dev.sightline.")) {
                    return;
                }
                Set<RequestMethod> declared = info.getMethodsCondition().getMethods();
                for (RequestMethod method :
                        declared.isEmpty() ? Set.of(RequestMethod.GET, RequestMethod.POST) : declared) {
                    for (String path : info.getPatternValues()) {
                        found.add(new MappedEndpoint(method.name(), path, permission(handler), handler));
                    }
                }
            });
        }
        found.sort(Comparator.comparing(MappedEndpoint::path).thenComparing(MappedEndpoint::method));
        return found;
    }

    /** Names of the parts of its path that a caller fills in. */
    public List<String> variables() {
        return VARIABLE.matcher(path).results().map(found -> found.group(1)).toList();
    }

    /**
     * The permission that it asks for.
     *
     * @throws IllegalArgumentException where it is open, or for all who are signed in
     */
    public Permission needed() {
        return Permission.valueOf(permission.toUpperCase(Locale.ROOT));
    }

    private static String permission(HandlerMethod handler) {
        if (handler.hasMethodAnnotation(Open.class)) {
            return "open";
        }
        if (handler.hasMethodAnnotation(RequiresSignIn.class)) {
            return "signed_in";
        }
        Requires requires = handler.getMethodAnnotation(Requires.class);
        return requires == null ? "" : requires.value().word();
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
