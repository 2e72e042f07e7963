package dev.sightline.server.platform;

import java.util.Locale;

/** A setting that the server cannot start with. The message is one line for whoever runs the server. */
public class WrongSetting extends RuntimeException {

    /**
     * @param property such as {@code sightline.sync.interval}
     * @param problem what it must be, as the end of a sentence that begins with the setting's name
     */
    public WrongSetting(String property, String problem) {
        super(environmentVariable(property) + " " + problem);
    }

    /** {@code SIGHTLINE_SYNC_INTERVAL} for {@code sightline.sync.interval}. */
    public static String environmentVariable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
