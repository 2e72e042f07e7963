package dev.sightline.catalog;

import java.time.Instant;
import java.util.List;

/** What happens to the data of people as such. Streams {@code privacy/SUBJECT}. */
public sealed interface PrivacyEvent extends DomainEvent {

    /**
     * The keys of a person's personal texts are destroyed: from here on, and looking back, they read as erased.
     *
     * @param subjects the streams that are the person, such as {@code user/odoo-3}, {@code employee/odoo-5}, {@code account/odoo-9}
     */
    @EventType("privacy.person.forgotten")
    record PersonForgotten(List<String> subjects, Instant at) implements PrivacyEvent {
        public PersonForgotten {
            subjects = List.copyOf(subjects);
        }
    }
}
