package dev.sightline.server.mail;

/** How far a letter has come. */
public enum Delivery {
    /** It will be tried, perhaps again. */
    WAITING,
    /** The mail server has taken it; whether it was read is not known. */
    SENT,
    /** The mail server refused it for good, or never took it in time. */
    FAILED
}
