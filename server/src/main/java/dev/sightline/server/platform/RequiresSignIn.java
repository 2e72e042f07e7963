package dev.sightline.server.platform;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On an endpoint: who calls it needs to be signed in and no more. For what concerns the caller's own session alone: people
 * who wait for approval, and those of a suspended organisation, get here too.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RequiresSignIn {}
