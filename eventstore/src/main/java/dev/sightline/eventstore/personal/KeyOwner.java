package dev.sightline.eventstore.personal;

/**
 * Whose a key is. It goes when either is forgotten. Immutable.
 *
 * @param subject the stream whose events are sealed with it, such as {@code opportunity/odoo-123}
 * @param contact the stream of the contact whom those texts are about, such as {@code account/odoo-7}; empty for none
 */
public record KeyOwner(String subject, String contact) implements Comparable<KeyOwner> {
    @Override
    public int compareTo(KeyOwner other) {
        int bySubject = subject.compareTo(other.subject);
        return bySubject != 0 ? bySubject : contact.compareTo(other.contact);
    }
}
