package dev.sightline.simulator;

import java.util.List;
import java.util.SplittableRandom;

/** The companies that are sold to, each with one to three contacts. */
final class Accounts {

    /** An account as deals show it. */
    record Account(int partnerId, String name, String contact, String email, String phone, String city, int country) {}

    private record City(String name, int country) {}

    private static final List<City> CITIES = List.of(
            new City("Hamburg", Foundations.GERMANY),
            new City("Munich", Foundations.GERMANY),
            new City("Cologne", Foundations.GERMANY),
            new City("Leipzig", Foundations.GERMANY),
            new City("Bremen", Foundations.GERMANY),
            new City("Stuttgart", Foundations.GERMANY),
            new City("Boston", Foundations.UNITED_STATES),
            new City("Chicago", Foundations.UNITED_STATES),
            new City("Seattle", Foundations.UNITED_STATES),
            new City("Houston", Foundations.UNITED_STATES),
            new City("Atlanta", Foundations.UNITED_STATES),
            new City("London", Foundations.UNITED_KINGDOM),
            new City("Leeds", Foundations.UNITED_KINGDOM),
            new City("Glasgow", Foundations.UNITED_KINGDOM),
            new City("Bristol", Foundations.UNITED_KINGDOM));

    private Accounts() {}

    static Account[] add(Rows rows, CompanyPlan plan, List<Staff.Seller> sellers) {
        SplittableRandom random = new SplittableRandom(plan.seed() ^ 0xacc07L);
        Account[] accounts = new Account[plan.accounts()];
        for (int n = 0; n < accounts.length; n++) {
            String name = Names.account(n);
            City city = CITIES.get(random.nextInt(CITIES.size()));
            String domain = domain(name);
            Staff.Seller owner = sellers.get(random.nextInt(sellers.size()));
            int partner = rows.add(
                    "res.partner",
                    "name",
                    name,
                    "complete_name",
                    name,
                    "is_company",
                    true,
                    "type",
                    "contact",
                    "email",
                    "info@" + domain,
                    "phone",
                    Registry.phone(7_000 + n),
                    "website",
                    "https://www." + domain,
                    "city",
                    city.name(),
                    "country_id",
                    city.country(),
                    "user_id",
                    owner.userId(),
                    "customer_rank",
                    1,
                    "commercial_company_name",
                    name);
            rows.set("res.partner", partner, "commercial_partner_id", partner);
            int contacts = 1 + random.nextInt(3);
            String first = "";
            for (int c = 0; c < contacts; c++) {
                String person = Names.person(plan.seed() + 17, n * 3 + c);
                first = c == 0 ? person : first;
                rows.add(
                        "res.partner",
                        "name",
                        person,
                        "complete_name",
                        name + ", " + person,
                        "parent_id",
                        partner,
                        "commercial_partner_id",
                        partner,
                        "commercial_company_name",
                        name,
                        "type",
                        "contact",
                        "email",
                        Names.mailbox(person) + "@" + domain,
                        "function",
                        c == 0 ? "Head of Purchasing" : "Engineer",
                        "city",
                        city.name(),
                        "country_id",
                        city.country(),
                        "active",
                        c < 2 || random.nextInt(4) > 0);
            }
            accounts[n] = new Account(
                    partner,
                    name,
                    first,
                    Names.mailbox(first) + "@" + domain,
                    Registry.phone(7_000 + n),
                    city.name(),
                    city.country());
        }
        return accounts;
    }

    private static String domain(String account) {
        String plain = Names.mailbox(account).replace(".", "-");
        return plain + ".example";
    }
}
