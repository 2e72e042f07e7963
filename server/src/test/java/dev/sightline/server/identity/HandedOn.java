package dev.sightline.server.identity;

import dev.sightline.server.mail.NoMail;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Ids;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.time.Clock;
import java.util.Objects;
import org.springframework.context.ApplicationContext;

/** Links as a server makes them that sends no mail: its administrators get them to hand on. Answers the words of the links. */
public final class HandedOn {
    private final Invitations invitations;
    private final PasswordResets resets;

    public HandedOn(ApplicationContext server) {
        invitations = new Invitations(
                server.getBean(OrganizationTransactions.class),
                server.getBean(Accounts.class),
                NoMail.outbox(server),
                server.getBean(AuditLog.class),
                server.getBean(Ids.class),
                server.getBean(Clock.class));
        resets = new PasswordResets(
                server.getBean(OrganizationTransactions.class),
                server.getBean(Credentials.class),
                server.getBean(Identities.class),
                server.getBean(Accounts.class),
                server.getBean(Passwords.class),
                NoMail.outbox(server),
                server.getBean(AuditLog.class),
                server.getBean(Clock.class));
    }

    public String invitation(Organization organization, String email, Role role, Caller by) {
        return Objects.requireNonNull(
                        invitations.make(organization, email, role, by).link())
                .text();
    }

    public String reset(Account account, Caller by) {
        return resets.offer(account, false, by).link().text();
    }

    public String resetByThePlatform(Account account, Caller by) {
        return resets.offer(account, true, by).link().text();
    }
}
