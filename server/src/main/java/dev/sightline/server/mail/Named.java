package dev.sightline.server.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.util.UUID;

/** A message whose Message-ID is the letter's, however often it is sent. */
final class Named extends MimeMessage {
    private final String name;

    Named(Session session, UUID letter, String domain) {
        super(session);
        this.name = "<" + letter + "@" + domain + ">";
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", name);
    }
}
