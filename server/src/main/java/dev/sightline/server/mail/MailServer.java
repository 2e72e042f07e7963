package dev.sightline.server.mail;

import dev.sightline.server.platform.SightlineSettings;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.UUID;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;

/** The mail server of the settings. Thread-safe. A try takes a minute at most. */
class MailServer {
    private final SightlineSettings.Smtp settings;
    private final JavaMailSenderImpl sender;

    MailServer(SightlineSettings.Smtp settings) {
        this.settings = settings;
        this.sender = sender(settings);
    }

    /** Why a letter was not taken; the message names no address and no password. */
    static final class NotTaken extends Exception {
        private final boolean forGood;

        NotTaken(String message, boolean forGood) {
            super(message, null, false, false);
            this.forGood = forGood;
        }

        /** Whether it makes no sense to try again. */
        boolean forGood() {
            return forGood;
        }
    }

    /** @param id the same for each try, so that a reader's mail program knows the second copy for what it is */
    void send(UUID id, Letter letter) throws NotTaken {
        try {
            MimeMessage message = new Named(sender.getSession(), id, domain());
            MimeMessageHelper helper = new MimeMessageHelper(message, StandardCharsets.UTF_8.name());
            helper.setFrom(settings.from());
            helper.setTo(letter.to());
            helper.setSubject(letter.subject());
            helper.setText(letter.text());
            // Nobody's holiday is news to a program.
            message.setHeader("Auto-Submitted", "auto-generated");
            sender.send(message);
        } catch (MailException | MessagingException e) {
            throw new NotTaken(words(e), forGood(e));
        }
    }

    private String domain() {
        return settings.from().substring(settings.from().lastIndexOf('@') + 1);
    }

    private static JavaMailSenderImpl sender(SightlineSettings.Smtp settings) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost(settings.host());
        sender.setPort(settings.port());
        sender.setDefaultEncoding(StandardCharsets.UTF_8.name());
        boolean tls = settings.security().equals("tls");
        sender.setProtocol(tls ? "smtps" : "smtp");
        String prefix = tls ? "mail.smtps." : "mail.smtp.";
        Properties properties = new Properties();
        if (!settings.user().isEmpty()) {
            sender.setUsername(settings.user());
            sender.setPassword(settings.password().value());
            properties.setProperty(prefix + "auth", "true");
        }
        // Encrypted or not at all: a man in the middle must not talk us out of it.
        properties.setProperty(
                prefix + "starttls.required", String.valueOf(settings.security().equals("starttls")));
        properties.setProperty(
                prefix + "starttls.enable", String.valueOf(settings.security().equals("starttls")));
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        properties.setProperty(prefix + "connectiontimeout", "10000");
        properties.setProperty(prefix + "timeout", "20000");
        properties.setProperty(prefix + "writetimeout", "20000");
        sender.setJavaMailProperties(properties);
        return sender;
    }

    /** 5xx of RFC 5321: the server will say the same again. */
    private static boolean forGood(Throwable problem) {
        for (Throwable each = problem; each != null; each = next(each)) {
            if (each instanceof SMTPAddressFailedException refused && refused.getReturnCode() >= 500) {
                return true;
            }
            if (each instanceof SMTPSendFailedException refused && refused.getReturnCode() >= 500) {
                return true;
            }
        }
        return false;
    }

    /** The kinds of what went wrong, innermost last: their messages quote addresses. */
    private static String words(Throwable problem) {
        StringBuilder words = new StringBuilder();
        for (Throwable each = problem; each != null; each = next(each)) {
            words.append(words.isEmpty() ? "" : ", ").append(each.getClass().getSimpleName());
            if (each instanceof SMTPAddressFailedException refused) {
                words.append(' ').append(refused.getReturnCode());
            } else if (each instanceof SMTPSendFailedException refused) {
                words.append(' ').append(refused.getReturnCode());
            }
        }
        return words.length() > 300 ? words.substring(0, 300) : words.toString();
    }

    private static @Nullable Throwable next(Throwable problem) {
        if (problem instanceof MailSendException several && several.getMessageExceptions().length > 0) {
            return several.getMessageExceptions()[0];
        }
        if (problem instanceof MessagingException chained && chained.getNextException() != null) {
            return chained.getNextException();
        }
        return problem.getCause();
    }
}
