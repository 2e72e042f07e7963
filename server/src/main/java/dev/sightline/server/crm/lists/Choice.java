package dev.sightline.server.crm.lists;

import dev.sightline.server.platform.Refused;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A parameter that is one of a few words. */
public final class Choice {
    private Choice() {}

    /** @throws Refused 400 that names the parameter and the words it knows */
    public static <T> T of(String parameter, String given, T[] all, Function<T, String> word) {
        return Arrays.stream(all)
                .filter(one -> word.apply(one).equals(given))
                .findFirst()
                .orElseThrow(() -> Refused.field(
                        parameter,
                        "invalid_value",
                        parameter + " must be one of "
                                + Arrays.stream(all).map(word).collect(Collectors.joining(", ")) + "."));
    }
}
