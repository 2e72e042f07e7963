package dev.sightline.server.platform;

import java.util.regex.Pattern;

/** What is taken for an e-mail address. Simple on purpose: whether mail arrives there is not known from its form. */
public final class EmailAddress {
    private static final Pattern FORM = Pattern.compile("[^@\\s\\p{Cntrl}]{1,64}@[^@\\s\\p{Cntrl}]{1,190}");

    private EmailAddress() {}

    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }
}
