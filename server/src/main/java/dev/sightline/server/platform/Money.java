package dev.sightline.server.platform;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Amounts are decimals with four places inside; a figure without its currency does not leave the server. Immutable. */
public record Money(BigDecimal amount, String currency) {
    /** Places that the tables keep: {@code numeric(20,4)}. */
    public static final int SCALE = 4;

    public Money {
        amount = rounded(amount);
    }

    /** To four places, half to even, as the tables keep it. */
    public static BigDecimal rounded(BigDecimal amount) {
        return amount.setScale(SCALE, RoundingMode.HALF_EVEN);
    }

    /** For an answer: at most four places and no zeros at the end, so that 1500.0000 is written 1500. */
    public static BigDecimal plain(BigDecimal amount) {
        BigDecimal stripped = rounded(amount).stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
