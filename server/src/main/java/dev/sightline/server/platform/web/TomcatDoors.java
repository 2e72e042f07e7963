package dev.sightline.server.platform.web;

import dev.sightline.server.platform.SightlineSettings;
import java.util.List;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.RemoteIpValve;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** What happens to a request before any filter sees it. */
@Component
final class TomcatDoors implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    private final List<String> proxies;

    TomcatDoors(SightlineSettings settings) {
        this.proxies = settings.web().eachProxy();
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        if (!proxies.isEmpty()) {
            factory.addEngineValves(believing(proxies));
        }
        // Behind the other one, which tells whether the request came over HTTPS.
        factory.addEngineValves(new AnswerHeaders());
        factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(RefusedByContainer.class.getName());
            }
        });
        factory.addConnectorCustomizers(connector -> {
            if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                // Who asks first whether to send a large body is told that it is too large, instead of sending it.
                http.setContinueResponseTiming("onRead");
            }
        });
    }

    /** The client's address is the last in X-Forwarded-For that is no proxy's of ours; before that, anybody may have written anything. */
    private static RemoteIpValve believing(List<String> proxies) {
        RemoteIpValve valve = new RemoteIpValve();
        // Networks; with a slash in it, Tomcat takes it for no expression.
        valve.setInternalProxies(String.join(",", proxies));
        valve.setRemoteIpHeader("X-Forwarded-For");
        valve.setProtocolHeader("X-Forwarded-Proto");
        valve.setHostHeader("X-Forwarded-Host");
        return valve;
    }
}
