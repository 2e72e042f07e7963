package dev.sightline.server.platform.web;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.PathResourceResolver;

/**
 * The screens' files. Those under /assets carry a hash in their names and may be kept for ever; everything else is asked
 * for again each time. An address that is a screen's, such as /opportunities, is answered with index.html.
 */
@Configuration(proxyBeanMethods = false)
class ScreenFiles implements WebMvcConfigurer {
    private static final String FILES = "classpath:/static/";

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/assets/**")
                .addResourceLocations(FILES + "assets/")
                .setCacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
        registry.addResourceHandler("/**")
                .addResourceLocations(FILES)
                .setCacheControl(CacheControl.noCache())
                .resourceChain(false)
                .addResolver(new OrIndex());
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/index.html");
    }

    private static final class OrIndex extends PathResourceResolver {
        /** Where an unknown address is a mistake and not a screen. */
        private static final List<String> NOT_SCREENS = List.of(
                "api/", "webhooks/", "assets/", ".well-known/", "metrics", "health", "livez", "readyz", "error");

        @Override
        protected @Nullable Resource getResource(String path, Resource location) throws IOException {
            Resource file = super.getResource(path, location);
            if (file != null) {
                return file;
            }
            boolean screen = !path.equals("api")
                    && !path.substring(path.lastIndexOf('/') + 1).contains(".")
                    && NOT_SCREENS.stream().noneMatch(path::startsWith);
            return screen ? super.getResource("index.html", location) : null;
        }
    }
}
