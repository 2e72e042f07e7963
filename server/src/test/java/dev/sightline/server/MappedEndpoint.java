package dev.sightline.server;

import dev.sightline.server.platform.Open;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.platform.RequiresSignIn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * What the server answers to by what is mapped, so also what the description of the API leaves out.
 *
 * @param permission as the description says it: {@code open}, {@code signed_in} or a permission; empty where nothing is declared
 */
public record MappedEndpoint(String method, String path, String permission, HandlerMethod handler) {

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
