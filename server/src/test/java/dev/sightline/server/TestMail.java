package dev.sightline.server;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.test.context.DynamicPropertyRegistry;

/** A real mail server on 127.0.0.1 that takes mail for everybody, one per JVM. Thread-safe. */
public final class TestMail {
    /** Where the links in mails lead. */
    public static final String SITE = "https://sightline.example.com";

    private static final GreenMail SERVER = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    static {
        SERVER.start();
    }

    private TestMail() {}

    static void settings(DynamicPropertyRegistry registry) {
        registry.add("sightline.smtp.host", () -> "127.0.0.1");
        registry.add("sightline.smtp.port", () -> SERVER.getSmtp().getPort());
        registry.add("sightline.smtp.from", () -> "sightline@example.com");
        registry.add("sightline.smtp.security", () -> "none");
        registry.add("sightline.public-url", () -> SITE);
    }

    /** What has come for an address, oldest first. */
    public static List<MimeMessage> to(String address) {
        return Stream.of(SERVER.getReceivedMessages())
                .filter(message -> recipient(message).equals(address.toLowerCase(Locale.ROOT)))
                .toList();
    }

    /** Waits for the mail with that number, the first being 1; answers its text. */
    public static String await(String address, int number) {
        ServerTest.await(
                "mail " + number + " comes for " + address, () -> to(address).size() >= number);
        return text(to(address).get(number - 1));
    }

    /** The word behind the {@code #} of the link in a mail. */
    public static String token(String text) {
        return text.substring(text.indexOf('#') + 1).split("\\s", 2)[0];
    }

    public static String text(MimeMessage message) {
        try {
            return String.valueOf(message.getContent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String recipient(MimeMessage message) {
        try {
            return message.getRecipients(Message.RecipientType.TO)[0].toString().toLowerCase(Locale.ROOT);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
