package dev.sightline.server.identity;

import java.security.SecureRandom;
import java.util.Locale;

/** A word of 80 random bits that stands for a code where the app is lost, such as {@code k3wq-7p2m-xv5d-a4rt}. Stateless. */
final class RecoveryCode {
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int LENGTH = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RecoveryCode() {}

    static String next() {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            code.append(i > 0 && i % 4 == 0 ? "-" : "").append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return code.toString();
    }

    /** However it is typed. Unsalted: there is nothing to guess in 80 random bits that are good once. */
    static byte[] hash(String typed) {
        return RandomWord.hash(typed.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ""));
    }
}
