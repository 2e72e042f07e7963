package dev.sightline.eventstore.testkit;

import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * Seeds for property tests. Each seed is printed when it is used; {@code -Dsightline.seed=N} runs every property with N
 * alone. Stateless.
 */
public final class Seeds {
    private static final String PROPERTY = "sightline.seed";

    private Seeds() {}

    /** For {@code @MethodSource}: {@code count} fresh seeds, or the one given on the command line. */
    public static LongStream take(int count) {
        Long given = Long.getLong(PROPERTY);
        return given != null ? LongStream.of(given) : new Random().longs(count, 0, Long.MAX_VALUE);
    }

    /** One fresh seed's generator, or that of the seed given on the command line. */
    public static Random random() {
        return random(take(1).findFirst().orElseThrow());
    }

    /** The generator of a seed, which is printed. */
    public static Random random(long seed) {
        System.out.println("seed: repeat with -D" + PROPERTY + "=" + seed);
        return new Random(seed);
    }

    /** Random ids that the same seed repeats. */
    public static UUID uuid(Random random) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return UUID.nameUUIDFromBytes(bytes);
    }

    public static <T> T oneOf(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
