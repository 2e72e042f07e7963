package dev.sightline.catalog;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The type name of an event on the wire and in the log, and the version of its shape. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EventType {
    /** {@code area.entity.happened}. */
    String value();

    /** From 1; raised with an upcaster when the shape changes. */
    int version() default 1;
}
