package dev.sightline.server.mail;

import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.server.platform.Ids;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.time.Clock;
import org.springframework.context.ApplicationContext;

/** The outbox of a server without a mail server, beside the one of the tests' server, which has one. */
public final class NoMail {
    private NoMail() {}

    public static Outbox outbox(ApplicationContext server) {
        return new Outbox(
                server.getBean(OrganizationTransactions.class),
                server.getBean(SecretBox.class),
                false,
                "",
                server.getBean(Ids.class),
                server.getBean(Clock.class));
    }
}
