package dev.sightline.server.platform;

/** A word that must not be shown: its text form, and so every log line, is {@code ***}. */
public record Secret(String value) {

    public static Secret of(String value) {
        return new Secret(value);
    }

    /** False for the empty secret, which stands for "none is set". */
    public boolean isSet() {
        return !value.isEmpty();
    }

    @Override
    public String toString() {
        return isSet() ? "***" : "";
    }
}
