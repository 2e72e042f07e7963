package dev.sightline.server.operations;

import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.EnclosedSecrets;
import dev.sightline.server.platform.Renewals;
import dev.sightline.server.platform.Verb;
import dev.sightline.server.platform.Words;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import java.util.Comparator;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** {@code secrets rotate}: encloses with the current master key what is enclosed with those before it, also while servers run. */
@Component
class SecretsVerb implements Verb {
    private static final int UNREADABLE = 3;

    private final ObjectProvider<EnclosedSecrets> places;
    private final ObjectProvider<Organizations> organizations;
    private final ObjectProvider<AuditLog> audit;

    SecretsVerb(
            ObjectProvider<EnclosedSecrets> places,
            ObjectProvider<Organizations> organizations,
            ObjectProvider<AuditLog> audit) {
        this.places = places;
        this.organizations = organizations;
        this.audit = audit;
    }

    @Override
    public String name() {
        return "secrets";
    }

    @Override
    public String usage() {
        return """
                secrets rotate

                Encloses with the master key of the settings whatever in the database is enclosed with one before it, which the
                settings name among the old keys, and opens all the rest to see that it does. Have every server know both keys first.
                It may be stopped and called again, also while servers run. Ends with 3 where something does not open: it is named,
                and left as it is. Otherwise the old keys are needed no more.""";
    }

    @Override
    public int run(List<String> arguments, Streams streams) {
        Words words = new Words(arguments);
        String action = words.next("say what to do");
        words.end();
        if (!action.equals("rotate")) {
            throw new UsageException("'secrets " + action + "' is not known");
        }
        List<EnclosedSecrets> all = places.stream()
                .sorted(Comparator.comparing(EnclosedSecrets::what))
                .toList();
        long anew = 0;
        long unreadable = 0;
        for (Organization organization : organizations.getObject().all()) {
            for (EnclosedSecrets each : all) {
                Renewals renewals = new Renewals();
                each.reenclose(organization.id(), renewals);
                tell(organization, each, renewals, streams);
                anew += renewals.anew();
                unreadable += renewals.unreadable();
            }
        }
        audit.getObject()
                .record(
                        organizations.getObject().own().id(),
                        AuditEntry.of("secret.enclosed_anew", Caller.program("command line"))
                                .detail(anew + " enclosed anew, " + unreadable + " do not open"));
        if (unreadable > 0) {
            streams.err()
                    .println("sightline: " + unreadable + " do not open with the keys of the settings. Keep the old"
                            + " keys, and look for the ones that are named above.");
            return UNREADABLE;
        }
        streams.out().println("Everything opens with the current master key; older ones are needed no more.");
        return 0;
    }

    private static void tell(Organization organization, EnclosedSecrets place, Renewals renewals, Streams streams) {
        if (renewals.anew() + renewals.already() + renewals.unreadable() == 0) {
            return;
        }
        streams.out()
                .println(organization.slug() + ": " + place.what() + ": " + renewals.anew() + " enclosed anew, "
                        + renewals.already() + " were already"
                        + (renewals.unreadable() == 0 ? "" : ", " + renewals.unreadable() + " do not open"));
        renewals.named().forEach(each -> streams.err().println("  " + each));
        long others = renewals.unreadable() - renewals.named().size();
        if (others > 0) {
            streams.err().println("  and " + others + " more");
        }
    }
}
