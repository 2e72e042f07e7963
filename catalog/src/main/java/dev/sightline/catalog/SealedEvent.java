package dev.sightline.catalog;

import org.jspecify.annotations.Nullable;

/** An event as it was stored, with its personal texts still to be opened. Immutable. */
public final class SealedEvent {
    private final DomainEvent event;
    private final @Nullable Whose whose;
    private final @Nullable String sealed;
    private final EventCodec codec;
    private final String type;
    private final int version;
    private final String data;

    SealedEvent(
            DomainEvent event,
            @Nullable Whose whose,
            @Nullable String sealed,
            EventCodec codec,
            String type,
            int version,
            String data) {
        this.event = event;
        this.whose = whose;
        this.sealed = sealed;
        this.codec = codec;
        this.type = type;
        this.version = version;
        this.data = data;
    }

    /** Whose the personal texts are; null where there are none. */
    public @Nullable Whose whose() {
        return whose;
    }

    /** Whether a key is needed to read it: not one that was stored in clear, or for somebody who was forgotten by then. */
    public boolean sealed() {
        return sealed != null;
    }

    /** The whole event; of somebody who is forgotten without the personal texts, also where they are stored in clear. */
    public DomainEvent open(PersonalCipher cipher) {
        if (whose == null) {
            return event;
        }
        if (sealed == null) {
            return cipher.forgotten(whose) ? codec.erased(event) : event;
        }
        return codec.opened(this, sealed, whose, cipher);
    }

    /** The event without its personal texts, for which no key is needed; what was stored in clear stays in it. */
    public DomainEvent withoutTexts() {
        return event;
    }

    DomainEvent event() {
        return event;
    }

    String type() {
        return type;
    }

    int version() {
        return version;
    }

    String data() {
        return data;
    }
}
