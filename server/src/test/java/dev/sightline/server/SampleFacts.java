package dev.sightline.server;

import dev.sightline.catalog.CrmEvent.AccountCreated;
import dev.sightline.catalog.CrmEvent.AccountDetails;
import dev.sightline.catalog.CrmEvent.OpportunityCreated;
import dev.sightline.catalog.CrmEvent.OpportunityDetails;
import dev.sightline.catalog.HrmEvent.UserCreated;
import dev.sightline.catalog.HrmEvent.UserDetails;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events with nothing remarkable in them, for tests that need some. */
public final class SampleFacts {
    private SampleFacts() {}

    public static UserCreated user(String name) {
        return user(name, name.replace(' ', '.') + "@x.test");
    }

    public static UserCreated user(String name, String email) {
        return new UserCreated(new UserDetails(name, email, email, true, true, null, List.of(), null));
    }

    /** Of the user {@code u1}. */
    public static AccountCreated customer(String name) {
        return customer(name, "u1");
    }

    /** @param owner the key of a user */
    public static AccountCreated customer(String name, String owner) {
        return new AccountCreated(new AccountDetails(
                name, true, null, owner, null, null, null, null, null, null, null, null, true, false, null));
    }

    /**
     * Worth ten, of the user {@code u1}.
     *
     * @param account the key of its customer
     */
    public static OpportunityCreated deal(String name, @Nullable String account, Instant at) {
        return deal(name, account, null, "u1", null, at);
    }

    /**
     * Worth ten.
     *
     * @param account the key of its customer
     * @param owner the key of a user
     */
    public static OpportunityCreated deal(
            String name,
            @Nullable String account,
            @Nullable String stage,
            String owner,
            @Nullable String team,
            Instant at) {
        return new OpportunityCreated(
                new OpportunityDetails(
                        name,
                        "opportunity",
                        true,
                        BigDecimal.TEN,
                        null,
                        BigDecimal.TEN,
                        null,
                        account,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        null),
                stage,
                owner,
                team,
                at);
    }
}
