package dev.sightline.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Two years of leads and opportunities. Each deal has the cycle and the outcome it will have; how much of that has
 * happened by now decides its stage, so that win rates, cycle times and the pipeline hang together.
 */
final class SalesHistory {
    private static final long DAY = 86_400;
    private static final long SPAN = 730 * DAY;
    private static final String[] PRIORITIES = {"0", "0", "1", "1", "2", "3"};
    private static final String[] TYPES = {"lead", "opportunity"};

    private final Rows rows;
    private final CompanyPlan plan;
    private final Accounts.Account[] accounts;
    private final Staff.Seller[] working;
    private final Staff.Seller left;
    private final SplittableRandom random;
    private final long now;
    private int stillOpen;

    SalesHistory(Rows rows, CompanyPlan plan, Accounts.Account[] accounts, List<Staff.Seller> sellers) {
        this.rows = rows;
        this.plan = plan;
        this.accounts = accounts;
        this.working = sellers.stream().filter(seller -> !seller.left()).toArray(Staff.Seller[]::new);
        this.left = sellers.getLast();
        this.random = new SplittableRandom(plan.seed() ^ 0x5a1e5L);
        this.now = plan.now().getEpochSecond();
    }

    void live() {
        int all = plan.opportunities() + plan.opportunities() / 9;
        int leads = all - plan.opportunities();
        for (int n = 0; n < all; n++) {
            // More in recent months than in early ones: the company grows.
            double fraction = Math.pow((n + random.nextDouble()) / all, 0.85);
            long created = workingHour(now - SPAN + (long) (SPAN * fraction));
            boolean lead = leads > 0 && random.nextInt(all - n) < leads;
            if (lead) {
                leads--;
                lead(Math.min(created, now - 3600));
            } else {
                opportunity(n, Math.min(created, now - 3600));
            }
        }
    }

    private long workingHour(long moment) {
        return moment - Math.floorMod(moment, DAY) + 7 * 3600 + random.nextInt(10 * 3600);
    }

    private Staff.Seller owner() {
        if (random.nextInt(60) == 0) {
            return left;
        }
        // Salespeople come after their managers; managers keep a few deals to themselves.
        int managers = working.length / 4;
        boolean managed = random.nextInt(100) < 6 && managers > 0;
        return managed
                ? working[random.nextInt(managers)]
                : working[managers + random.nextInt(working.length - managers)];
    }

    /** Mostly an account of the seller's own country; some accounts buy more than others. */
    private Accounts.Account account(Staff.Seller owner) {
        int home = Foundations.COUNTRIES.get(owner.companyId() - 1);
        Accounts.Account account = accounts[0];
        for (int tries = 0; tries < 6; tries++) {
            account = accounts[(int) (Math.pow(random.nextDouble(), 1.5) * accounts.length)];
            if (account.country() == home) {
                return account;
            }
        }
        return account;
    }

    private void opportunity(int n, long created) {
        Staff.Seller owner = owner();
        Accounts.Account account = account(owner);
        double amount = amount();
        double cycleDays = 25 + 80 * Math.exp(0.55 * gaussian());
        long cycle = (long) (cycleDays * DAY);
        double chance = 0.36 * owner.skill() * (amount > 80_000 ? 0.75 : 1);
        boolean willWin = random.nextDouble() < chance;
        long losesAt = (long) (cycle * (0.35 + 0.6 * random.nextDouble()));
        long closes = created + (willWin ? cycle : losesAt);
        double progress = (now - created) / (double) cycle;
        int stage = 1 + (int) Math.min(3, 4 * progress);
        if (closes <= now) {
            closed(n, owner, account, amount, created, closes, willWin);
        } else {
            open(n, owner, account, amount, created, cycle, stage);
        }
    }

    private void closed(
            int n,
            Staff.Seller owner,
            Accounts.Account account,
            double amount,
            long created,
            long closes,
            boolean won) {
        int stage = won ? Foundations.WON : 1 + random.nextInt(4);
        int row = deal(n, owner, account, amount, created, closes, stage, won ? 100 : 0);
        set(row, "active", won);
        set(row, "date_closed", Instant.ofEpochSecond(closes));
        set(row, "day_close", days(closes - created));
        set(row, "date_deadline", day(closes + (random.nextInt(20) - 8) * DAY));
        if (!won) {
            set(row, "lost_reason_id", 1 + random.nextInt(5));
        }
    }

    private void open(
            int n, Staff.Seller owner, Accounts.Account account, double amount, long created, long cycle, int stage) {
        long touched = Math.max(created, now - (long) (random.nextDouble() * Math.min(now - created, 30 * DAY)));
        int row = deal(n, owner, account, amount, created, touched, stage, Foundations.PROBABILITIES.get(stage));
        long due = Math.max(created + cycle, now - 21 * DAY + random.nextInt(60) * DAY);
        if (random.nextInt(12) > 0) {
            set(row, "date_deadline", day(due));
        }
        switch (stillOpen++ % 60) {
            case 7, 41 -> {
                set(row, "user_id", false);
                set(row, "date_open", false);
            }
            case 11 -> set(row, "stage_id", false);
            case 3, 23 -> set(row, "user_id", left.userId());
            default -> {}
        }
    }

    private int deal(
            int n,
            Staff.Seller owner,
            Accounts.Account account,
            double amount,
            long created,
            long written,
            int stage,
            double probability) {
        int row = lead(created, written, 1, Names.deal(random), owner, account);
        set(row, "stage_id", stage);
        set(row, "expected_revenue", amount);
        // A few salespeople overrule the score.
        boolean overruled = probability > 0 && probability < 100 && random.nextInt(4) == 0;
        double said = overruled ? Math.clamp(probability + 5 * (random.nextInt(7) - 3), 5, 95) : probability;
        set(row, "probability", said);
        set(row, "automated_probability", probability);
        set(row, "prorated_revenue", Math.round(amount * said) / 100.0);
        set(row, "partner_id", account.partnerId());
        set(row, "date_last_stage_update", Instant.ofEpochSecond(written));
        set(row, "priority", PRIORITIES[random.nextInt(PRIORITIES.length)]);
        if (n % 3 != 0) {
            set(row, "tag_ids", n % 5 == 0 ? new int[] {1 + n % 7, 1 + (n + 3) % 7} : new int[] {1 + n % 7});
        }
        return row;
    }

    private void lead(long created) {
        Staff.Seller owner = owner();
        int row = lead(created, created, 0, Names.inquiry(random), owner, account(owner));
        set(row, "stage_id", 1);
        set(row, "probability", 10.0);
        set(row, "automated_probability", 10.0);
        if (random.nextInt(3) == 0) {
            set(row, "active", false);
            set(row, "probability", 0.0);
            set(row, "automated_probability", 0.0);
            set(row, "date_closed", Instant.ofEpochSecond(Math.min(now, created + 20 * DAY)));
        }
    }

    private int lead(long created, long written, int type, String name, Staff.Seller owner, Accounts.Account account) {
        Table table = rows.database().table("crm.lead");
        int row = table.append();
        table.set(row, "name", name);
        table.set(row, "type", TYPES[type]);
        table.set(row, "active", true);
        table.set(row, "user_id", owner.userId());
        table.set(row, "team_id", owner.teamId());
        table.set(row, "company_id", owner.companyId());
        table.set(row, "partner_name", account.name());
        table.set(row, "contact_name", account.contact());
        table.set(row, "email_from", account.email());
        table.set(row, "email_normalized", account.email());
        table.set(row, "phone", account.phone());
        table.set(row, "city", account.city());
        table.set(row, "country_id", account.country());
        table.set(row, "create_date", Instant.ofEpochSecond(created));
        table.set(row, "create_uid", owner.userId());
        table.set(row, "write_date", Instant.ofEpochSecond(written));
        table.set(row, "write_uid", owner.userId());
        table.set(row, "date_open", Instant.ofEpochSecond(created));
        return row;
    }

    private void set(int row, String field, Object value) {
        rows.database().table("crm.lead").set(row, field, value);
    }

    /** Log-normal around 18,000, in round figures. */
    private double amount() {
        double raw = 18_000 * Math.exp(0.95 * gaussian());
        double step = raw > 20_000 ? 1_000 : 250;
        return Math.max(1_000, Math.round(raw / step) * step);
    }

    private double gaussian() {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    private static double days(long seconds) {
        return Math.max(0, Duration.ofSeconds(seconds).toDays());
    }

    private static LocalDate day(long moment) {
        return LocalDate.ofEpochDay(Math.floorDiv(moment, DAY));
    }
}
