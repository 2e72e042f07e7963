package dev.sightline.bench;

import dev.sightline.catalog.CrmEvent;
import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.FinanceEvent;
import dev.sightline.catalog.HrmEvent;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of a large company: a reporting tree in which everybody has up to four reports (10,000 people make eight
 * levels), sales teams of fifty people each led by anybody, and opportunities over two years of which about a third are open. The same seed gives the same
 * history.
 */
public final class SalesHistory {
    static final int REPORTS_EACH = 4;
    private static final int PEOPLE_PER_TEAM = 50;
    /** Of a hundred opportunities. */
    private static final int FOR_ANOTHER_TEAM = 10;

    private static final String[] STAGES = {"New", "Qualified", "Proposition", "Negotiation", "Won"};
    private static final EventOrigin ORIGIN = new EventOrigin("import", null, null, null, null);

    private final EventCodec codec = new EventCodec();
    private final SplittableRandom random;
    private final int people;
    private final int opportunities;
    private final Instant now;

    public SalesHistory(long seed, int people, int opportunities, Instant now) {
        this.random = new SplittableRandom(seed);
        this.people = people;
        this.opportunities = opportunities;
        this.now = now;
    }

    static String userKey(int person) {
        return "odoo-" + (person + 1);
    }

    static String email(int person) {
        return "person" + person + "@bench.example";
    }

    /** Hands over everything, reference data and people first, in batches of at most {@code batch} streams. */
    public void write(int batch, Consumer<List<StreamAppend>> sink) {
        List<StreamAppend> pending = new ArrayList<>(batch);
        Consumer<StreamAppend> add = append -> {
            pending.add(append);
            if (pending.size() == batch) {
                sink.accept(List.copyOf(pending));
                pending.clear();
            }
        };
        reference(add);
        for (int person = 0; person < people; person++) {
            person(person, add);
        }
        for (int team = 0; team < teams(); team++) {
            add.accept(team(team));
        }
        for (int opportunity = 0; opportunity < opportunities; opportunity++) {
            add.accept(opportunity(opportunity));
        }
        if (!pending.isEmpty()) {
            sink.accept(pending);
        }
    }

    private int teams() {
        return Math.max(1, people / PEOPLE_PER_TEAM);
    }

    private void reference(Consumer<StreamAppend> add) {
        Instant start = now.minus(Duration.ofDays(800));
        add.accept(stream(
                "currency",
                "odoo-1",
                start,
                new FinanceEvent.CurrencyCreated(new FinanceEvent.CurrencyDetails("EUR", "€", 2, true))));
        add.accept(stream(
                "rate",
                "odoo-1",
                start,
                new FinanceEvent.RateSet("EUR", null, LocalDate.ofInstant(start, ZoneOffset.UTC), BigDecimal.ONE)));
        add.accept(stream(
                "company",
                "odoo-1",
                start,
                new FinanceEvent.CompanyCreated(new FinanceEvent.CompanyDetails("Bench", "EUR", null, true))));
        for (int stage = 0; stage < STAGES.length; stage++) {
            boolean won = stage == STAGES.length - 1;
            add.accept(stream(
                    "stage",
                    "odoo-" + (stage + 1),
                    start,
                    new CrmEvent.StageCreated(new CrmEvent.StageDetails(STAGES[stage], stage + 1, won, false, null))));
        }
    }

    private void person(int person, Consumer<StreamAppend> add) {
        Instant start = now.minus(Duration.ofDays(790));
        String key = userKey(person);
        String name = "Person " + person;
        add.accept(stream(
                "user",
                key,
                start,
                new HrmEvent.UserCreated(new HrmEvent.UserDetails(
                        name, email(person), email(person), true, true, null, List.of("odoo-1"), null))));
        @Nullable String manager = person == 0 ? null : userKey((person - 1) / REPORTS_EACH);
        add.accept(stream(
                "employee",
                key,
                start,
                new HrmEvent.EmployeeCreated(
                        new HrmEvent.EmployeeDetails(name, email(person), null, "Sales", null, key, "odoo-1", true),
                        manager)));
    }

    private StreamAppend team(int team) {
        return stream(
                "team",
                "odoo-" + (team + 1),
                now.minus(Duration.ofDays(780)),
                new CrmEvent.TeamCreated(
                        new CrmEvent.TeamDetails("Team " + team, userKey(random.nextInt(people)), List.of(), true)));
    }

    /** One more than there are. */
    StreamAppend another() {
        return opportunity("more-" + new UUID(random.nextLong(), random.nextLong()), opportunities);
    }

    private StreamAppend opportunity(int number) {
        return opportunity("odoo-" + (number + 1), number);
    }

    private StreamAppend opportunity(String key, int number) {
        Instant created = now.minusSeconds(random.nextLong(3600, 730L * 86_400));
        int seller = random.nextInt(people);
        String owner = userKey(seller);
        // As Odoo proposes it: the seller's own team; now and then one sells for another.
        boolean forAnother = random.nextInt(100) < FOR_ANOTHER_TEAM;
        int team = forAnother ? random.nextInt(teams()) : seller / PEOPLE_PER_TEAM % teams();
        int stage = 1 + random.nextInt(STAGES.length - 1);
        int fate = random.nextInt(100);
        boolean won = fate >= 35 && fate < 75;
        boolean lost = fate >= 75;
        String stageId = "odoo-" + (won ? STAGES.length : stage);
        CrmEvent.OpportunityDetails details = new CrmEvent.OpportunityDetails(
                "Opportunity " + number,
                "opportunity",
                !lost,
                BigDecimal.valueOf(random.nextInt(500, 250_000)),
                "EUR",
                BigDecimal.valueOf(won ? 100 : lost ? 0 : stage * 20L),
                "odoo-1",
                null,
                null,
                null,
                null,
                null,
                null,
                "1",
                List.of(),
                null);
        List<NewEvent> events = new ArrayList<>(2);
        events.add(event(
                created, new CrmEvent.OpportunityCreated(details, stageId, owner, "odoo-" + (team + 1), created)));
        long sinceCreation = Duration.between(created, now).toSeconds();
        Instant closed = created.plusSeconds(random.nextLong(sinceCreation));
        if (won) {
            events.add(event(closed, new CrmEvent.OpportunityWon(closed)));
        } else if (lost) {
            events.add(event(closed, new CrmEvent.OpportunityLost(closed, null)));
        }
        return new StreamAppend(new StreamId("opportunity", key), ExpectedVersion.any(), events);
    }

    private StreamAppend stream(String category, String key, Instant at, DomainEvent event) {
        return new StreamAppend(new StreamId(category, key), ExpectedVersion.any(), List.of(event(at, event)));
    }

    private NewEvent event(Instant at, DomainEvent event) {
        return new NewEvent(
                new UUID(random.nextLong(), random.nextLong()),
                EventCodec.typeOf(event),
                EventCodec.versionOf(event),
                at,
                codec.write(event),
                ORIGIN);
    }
}
