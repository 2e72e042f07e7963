package dev.sightline.server.crm;

import dev.sightline.catalog.CrmEvent.AccountCreated;
import dev.sightline.catalog.CrmEvent.AccountDeleted;
import dev.sightline.catalog.CrmEvent.AccountDetails;
import dev.sightline.catalog.CrmEvent.AccountUpdated;
import dev.sightline.catalog.CrmEvent.ActivityClosed;
import dev.sightline.catalog.CrmEvent.ActivityDetails;
import dev.sightline.catalog.CrmEvent.ActivityPlanned;
import dev.sightline.catalog.CrmEvent.ActivityUpdated;
import dev.sightline.catalog.CrmEvent.OpportunityCreated;
import dev.sightline.catalog.CrmEvent.OpportunityDetails;
import dev.sightline.catalog.CrmEvent.OpportunityStageChanged;
import dev.sightline.catalog.CrmEvent.OpportunityUpdated;
import dev.sightline.catalog.CrmEvent.OpportunityWon;
import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.HrmEvent.EmployeeCreated;
import dev.sightline.catalog.HrmEvent.EmployeeDetails;
import dev.sightline.catalog.HrmEvent.EmployeeUpdated;
import dev.sightline.catalog.HrmEvent.UserCreated;
import dev.sightline.catalog.HrmEvent.UserDetails;
import dev.sightline.catalog.HrmEvent.UserUpdated;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happens to contacts, deals and activities about them, one step at a time. Each personal text names whose it is, as {@link #mark}
 * does. Remembers what the views have to show, said plainly. The same seed gives the same steps.
 */
final class RandomContacts {
    private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
    private static final List<String> KINDS = List.of("account", "hr.employee", "res.users", "opportunity");
    private static final int KEYS = 5;

    private final Random random;
    private final Set<String> known = new HashSet<>();
    private final Set<String> won = new HashSet<>();
    /** The latest details by stream. */
    final Map<String, AccountDetails> accounts = new HashMap<>();

    final Map<String, OpportunityDetails> deals = new HashMap<>();
    final Map<String, ActivityDetails> activities = new HashMap<>();
    private int step;

    record Happening(String stream, DomainEvent event, Instant at) {}

    RandomContacts(Random random) {
        this.random = random;
    }

    Instant now() {
        return START.plusSeconds(3600L * step);
    }

    /** What no view may show any more once the owner of the stream is forgotten. */
    static String mark(String stream) {
        return "of:" + stream + ":";
    }

    /** The streams of a random person. */
    List<String> somebody() {
        String key = key();
        return switch (random.nextInt(3)) {
            case 0 -> List.of("user/" + key, "employee/" + key, "account/" + key);
            case 1 -> List.of("opportunity/" + key);
            default -> List.of("account/" + key);
        };
    }

    Happening next() {
        step++;
        String key = key();
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> account("account/" + key);
            case 3, 4, 5 -> deal("opportunity/" + key);
            case 6, 7 -> activity("activity/" + key);
            case 8 -> user("user/" + key, key);
            default -> employee("employee/" + key, key);
        };
    }

    private String key() {
        return "odoo-" + (1 + random.nextInt(KEYS));
    }

    private @Nullable String sometimes(String text) {
        return random.nextInt(4) == 0 ? null : text + random.nextInt(100);
    }

    private Happening account(String stream) {
        if (known.contains(stream) && random.nextInt(8) == 0) {
            known.remove(stream);
            accounts.remove(stream);
            return new Happening(stream, new AccountDeleted(), now());
        }
        boolean company = random.nextInt(4) == 0;
        String mark = company ? "Company " : mark(stream);
        AccountDetails details = new AccountDetails(
                mark + "Name" + random.nextInt(100),
                company,
                sometimes("odoo-"),
                null,
                null,
                sometimes(mark + "email"),
                sometimes(mark + "phone"),
                sometimes(mark + "street"),
                sometimes("Ghent"),
                null,
                sometimes(mark + "website"),
                null,
                true,
                false,
                START);
        accounts.put(stream, details);
        return new Happening(
                stream,
                known.add(stream) ? new AccountCreated(details) : new AccountUpdated(details, List.of("name")),
                now());
    }

    private Happening deal(String stream) {
        if (known.contains(stream) && random.nextInt(3) == 0) {
            return new Happening(
                    stream,
                    random.nextInt(4) == 0 && won.add(stream)
                            ? new OpportunityWon(now())
                            : new OpportunityStageChanged(null, "s" + random.nextInt(3)),
                    now());
        }
        String account = random.nextInt(3) == 0 ? null : key();
        String mark = mark(stream) + (account == null ? "" : mark("account/" + account));
        OpportunityDetails details = new OpportunityDetails(
                "Deal " + random.nextInt(100),
                random.nextInt(4) == 0 ? "lead" : "opportunity",
                true,
                BigDecimal.valueOf(random.nextInt(1000)),
                "EUR",
                BigDecimal.valueOf(50),
                null,
                account,
                sometimes(mark + "contact"),
                sometimes(mark + "email"),
                sometimes(mark + "phone"),
                sometimes("Ghent"),
                null,
                null,
                List.of(),
                null);
        deals.put(stream, details);
        return new Happening(
                stream,
                known.add(stream)
                        ? new OpportunityCreated(details, "s0", null, null, now())
                        : new OpportunityUpdated(details, List.of("contact_name")),
                now());
    }

    private Happening activity(String stream) {
        if (known.contains(stream) && random.nextInt(4) == 0) {
            return new Happening(stream, new ActivityClosed(now(), "done"), now());
        }
        String kind = KINDS.get(random.nextInt(KINDS.size()));
        String on = key();
        String mark = switch (kind) {
            case "account" -> mark("account/" + on);
            case "hr.employee" -> mark("employee/" + on);
            case "res.users" -> mark("user/" + on);
            default -> "Deal ";
        };
        ActivityDetails details = new ActivityDetails(
                null,
                sometimes(mark + "call"),
                null,
                LocalDate.of(2026, 2, 3),
                kind,
                on,
                sometimes(mark + "name"),
                START);
        activities.put(stream, details);
        return new Happening(
                stream,
                known.add(stream) ? new ActivityPlanned(details) : new ActivityUpdated(details, List.of("summary")),
                now());
    }

    private Happening user(String stream, String key) {
        String mark = mark(stream);
        UserDetails details = new UserDetails(
                mark + "name" + random.nextInt(100),
                sometimes(mark + "login"),
                // Others have the same one.
                random.nextBoolean() ? "shared" + random.nextInt(2) + "@example.com" : mark + "@example.com",
                true,
                true,
                null,
                List.of(),
                key);
        return new Happening(
                stream,
                known.add(stream) ? new UserCreated(details) : new UserUpdated(details, List.of("name")),
                now());
    }

    private Happening employee(String stream, String key) {
        String mark = mark(stream);
        EmployeeDetails details = new EmployeeDetails(
                mark + "name" + random.nextInt(100),
                sometimes(mark + "email"),
                sometimes(mark + "phone"),
                sometimes(mark + "job"),
                null,
                random.nextBoolean() ? key : null,
                null,
                true);
        return new Happening(
                stream,
                known.add(stream)
                        ? new EmployeeCreated(details, random.nextBoolean() ? key() : null)
                        : new EmployeeUpdated(details, List.of("name")),
                now());
    }
}
