package dev.sightline.server.identity;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times in mails, whose readers may be anywhere. */
final class Moments {
    private static final DateTimeFormatter WORDS =
            DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.UK).withZone(ZoneOffset.UTC);

    private Moments() {}

    static String words(Instant at) {
        return WORDS.format(at);
    }
}
