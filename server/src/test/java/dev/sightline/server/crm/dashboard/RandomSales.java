package dev.sightline.server.crm.dashboard;

import dev.sightline.catalog.CrmEvent.ActivityTypeCreated;
import dev.sightline.catalog.CrmEvent.ActivityTypeDeleted;
import dev.sightline.catalog.CrmEvent.ActivityTypeUpdated;
import dev.sightline.catalog.CrmEvent.LabelDetails;
import dev.sightline.catalog.CrmEvent.LostReasonCreated;
import dev.sightline.catalog.CrmEvent.LostReasonDeleted;
import dev.sightline.catalog.CrmEvent.LostReasonUpdated;
import dev.sightline.catalog.CrmEvent.OpportunityAssigned;
import dev.sightline.catalog.CrmEvent.OpportunityCreated;
import dev.sightline.catalog.CrmEvent.OpportunityDeleted;
import dev.sightline.catalog.CrmEvent.OpportunityDetails;
import dev.sightline.catalog.CrmEvent.OpportunityLost;
import dev.sightline.catalog.CrmEvent.OpportunityReopened;
import dev.sightline.catalog.CrmEvent.OpportunityStageChanged;
import dev.sightline.catalog.CrmEvent.OpportunityUpdated;
import dev.sightline.catalog.CrmEvent.OpportunityWon;
import dev.sightline.catalog.CrmEvent.TagCreated;
import dev.sightline.catalog.CrmEvent.TagDeleted;
import dev.sightline.catalog.CrmEvent.TagUpdated;
import dev.sightline.catalog.CrmEvent.TeamCreated;
import dev.sightline.catalog.CrmEvent.TeamDeleted;
import dev.sightline.catalog.CrmEvent.TeamDetails;
import dev.sightline.catalog.CrmEvent.TeamUpdated;
import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.FinanceEvent.CompanyCreated;
import dev.sightline.catalog.FinanceEvent.CompanyDeleted;
import dev.sightline.catalog.FinanceEvent.CompanyDetails;
import dev.sightline.catalog.FinanceEvent.CompanyUpdated;
import dev.sightline.catalog.FinanceEvent.CurrencyCreated;
import dev.sightline.catalog.FinanceEvent.CurrencyDeleted;
import dev.sightline.catalog.FinanceEvent.CurrencyDetails;
import dev.sightline.catalog.FinanceEvent.CurrencyUpdated;
import dev.sightline.catalog.FinanceEvent.RateRemoved;
import dev.sightline.catalog.FinanceEvent.RateSet;
import dev.sightline.catalog.HrmEvent.EmployeeCreated;
import dev.sightline.catalog.HrmEvent.EmployeeDetails;
import dev.sightline.catalog.HrmEvent.EmployeeUpdated;
import dev.sightline.catalog.HrmEvent.ManagerAssigned;
import dev.sightline.catalog.HrmEvent.UserCreated;
import dev.sightline.catalog.HrmEvent.UserDetails;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import dev.sightline.server.crm.Opportunity;
import dev.sightline.server.crm.Opportunity.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Histories of a company that sells: people who move, teams that change leaders, deals in three currencies that are handed on, won, lost,
 * reopened, deleted; rates that come late, and in bursts; labels and currencies. The same seed gives the same history.
 */
final class RandomSales {
    static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
    static final List<String> STAGES = List.of("s1", "s2", "s3");
    static final List<String> TEAMS = List.of("t1", "t2", "t3");

    private final Random random;
    private final OrganizationId organization;
    private final int people;
    private final EventCodec codec = new EventCodec();
    private final List<RecordedEvent> events = new ArrayList<>();
    private final Map<StreamId, Long> versions = new HashMap<>();
    private final Map<String, Opportunity> deals = new HashMap<>();
    private final Map<String, @Nullable String> managers = new HashMap<>();
    private final Map<String, Boolean> employees = new HashMap<>();
    private Instant now;
    private int number;

    RandomSales(long seed, OrganizationId organization, int people) {
        this(seed, organization, people, START);
    }

    RandomSales(long seed, OrganizationId organization, int people, Instant start) {
        this.now = start;
        this.random = new Random(seed);
        this.organization = organization;
        this.people = people;
    }

    List<RecordedEvent> history(int length) {
        while (events.size() < length) {
            // Several days may pass; several things may happen in one second.
            now = now.plus(random.nextInt(4) == 0 ? random.nextInt(60) : 0, ChronoUnit.HOURS);
            switch (random.nextInt(13)) {
                case 0, 1 -> person();
                case 2 -> team();
                case 3 -> money();
                case 4, 5, 6 -> create();
                case 7 -> setting();
                default -> change();
            }
        }
        return List.copyOf(events);
    }

    private void person() {
        String key = "p" + random.nextInt(people);
        StreamId employee = new StreamId("employee", key);
        String manager = random.nextInt(5) == 0 ? null : "p" + random.nextInt(people);
        if (!employees.containsKey(key)) {
            boolean user = random.nextInt(4) > 0;
            employees.put(key, user);
            managers.put(key, manager);
            if (user) {
                add(
                        new StreamId("user", key),
                        new UserCreated(new UserDetails(
                                "Name " + key, key, key + "@x.test", true, true, null, List.of(), null)));
            }
            add(employee, new EmployeeCreated(details(key, user), manager));
        } else if (random.nextInt(6) == 0 && !employees.getOrDefault(key, true)) {
            employees.put(key, true);
            add(
                    new StreamId("user", key),
                    new UserCreated(
                            new UserDetails("Name " + key, key, key + "@x.test", true, true, null, List.of(), null)));
            add(employee, new EmployeeUpdated(details(key, true), List.of("user_id")));
        } else {
            add(employee, new ManagerAssigned(managers.get(key), manager));
            managers.put(key, manager);
        }
    }

    private static EmployeeDetails details(String key, boolean user) {
        return new EmployeeDetails("Name " + key, key + "@x.test", null, null, null, user ? key : null, null, true);
    }

    private void team() {
        String key = TEAMS.get(random.nextInt(TEAMS.size()));
        StreamId team = new StreamId("team", key);
        TeamDetails details = new TeamDetails(
                "Team " + key, random.nextInt(4) == 0 ? null : "p" + random.nextInt(people), List.of(), true);
        if (!versions.containsKey(team)) {
            add(team, new TeamCreated(details));
        } else if (random.nextInt(8) == 0) {
            add(team, new TeamDeleted());
        } else {
            add(team, new TeamUpdated(details));
        }
    }

    /** Often several at once, as a sync brings them; sometimes with days between, and no deal. */
    private void money() {
        for (int left = random.nextInt(3) == 0 ? 1 + random.nextInt(12) : 1; left > 0; left--) {
            rateOrCompany();
            now = now.plus(random.nextInt(8) == 0 ? random.nextInt(40) : 0, ChronoUnit.HOURS);
        }
    }

    private void rateOrCompany() {
        String key = "r" + random.nextInt(4);
        StreamId rate = new StreamId("rate", key);
        if (random.nextInt(5) == 0) {
            StreamId company = new StreamId("company", "c1");
            CompanyDetails details = new CompanyDetails("C1", random.nextBoolean() ? "USD" : "EUR", null, true);
            addOneOf(company, new CompanyCreated(details), new CompanyUpdated(details), new CompanyDeleted());
        } else if (random.nextInt(5) == 0) {
            add(rate, new RateRemoved());
        } else {
            add(
                    rate,
                    new RateSet(
                            random.nextInt(8) == 0 ? "EUR" : "USD",
                            random.nextInt(3) == 0 ? "c1" : null,
                            LocalDate.of(2026, 1, 1).plusDays(random.nextInt(4) * 40L),
                            BigDecimal.valueOf(50 + random.nextInt(100), 2)));
        }
    }

    private void setting() {
        String key = "k" + random.nextInt(3);
        LabelDetails label = new LabelDetails("Label " + random.nextInt(9), random.nextBoolean(), random.nextInt(12));
        CurrencyDetails currency = new CurrencyDetails("C" + random.nextInt(3), null, random.nextInt(4), true);
        switch (random.nextInt(4)) {
            case 0 ->
                addOneOf(new StreamId("tag", key), new TagCreated(label), new TagUpdated(label), new TagDeleted());
            case 1 ->
                addOneOf(
                        new StreamId("lost_reason", key),
                        new LostReasonCreated(label),
                        new LostReasonUpdated(label),
                        new LostReasonDeleted());
            case 2 ->
                addOneOf(
                        new StreamId("activity_type", key),
                        new ActivityTypeCreated(label),
                        new ActivityTypeUpdated(label),
                        new ActivityTypeDeleted());
            default ->
                addOneOf(
                        new StreamId("currency", key),
                        new CurrencyCreated(currency),
                        new CurrencyUpdated(currency),
                        new CurrencyDeleted());
        }
    }

    /** It appears first; then it is changed, or sometimes deleted, and may come back. */
    private void addOneOf(StreamId stream, DomainEvent created, DomainEvent updated, DomainEvent deleted) {
        add(stream, !versions.containsKey(stream) ? created : random.nextInt(5) == 0 ? deleted : updated);
    }

    private void create() {
        String key = "o" + number++;
        now = now.plusSeconds(1);
        Instant created = now.minus(random.nextInt(2000), ChronoUnit.HOURS);
        OpportunityCreated event = new OpportunityCreated(
                details(random.nextInt(8) == 0 ? "lead" : "opportunity"), stage(), owner(), team0(), created);
        apply(key, event);
    }

    private OpportunityDetails details(String kind) {
        String currency = switch (random.nextInt(6)) {
            case 0, 1 -> "USD";
            case 2 -> "GBP";
            case 3 -> "EUR";
            default -> null;
        };
        return new OpportunityDetails(
                "Deal " + random.nextInt(1000),
                kind,
                random.nextInt(10) > 0,
                BigDecimal.valueOf(random.nextInt(1_000_000), 2),
                currency,
                BigDecimal.valueOf(random.nextInt(10_001), 2),
                random.nextBoolean() ? "c1" : null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null);
    }

    private void change() {
        if (deals.isEmpty()) {
            return;
        }
        String key = "o" + random.nextInt(number);
        Opportunity deal = deals.get(key);
        if (deal == null || !deal.exists()) {
            return;
        }
        switch (random.nextInt(9)) {
            case 0, 1 -> apply(key, new OpportunityStageChanged(deal.stageId(), stage()));
            case 2, 3 -> apply(key, new OpportunityAssigned(deal.ownerId(), owner(), deal.teamId(), team0()));
            case 4 ->
                apply(
                        key,
                        new OpportunityUpdated(
                                details(random.nextInt(8) == 0 ? "lead" : "opportunity"), List.of("expected_revenue")));
            case 5, 6 -> apply(key, new OpportunityWon(now));
            case 7 -> apply(key, new OpportunityLost(now, null));
            default -> {
                if (deal.outcome() != Outcome.NONE) {
                    apply(key, new OpportunityReopened());
                } else if (random.nextInt(3) == 0) {
                    apply(key, new OpportunityDeleted());
                }
            }
        }
    }

    private void apply(String key, dev.sightline.catalog.CrmEvent.OpportunityEvent event) {
        deals.put(key, deals.getOrDefault(key, Opportunity.NOTHING).evolve(event));
        add(new StreamId("opportunity", key), event);
    }

    private @Nullable String stage() {
        return random.nextInt(10) == 0 ? null : STAGES.get(random.nextInt(STAGES.size()));
    }

    private @Nullable String owner() {
        return random.nextInt(7) == 0 ? null : "p" + random.nextInt(people);
    }

    private @Nullable String team0() {
        return random.nextInt(4) == 0 ? null : TEAMS.get(random.nextInt(TEAMS.size()));
    }

    private void add(StreamId stream, DomainEvent event) {
        long version = versions.merge(stream, 1L, Long::sum);
        byte[] id = new byte[16];
        random.nextBytes(id);
        events.add(new RecordedEvent(
                organization,
                events.size() + 1L,
                stream,
                version,
                now,
                new NewEvent(
                        UUID.nameUUIDFromBytes(id),
                        EventCodec.typeOf(event),
                        EventCodec.versionOf(event),
                        now,
                        codec.write(event),
                        new EventOrigin("test", null, null, null, null))));
    }
}
