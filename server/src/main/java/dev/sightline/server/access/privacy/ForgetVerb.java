package dev.sightline.server.access.privacy;

import dev.sightline.server.access.privacy.ForgetPerson.Forgotten;
import dev.sightline.server.access.privacy.ForgetPerson.Plan;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Verb;
import dev.sightline.server.platform.Words;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** {@code forget PERSON}: forgets somebody from the command line. */
@Component
class ForgetVerb implements Verb {
    private static final Caller BY = Caller.program("command line");

    private final ObjectProvider<ForgetPerson> forget;
    private final ObjectProvider<Organizations> organizations;

    ForgetVerb(ObjectProvider<ForgetPerson> forget, ObjectProvider<Organizations> organizations) {
        this.forget = forget;
        this.organizations = organizations;
    }

    @Override
    public String name() {
        return "forget";
    }

    @Override
    public String usage() {
        return """
                forget PERSON --reason TEXT --for-good [--organization SLUG]
                forget PERSON --dry-run [--organization SLUG]

                Destroys the keys of everything personal that is recorded of PERSON (user-KEY, employee-KEY, account-KEY, or
                opportunity-KEY for the contact in an opportunity), takes them out of what is stored of the source, and closes
                their accounts. It cannot be undone, so --for-good is needed; --dry-run only says whom it would forget. Also while a
                server runs.""";
    }

    @Override
    public int run(List<String> arguments, Streams streams) {
        Words words = new Words(arguments);
        String slug = words.option("--organization");
        String reason = words.option("--reason");
        boolean sure = words.flag("--for-good");
        boolean dry = words.flag("--dry-run");
        String person = words.next("name the person to forget");
        words.end();
        if (reason == null && !dry) {
            throw new UsageException("--reason is required");
        }
        if (!sure && !dry) {
            throw new UsageException("this cannot be undone: say --for-good");
        }
        Organizations all = organizations.getObject();
        Optional<Organization> organization = slug == null ? Optional.of(all.own()) : all.bySlug(slug);
        if (organization.isEmpty()) {
            streams.err().println("sightline: there is no organisation " + slug);
            return 1;
        }
        try {
            if (reason == null || dry) {
                Plan plan = forget.getObject().plan(organization.get().id(), person);
                streams.out().println("Would forget " + String.join(", ", plan.subjects()) + ".");
                remains(streams, plan.eventsInClear(), plan.auditEntries());
                return 0;
            }
            Forgotten done = forget.getObject().forget(organization.get().id(), person, reason, BY);
            streams.out()
                    .println("Forgot " + String.join(", ", done.subjects()) + ": " + done.keysDestroyed()
                            + " keys destroyed, " + done.accountsClosed() + " accounts closed, " + done.copiesCleaned()
                            + " stored records cleaned.");
            remains(streams, done.eventsInClear(), done.auditEntries());
            return 0;
        } catch (Refused e) {
            streams.err().println("sightline: " + e.getMessage());
            return 1;
        }
    }

    private static void remains(Streams streams, long eventsInClear, long auditEntries) {
        if (eventsInClear > 0) {
            streams.out()
                    .println(eventsInClear
                            + " events are from before personal data was sealed: they read as erased, but the log"
                            + " itself still holds them.");
        }
        if (auditEntries > 0) {
            streams.out()
                    .println(auditEntries + " entries of the audit log keep the address, as they say who did what.");
        }
    }
}
