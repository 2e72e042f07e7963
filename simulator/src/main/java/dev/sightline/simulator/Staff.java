package dev.sightline.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Hires the people of a company: the reporting tree, departments, users and sales teams. */
final class Staff {
    private static final List<String> TEAMS = List.of(
            "DACH",
            "Nordics",
            "Southern Europe",
            "US East",
            "US West",
            "Canada",
            "London",
            "Scotland & North",
            "Ireland");
    private static final List<String> REGIONS = List.of("EMEA", "Americas", "UK & Ireland");

    /** Owns opportunities: the user, their team, their company, and how good they are at closing, around 1. */
    record Seller(int userId, int teamId, int companyId, double skill, boolean left) {}

    /** A place in the chart before somebody is hired for it; managers come before their reports. */
    private record Post(String title, String department, int manager, int level, int company, boolean account) {}

    private final Rows rows;
    private final CompanyPlan plan;
    private final List<Post> posts = new ArrayList<>();
    private final List<DemoCompany.Person> people = new ArrayList<>();
    private final List<Seller> sellers = new ArrayList<>();
    private final Registry registry;
    private final Map<Integer, Integer> teams = new HashMap<>();
    private int firstSalesPost;

    Staff(Rows rows, CompanyPlan plan) {
        this.rows = rows;
        this.plan = plan;
        this.registry = new Registry(rows);
    }

    List<DemoCompany.Person> people() {
        return people;
    }

    List<Seller> sellers() {
        return sellers;
    }

    void hire() {
        system();
        posts.add(new Post("Chief Executive Officer", "Management", -1, 0, 1, true));
        int backOffice = Math.clamp(plan.people() * 19L / 60, BackOffice.POSTS.size(), 600);
        backOffice(backOffice);
        firstSalesPost = posts.size();
        sales(plan.people() - 1 - backOffice);
        for (int post = 0; post < posts.size(); post++) {
            employ(post);
        }
        oddities(1 + BackOffice.POSTS.size());
    }

    private void system() {
        int bot = registry.partner("OdooBot", "odoobot@" + Foundations.DOMAIN, 1);
        registry.user("OdooBot", "__system__", bot, 1, 0, false, List.of(1));
        int connector = registry.partner("Integration", "integration@" + Foundations.DOMAIN, 1);
        registry.user("Integration", "integration", connector, 1, 0, true, List.of(1, 4));
        int consultant = registry.partner("Rowan Castellan", "rowan.castellan@" + Foundations.DOMAIN, 1);
        registry.user("Rowan Castellan", "rowan.castellan@" + Foundations.DOMAIN, consultant, 1, 0, true, List.of(1));
    }

    private void backOffice(int count) {
        for (int i = 0; i < count; i++) {
            BackOffice.Position position = BackOffice.position(i);
            int manager = position.manager() < 0 ? 0 : position.manager() + 1;
            int level = posts.get(manager).level() + 1;
            posts.add(new Post(position.title(), position.department(), manager, level, 1, position.account()));
        }
    }

    /** The smallest even tree that has as many levels as planned, filled from the top. */
    private void sales(int count) {
        int depth = plan.levels() - 1;
        int branching = 2;
        while (size(branching, depth) < count) {
            branching++;
        }
        for (int i = 0; i < count; i++) {
            int manager = i == 0 ? 0 : firstSalesPost + (i - 1) / branching;
            int level = posts.get(manager).level() + 1;
            int region = region(i, branching);
            boolean leads = (long) i * branching + 1 < count;
            String title = switch (level) {
                case 1 -> "VP Sales";
                case 2 -> "Sales Director " + REGIONS.get(region);
                default -> leads ? (level == plan.levels() - 2 ? "Team Leader" : "Regional Manager") : rank(i);
            };
            posts.add(new Post(
                    title, level == 1 ? "Sales" : "Sales " + REGIONS.get(region), manager, level, region + 1, true));
        }
    }

    private static long size(int branching, int depth) {
        long size = 0;
        for (int level = 0; level < depth; level++) {
            size = size * branching + 1;
        }
        return size;
    }

    private static int region(int index, int branching) {
        int at = index;
        while (at > branching) {
            at = (at - 1) / branching;
        }
        return at == 0 ? 0 : (at - 1) % REGIONS.size();
    }

    private static String rank(int index) {
        return switch (index % 4) {
            case 0 -> "Senior Account Executive";
            case 1, 2 -> "Account Executive";
            default -> "Sales Representative";
        };
    }

    private void employ(int index) {
        Post post = posts.get(index);
        String name = Names.person(plan.seed(), index);
        String email = registry.address(name);
        boolean sells = index >= firstSalesPost;
        boolean leader = sells && reports(index);
        DemoCompany.@Nullable Person manager = post.manager() < 0 ? null : people.get(post.manager());
        int partner = registry.partner(name, email, post.company());
        int user = post.account() ? registry.user(name, email, partner, post.company(), 0, true, List.of(1)) : 0;
        int team = !sells || manager == null ? 0 : leader ? leads(index, user) : teamOf(post.manager());
        int employee = registry.employee(
                name,
                email,
                user,
                partner,
                post.title(),
                post.department(),
                post.company(),
                manager == null ? 0 : manager.employeeId());
        if (user != 0 && team != 0) {
            rows.set("res.users", user, "sale_team_id", team);
            rows.set("res.users", user, "crm_team_member_ids", List.of(user));
            Table table = rows.database().table("crm.team");
            table.set(table.row(team), "crm_team_member_ids", List.of(List.of(4, user)));
        }
        if (sells && user != 0) {
            double skill = 0.7 + Math.floorMod(index * 37L + plan.seed(), 61L) / 100.0;
            sellers.add(new Seller(user, team, post.company(), skill, false));
        }
        people.add(new DemoCompany.Person(
                employee,
                user,
                name,
                email,
                post.title(),
                manager == null ? null : manager.employeeId(),
                post.level(),
                team,
                sells));
    }

    /** Whether the next levels hold anyone who reports here. */
    private boolean reports(int index) {
        return Boolean.TRUE.equals(managers().get(index));
    }

    private @Nullable Map<Integer, Boolean> managing;

    private Map<Integer, Boolean> managers() {
        Map<Integer, Boolean> known = managing;
        if (known == null) {
            known = new HashMap<>();
            for (Post post : posts) {
                known.put(post.manager(), true);
            }
            managing = known;
        }
        return known;
    }

    /** Directors and above lead no team; whoever manages salespeople does. */
    private int leads(int index, int user) {
        if (posts.get(index).level() < plan.levels() - 2) {
            return 0;
        }
        return newTeam(index, user);
    }

    private int newTeam(int index, int user) {
        int number = teams.size();
        String name = number < TEAMS.size() ? TEAMS.get(number) : "Sales Team " + (number + 1);
        int team = rows.add(
                "crm.team",
                "name",
                name,
                "user_id",
                user,
                "company_id",
                posts.get(index).company(),
                "sequence",
                10 + number,
                "use_opportunities",
                true,
                "use_leads",
                true);
        teams.put(index, team);
        return team;
    }

    private int teamOf(int manager) {
        Integer team = teams.get(manager);
        return team == null ? newTeam(manager, people.get(manager).userId()) : team;
    }

    /** What no manual foresees and every company has. */
    private void oddities(int salesFrom) {
        DemoCompany.Person clerk = people.get(salesFrom - 2);
        DemoCompany.Person archivist = people.get(salesFrom - 1);
        rows.set("hr.employee", clerk.employeeId(), "parent_id", archivist.employeeId());
        rows.set("hr.employee", archivist.employeeId(), "parent_id", clerk.employeeId());
        Table users = rows.database().table("res.users");
        for (DemoCompany.Person sharing : List.of(people.get(6), people.get(7))) {
            int partner = users.reference(users.row(sharing.userId()), "partner_id");
            rows.set("res.partner", partner, "email", "accounting@" + Foundations.DOMAIN);
        }
        Seller successor = sellers.getLast();
        String name = Names.person(plan.seed(), plan.people() + 1);
        String email = registry.address(name);
        int partner = registry.partner(name, email, successor.companyId());
        int gone = registry.user(name, email, partner, successor.companyId(), successor.teamId(), false, List.of(1));
        int manager = Objects.requireNonNullElse(people.getLast().managerId(), 0);
        int employee = registry.employee(
                name, email, gone, partner, "Account Executive", "Sales", successor.companyId(), manager);
        rows.set("hr.employee", employee, "active", false);
        sellers.add(new Seller(gone, successor.teamId(), successor.companyId(), 0.9, true));
    }
}
