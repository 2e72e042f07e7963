package dev.sightline.server.crm.lists;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Decimals as the API writes them: at most four places, without trailing zeros and without an exponent. */
public final class Amounts {
    private static final int SCALE = 4;

    private Amounts() {}

    public static BigDecimal of(BigDecimal value) {
        BigDecimal shown = value.setScale(SCALE, RoundingMode.HALF_UP).stripTrailingZeros();
        return shown.scale() < 0 ? shown.setScale(0) : shown;
    }

    public static @Nullable BigDecimal orNull(@Nullable BigDecimal value) {
        return value == null ? null : of(value);
    }

    public static BigDecimal orZero(@Nullable BigDecimal value) {
        return value == null ? BigDecimal.ZERO : of(value);
    }
}
