package dev.sightline.server.platform;

import java.util.Locale;
import java.util.Map;

/** A setting that the server cannot start with. The message is one line for whoever runs the server. */
public class WrongSetting extends RuntimeException {
    private static final int LONGEST = 80;
    /** The settings that are not named after their variable. */
    private static final Map<String, String> VARIABLES = Map.of(
            "server.port", "SIGHTLINE_PORT",
            "server.address", "SIGHTLINE_ADDRESS");

    /**
     * @param property such as {@code sightline.sync.interval}
     * @param problem what it must be, as the end of a sentence that begins with the setting's name
     */
    public WrongSetting(String property, String problem) {
        super(environmentVariable(property) + " " + problem);
    }

    /** @param given the value, which is shown: for settings that are no secret */
    public WrongSetting(String property, String problem, String given) {
        this(property, problem + ", not " + quoted(given));
    }

    /** {@code SIGHTLINE_SYNC_INTERVAL} for {@code sightline.sync.interval}. */
    public static String environmentVariable(String property) {
        return VARIABLES.getOrDefault(
                property, property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
    }

    /** A value in quotes, on one line and of bearable length. */
    public static String quoted(String value) {
        String line = value.replaceAll("\\p{Cntrl}", "?");
        return "'" + (line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line) + "'";
    }
}
