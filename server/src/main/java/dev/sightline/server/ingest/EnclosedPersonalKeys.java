package dev.sightline.server.ingest;

import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.personal.KeyOwner;
import dev.sightline.eventstore.personal.PersonalKeys;
import dev.sightline.eventstore.personal.PersonalKeys.Reenclosed;
import dev.sightline.server.platform.EnclosedSecrets;
import dev.sightline.server.platform.Renewals;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The keys that personal texts in events are sealed with. Thread-safe. */
@Component
class EnclosedPersonalKeys implements EnclosedSecrets {
    private static final int STEP = 1000;

    private final PersonalKeys keys;
    private final OrganizationTransactions transactions;

    EnclosedPersonalKeys(PersonalKeys keys, OrganizationTransactions transactions) {
        this.keys = keys;
        this.transactions = transactions;
    }

    @Override
    public String what() {
        return "keys of people";
    }

    @Override
    public void reenclose(OrganizationId organization, Renewals renewals) {
        KeyOwner after = null;
        do {
            Reenclosed step = step(organization, after);
            renewals.count(step.anew(), step.already());
            step.unreadable()
                    .forEach((owner, why) ->
                            renewals.unreadable("personal-key/" + owner.subject() + "\n" + owner.contact(), why));
            after = step.next();
        } while (after != null);
    }

    private Reenclosed step(OrganizationId organization, @Nullable KeyOwner after) {
        return transactions.write(organization, jdbc -> {
            try {
                return keys.reenclose(transactions.connection(), organization, after, STEP);
            } catch (SQLException e) {
                throw new EventStoreException(
                        "organisation " + organization + ": personal keys cannot be enclosed anew", e);
            }
        });
    }
}
