package dev.sightline.server.platform;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On an endpoint: who calls it needs this permission, else the answer is 403 {@code forbidden}. Every endpoint carries this,
 * {@link RequiresSignIn} or {@link Open}; one without is refused to everybody, and a test fails the build.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Requires {
    Permission value();
}
