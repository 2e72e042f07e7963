package dev.sightline.server.platform;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On an endpoint: how its requests are counted. One without is a {@link RateLimits.Kind#READ} where it answers GET, else a
 * {@link RateLimits.Kind#WRITE}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CountedAs {
    RateLimits.Kind value();
}
