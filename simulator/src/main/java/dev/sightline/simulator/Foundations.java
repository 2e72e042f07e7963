package dev.sightline.simulator;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SplittableRandom;

/** What a company has before it has people: legal companies, currencies with rates, stages, tags, reasons. */
final class Foundations {
    static final String COMPANY = "Nordwind Industries";
    static final String DOMAIN = "nordwind.example";
    static final int WON = 5;
    static final List<Double> PROBABILITIES = List.of(0.0, 10.0, 30.0, 55.0, 75.0, 100.0);

    static final int GERMANY = 57;
    static final int UNITED_STATES = 233;
    static final int UNITED_KINGDOM = 231;

    /** Where the legal companies are, by their id less one. */
    static final List<Integer> COUNTRIES = List.of(GERMANY, UNITED_STATES, UNITED_KINGDOM);

    private Foundations() {}

    static void lay(Rows rows, CompanyPlan plan) {
        names(rows.database());
        int usd = currency(rows, "USD", "US Dollar", "$", "before");
        int eur = currency(rows, "EUR", "Euro", "€", "after");
        int gbp = currency(rows, "GBP", "Pound sterling", "£", "before");
        company(rows, COMPANY + " GmbH", eur, "Hamburg", GERMANY);
        company(rows, COMPANY + " Inc.", usd, "Boston", UNITED_STATES);
        company(rows, COMPANY + " Ltd", gbp, "Leeds", UNITED_KINGDOM);
        rates(rows, plan, eur, usd, gbp);
        stage(rows, "New", 1, false);
        stage(rows, "Qualified", 2, false);
        stage(rows, "Proposition", 3, false);
        stage(rows, "Negotiation", 4, false);
        stage(rows, "Won", 70, true);
        for (int stage = 1; stage <= WON; stage++) {
            rows.database().score(stage, PROBABILITIES.get(stage));
        }
        int color = 1;
        for (String tag :
                List.of("Service", "Retrofit", "New customer", "Key account", "Tender", "Partner", "Export")) {
            rows.add("crm.tag", "name", tag, "color", color++);
        }
        for (String reason :
                List.of("Too expensive", "Chose a competitor", "Project cancelled", "No budget", "No answer")) {
            rows.add("crm.lost.reason", "name", reason);
        }
        activityType(rows, "Email", "fa-envelope", "default", 3);
        activityType(rows, "Call", "fa-phone", "phonecall", 6);
        activityType(rows, "Meeting", "fa-users", "meeting", 9);
        activityType(rows, "To-Do", "fa-tasks", "default", 12);
        activityType(rows, "Upload Document", "fa-upload", "upload_file", 25);
    }

    private static void names(Database database) {
        database.name("res.country", GERMANY, "Germany");
        database.name("res.country", UNITED_STATES, "United States");
        database.name("res.country", UNITED_KINGDOM, "United Kingdom");
        database.name("ir.model", 1, "Lead/Opportunity");
        database.name("ir.model", 2, "Contact");
    }

    private static int currency(Rows rows, String code, String name, String symbol, String position) {
        return rows.add(
                "res.currency",
                "name",
                code,
                "full_name",
                name,
                "symbol",
                symbol,
                "position",
                position,
                "rounding",
                0.01,
                "decimal_places",
                2);
    }

    private static void company(Rows rows, String name, int currency, String city, int country) {
        int partner = rows.add(
                "res.partner",
                "name",
                name,
                "complete_name",
                name,
                "is_company",
                true,
                "city",
                city,
                "country_id",
                country,
                "email",
                "info@" + DOMAIN,
                "type",
                "contact");
        int company = rows.add(
                "res.company",
                "name",
                name,
                "partner_id",
                partner,
                "currency_id",
                currency,
                "sequence",
                10,
                "email",
                "info@" + DOMAIN,
                "fiscalyear_last_month",
                "12",
                "fiscalyear_last_day",
                31);
        rows.set("res.company", company, "parent_path", company + "/");
    }

    private static void stage(Rows rows, String name, int sequence, boolean won) {
        rows.add("crm.stage", "name", name, "sequence", sequence, "is_won", won);
    }

    private static void activityType(Rows rows, String name, String icon, String category, int sequence) {
        rows.add(
                "mail.activity.type",
                "name",
                name,
                "icon",
                icon,
                "category",
                category,
                "sequence",
                sequence,
                "delay_unit",
                "days",
                "delay_from",
                "previous_activity",
                "chaining_type",
                "suggest");
    }

    /** A rate a month, units per euro, wandering a little, for as long as there is history. */
    private static void rates(Rows rows, CompanyPlan plan, int eur, int usd, int gbp) {
        SplittableRandom random = new SplittableRandom(plan.seed() ^ 0x5a7e5L);
        LocalDate month = LocalDate.ofInstant(plan.now(), ZoneOffset.UTC).withDayOfMonth(1);
        double dollars = 1.08;
        double pounds = 0.86;
        rows.add("res.currency.rate", "currency_id", eur, "name", month.minusMonths(26), "rate", 1.0);
        for (int back = 26; back >= 0; back--) {
            LocalDate day = month.minusMonths(back);
            Instant written = day.atTime(6, 0).toInstant(ZoneOffset.UTC);
            dollars = Math.round((dollars + random.nextDouble(-0.015, 0.015)) * 10_000) / 10_000.0;
            pounds = Math.round((pounds + random.nextDouble(-0.008, 0.008)) * 10_000) / 10_000.0;
            rate(rows, usd, day, dollars, written);
            rate(rows, gbp, day, pounds, written);
        }
    }

    private static void rate(Rows rows, int currency, LocalDate day, double rate, Instant written) {
        rows.add(
                "res.currency.rate",
                "currency_id",
                currency,
                "name",
                day,
                "rate",
                rate,
                "create_date",
                written,
                "write_date",
                written);
    }
}
