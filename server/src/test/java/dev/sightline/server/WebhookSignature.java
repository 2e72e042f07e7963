package dev.sightline.server;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs webhooks as whoever has the key does. */
public final class WebhookSignature {
    private WebhookSignature() {}

    /**
     * The value of {@code X-Sightline-Signature}.
     *
     * @param timestamp the value of {@code X-Sightline-Timestamp}: seconds since 1970, where it is a good one
     */
    public static String of(String timestamp, String body, String key) {
        return of(timestamp, body.getBytes(StandardCharsets.UTF_8), key);
    }

    public static String of(String timestamp, byte[] body, String key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
