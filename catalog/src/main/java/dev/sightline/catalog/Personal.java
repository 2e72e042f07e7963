package dev.sightline.catalog;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a text of {@link PersonalDetails}: it tells who somebody is or how to reach them. It is sealed with a key of that person's own.
 * Once the person is forgotten, a name reads as {@link EventCodec#ERASED} and anything else as null: two people who are forgotten do not
 * share an address.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Personal {
    boolean isName() default false;
}
